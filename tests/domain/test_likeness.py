"""Copies of a story are told again by their words, and other stories on the same topic are not."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.domain.entries import Entry
from chalicelib.domain.identities import mention_id
from chalicelib.domain.likeness import (
    COPY_LASTS,
    STORY_LASTS,
    Likeness,
    Trace,
    alike,
    copy_of,
    is_crowded,
    is_what_it_links_to,
    likeness_of,
    story_of,
)
from chalicelib.domain.mentions import Finding
from chalicelib.domain.queries import Match

from .examples import NOW, a_finding, a_mention, an_entry

STORY = (
    "Larkfield calls back forty thousand garden lamps after several caught fire in the rain. The firm said "
    "on Tuesday that owners should unplug them and wait for a letter. A new seal will be fitted for nothing."
)
FOOTER = (
    "Sign up for our morning letter and never miss a thing that matters in your town again. All rights kept."
)
WORDS = st.lists(
    st.sampled_from([f"{a}{b}" for a in "bdfglmnprst" for b in ("a", "ein", "olk", "unt")]), min_size=8
)


def said(
    text: str, title: str = "", url: str = "https://paper.example/1", phrase: str = "Larkfield"
) -> Finding:
    return a_finding(an_entry(title=title, text=text, url=url), matches=(Match("larkfield", phrase),))


def likeness_to(finding: Finding) -> Likeness:
    return likeness_of(finding.entry, finding.matches[0], finding.ids[0])


def trace_of(finding: Finding) -> Trace:
    trace = story_of(finding, likeness_to(finding), ())
    assert trace is not None
    return trace


def are_alike(first: Finding, second: Finding) -> bool:
    """Whether the second, at another address, is told to be the story of the first."""
    second = replace(second, entry=replace(second.entry, url="https://other.example/2"))
    likeness = likeness_to(second)
    trace = story_of(first, likeness_to(first), ())
    return trace is not None and trace.key in likeness.keys and bool(alike(likeness, [trace], NOW))


@pytest.mark.parametrize(
    "copy",
    [
        STORY.upper(),
        STORY.replace(" ", "\n  "),
        STORY.replace(".", " !").replace("firm", "“firm”"),
        STORY + " https://t.example/x?utm_source=y",
        STORY.replace("Tuesday", "Monday").replace("letter", "parcel"),
        STORY[:150].rpartition(" ")[0] + " … Read more",
        "(Wire) By our own correspondent. " + STORY + " " + FOOTER,
        "Have a look at this, it is just what I told you: “" + STORY + "”",
        "RT @paper: " + STORY[:140] + "…",
        f"Told you. I have said so ever since that shop opened in our street. „{STORY}“ Now look at them, "
        "all of them, how they run about in the rain and ask each other who could have known.",
    ],
    ids="case blanks punctuation link edited shortened boilerplate quoted passed-on remarks".split(),
)
def test_copy_is_told_whichever_came_first(copy: str) -> None:
    assert are_alike(said(STORY), said(copy))
    assert are_alike(said(copy), said(STORY))


@pytest.mark.parametrize(
    "other",
    [
        "Larkfield calls back garden lamps: what owners must know of the letter, the seal and their money.",
        "Shares of Larkfield fell by a tenth after several of its garden lamps caught fire last week.",
        "My Larkfield lamp does not work. I wrote to them in March and nobody ever cared to answer me.",
        f"The Larkfield museum opens a new wing for children this summer, with free entry. {FOOTER}",
    ],
    ids=["same topic", "its shares", "a complaint", "same page around"],
)
def test_other_story_on_the_same_topic_is_not_joined(other: str) -> None:
    assert not are_alike(said(f"{STORY} {FOOTER}"), said(other))
    assert not are_alike(said(other), said(f"{STORY} {FOOTER}"))


@pytest.mark.parametrize("text", ["Great Larkfield lamp!", "Larkfield: does not work with my phone"])
def test_few_words_may_be_said_by_two_people(text: str) -> None:
    assert not are_alike(said(text), said(text))


def test_signs_of_a_script_without_spaces_are_compared_too() -> None:
    text = "Larkfieldの庭園灯が雨の中で発火し、四万台を回収すると発表した。"

    assert are_alike(said(text), said(f"速報：{text}"))
    assert not are_alike(said(text), said("Larkfieldの新しい照明が来月から全国の店で発売される予定だ。"))


def test_text_of_many_signs_is_compared_by_a_sample_of_them() -> None:
    long = "Larkfield" + "".join(chr(0x4E00 + n * 7 % 5000) for n in range(480))
    trace = trace_of(said(long))

    assert len(trace.said.text.pairs) == 128
    assert are_alike(said(long), said(long[:300]))


def test_numbers_of_the_headline_tell_versions_apart() -> None:
    """Release notes and price reports are the same words each time."""
    first = said(STORY, "Larkfield firmware 2.0.1 is out")

    assert not are_alike(first, said(STORY, "Larkfield firmware 2.0.2 is out"))
    assert are_alike(first, said(STORY, "Larkfield firmware is out"))
    assert are_alike(first, said(STORY, "Larkfield firmware 2.0.1 is out (2026)"))


def test_quote_without_a_headline_is_told_whatever_numbers_the_headline_has() -> None:
    story = said(f"{STORY} It is the 3rd time.", "Larkfield calls back lamps: 5 things to know")

    assert are_alike(story, said(STORY))
    assert are_alike(said(STORY), story)
    assert not are_alike(story, said(f"{STORY} It is the 4th time."))


def test_headline_that_is_passed_on_is_told_with_and_without_the_story_below() -> None:
    story = said(STORY, "Larkfield calls back forty thousand lamps after fires")
    post = said("Larkfield calls back forty thousand lamps after fires, via @paper")

    assert are_alike(story, post)
    assert are_alike(post, story)
    assert not are_alike(story, said("Larkfield calls back its lamps, and I want my money back from @paper"))


def test_same_words_under_another_headline_are_the_same_story() -> None:
    assert are_alike(said(STORY, "Lamps in flames"), said(STORY, "What did I tell you of that firm?"))


def test_name_at_the_end_is_told_by_the_words_before_it() -> None:
    text = "Forty thousand garden lamps are called back after several caught fire, says Larkfield"

    assert len(likeness_to(said(text)).keys) > 12
    assert are_alike(said(text), said(f"Heard: {text}"))


def test_only_mentions_of_the_same_watch_are_compared() -> None:
    theirs = replace(said(STORY), matches=(Match("brightmoor", "garden"),))

    assert not are_alike(said(STORY), theirs)


def test_story_that_matched_in_its_title_alone_is_told_by_that() -> None:
    title = "Larkfield calls back forty thousand of its lamps after several fires"

    assert are_alike(said("", title), said("A town", title))


def test_phrase_that_stands_nowhere_as_it_is_does_no_harm() -> None:
    assert are_alike(said(STORY, phrase="lark field"), said(STORY, phrase="lark field"))


@given(WORDS, st.sampled_from([str.upper, str.title, lambda text: text.replace(" ", " … ")]))
def test_spelling_never_matters(words: list[str], respelled: object) -> None:
    text = "Larkfield " + " ".join(words)
    assume(len(set(words)) >= 8)

    assert callable(respelled)
    assert are_alike(said(text), said(str(respelled(text))))


@given(WORDS, WORDS)
def test_likeness_is_mutual(ours: list[str], theirs: list[str]) -> None:
    one, other = said(f"Larkfield {' '.join(ours)}"), said(f"Larkfield {' '.join(theirs)}")
    first, second = likeness_to(one), likeness_to(other)

    there = bool(alike(first, [_laid(second, "words:larkfield:0")], NOW))
    back = bool(alike(second, [_laid(first, "words:larkfield:0")], NOW))

    assert there == back


@given(WORDS, WORDS)
def test_texts_with_no_words_in_common_are_never_joined(ours: list[str], theirs: list[str]) -> None:
    foreign = " ".join(f"q{word}" for word in theirs)

    assert not are_alike(said(f"Larkfield {' '.join(ours)}"), said(f"Larkfield {foreign}"))


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=20))
def test_any_text_is_bounded(text: str, title: str, phrase: str) -> None:
    likeness = likeness_to(said(text, title, phrase=phrase))

    assert len(likeness.said.pairs) <= 128 + 32
    assert len(likeness.said.numbers) <= 16 + 8
    assert len(likeness.keys) <= 3 * 12 + 2


def _laid(likeness: Likeness, key: str) -> Trace:
    return Trace(key, "m1first", NOW, NOW + STORY_LASTS, likeness.said)


def test_trace_lies_where_none_lies_yet() -> None:
    finding = said(STORY)
    likeness = likeness_to(finding)
    first = trace_of(finding)
    other = replace(first, mention_id="m1other")

    second = story_of(finding, likeness, [other])

    assert second is not None
    assert second.key in set(likeness.keys) - {first.key}
    assert second.until == NOW + STORY_LASTS
    assert story_of(finding, likeness, [replace(other, until=NOW)]) == first, "what is over takes no place"
    everywhere = [replace(other, key=key) for key in likeness.keys]
    assert story_of(finding, likeness, everywhere) is None


def test_trace_that_is_over_leads_nowhere() -> None:
    trace = trace_of(said(STORY))

    assert alike(likeness_to(said(STORY)), [trace], NOW) == (trace.mention_id,)
    assert alike(likeness_to(said(STORY)), [replace(trace, until=NOW)], NOW) == ()


def test_likeliest_comes_first_and_a_known_copys_own_before() -> None:
    likeness = likeness_to(said(STORY))
    close = _laid(likeness_to(said(STORY.replace("several", "some"))), "words:larkfield:1")
    same = replace(_laid(likeness, "words:larkfield:2"), mention_id="m1same")
    known = copy_of("m1known", said("now quite other words"))

    found = alike(likeness, [close, same, known], NOW)

    assert found == ("m1known", "m1same", "m1first")
    assert known.until == NOW + COPY_LASTS


def forum_post(title: str, link: str = "https://paper.example/story", text: str = "") -> Finding:
    entry = an_entry(title=title, text=f"{text} {link}".strip(), url="https://forum.example/t/1")
    return a_finding(entry)


HEADLINE = "Larkfield calls back its lamps"


def test_same_link_under_the_same_headline_is_the_same_story() -> None:
    first = trace_of(forum_post(HEADLINE, "https://m.paper.example/story?utm_source=x"))
    other = likeness_to(forum_post(f"{HEADLINE} (paper.example)"))

    assert first.key in other.keys
    assert alike(other, [first], NOW)


@pytest.mark.parametrize(
    "other",
    [
        forum_post("Told you so, never again"),
        forum_post(HEADLINE, "https://paper.example/"),
        forum_post(HEADLINE, "https://paper.example/other"),
        forum_post(HEADLINE, text="and what is worse, they never answered me at all, not once, see"),
    ],
    ids=["other headline", "front page", "other link", "own words"],
)
def test_link_alone_does_not_make_it_the_same_story(other: Finding) -> None:
    first = trace_of(forum_post(HEADLINE))

    assert not alike(
        likeness_to(other), [trace for trace in [first] if trace.key in likeness_to(other).keys], NOW
    )


def test_link_and_what_it_leads_to_find_each_other() -> None:
    story = said(f"{HEADLINE}, forty thousand of them.", HEADLINE, "https://paper.example/story")
    post = forum_post(HEADLINE)

    assert likeness_to(post).target == mention_id(Entry(url="https://paper.example/story"), "")
    assert trace_of(post).key in likeness_to(story).keys
    assert alike(likeness_to(story), [trace_of(post)], NOW)
    assert is_what_it_links_to(likeness_to(post), a_mention(title=HEADLINE, text="They are forty thousand."))
    assert not is_what_it_links_to(likeness_to(forum_post("Never again")), a_mention(title=HEADLINE))


def test_post_with_a_link_is_what_it_links_to_only_where_it_adds_little() -> None:
    there = a_mention(title=HEADLINE, text="They are forty thousand.")
    passed_on = likeness_to(said(f"{HEADLINE} https://paper.example/story"))
    opinion = likeness_to(said(f"{HEADLINE}, finally, thank you https://paper.example/story"))

    assert passed_on.target == opinion.target == mention_id(Entry(url="https://paper.example/story"), "")
    assert is_what_it_links_to(passed_on, there)
    assert not is_what_it_links_to(opinion, there)
    assert not [key for key in opinion.keys if opinion.target in key], "its own words make it a story"


def test_story_of_few_words_leaves_no_trace() -> None:
    finding = said("Great Larkfield lamp!")

    assert story_of(finding, likeness_to(finding), ()) is None


def test_rare_keys_are_asked_for_only_where_most_of_the_others_are_taken() -> None:
    """Who filed under a rare one found none of its own free."""
    likeness = likeness_to(said(STORY))
    usual = [key for key in likeness.usual_keys if key.startswith("words:")]
    half = len(usual) // 2

    assert set(likeness.usual_keys) | likeness.rare_keys == set(likeness.keys)
    assert not is_crowded(likeness, [_laid(likeness, key) for key in usual[:half]])
    assert is_crowded(likeness, [_laid(likeness, key) for key in usual[: half + 1]])


def test_words_that_are_too_few_are_never_crowded() -> None:
    likeness = likeness_to(said("Larkfield!"))

    assert not likeness.rare_keys
    assert not is_crowded(likeness, [_laid(likeness, key) for key in likeness.keys])
