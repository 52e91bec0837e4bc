"""A story is heard once, however many carry it and whatever dies or races in between."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.channels import Channel
from chalicelib.domain.entries import Entry
from chalicelib.domain.escalations import EscalationStatus
from chalicelib.domain.history import Deed, HistoryLine, Via
from chalicelib.domain.identities import mention_id
from chalicelib.domain.likeness import STORY_LASTS, Trace, likeness_of
from chalicelib.domain.mentions import Mention, MentionStatus
from chalicelib.domain.queries import Match
from chalicelib.domain.urgency import Urgency
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import TemporaryError
from chalicelib.services.hear import Occasion
from chalicelib.services.withdraw import Withdraw
from tests.domain.examples import MINUTE, NOW, a_mention, an_entry
from tests.fakes import FakeMentionStore, Killed, fail_at

from .world import World

Gathered = tuple[tuple[Mention, ...], tuple[Trace, ...]]
WORDS = "The Larkfield lamp in our garden broke after a single day of rain, and nobody answers my letters."
STORY = an_entry(text=WORDS)
COPY = an_entry(
    id="w-9", url="https://wire.example/9", title="Heard", text=f"{WORDS} Read on.", author="Wire"
)
GONE = Entry(id=STORY.id, url=STORY.url, is_deleted=True)


def hear(world: World, source_id: str, *entries: Entry, at: int = 0) -> tuple[Mention, ...]:
    hearing = world.hear()
    hearing.listen()
    return hearing(entries, Occasion(source_id, NOW + at * MINUTE))


def the_mention(world: World) -> Mention:
    (mention,) = world.mentions.mentions.values()
    return mention


def a_world() -> World:
    """A complaint that was heard at a blog and told to Ann, and then at a wire."""
    world = World()
    hear(world, "blog", STORY)
    hear(world, "wire", COPY, at=1)
    world.work_off()
    return world


def test_copy_hangs_under_the_first_and_only_that_is_escalated() -> None:
    world = a_world()

    mention = the_mention(world)
    assert [(seen.source_id, seen.url) for seen in mention.sightings] == [
        ("blog", STORY.url),
        ("wire", COPY.url),
    ]
    assert mention.text == WORDS
    assert len(world.email.notices) == 1


def test_new_mention_costs_one_batch_read_and_one_item_more() -> None:
    world = World()
    reads = _counted(world.mentions)

    hear(world, "blog", STORY)

    [change] = world.mentions.commits
    assert change.trace is not None
    assert reads == ["gather"]


def test_known_mention_costs_one_batch_read_and_leaves_no_trace() -> None:
    world = World()
    hear(world, "blog", STORY)
    reads = _counted(world.mentions)

    hear(world, "mirror", STORY, at=1)
    hear(world, "mirror", STORY, at=2)

    assert reads == ["gather", "gather"]
    assert len(world.mentions.commits) == 2
    assert world.mentions.commits[1].trace is None


def test_where_very_much_is_said_a_copy_is_found_under_a_rare_key() -> None:
    """All words of the story were taken when it was told, so that it lies under two of them."""
    world = World()
    likeness = likeness_of(STORY, Match("larkfield", "Larkfield"), mention_id(STORY, "blog"))
    for key in likeness.usual_keys:
        world.mentions.laid[key] = Trace(key, "m1other", NOW, NOW + STORY_LASTS)
    reads = _counted(world.mentions)

    hear(world, "blog", STORY)
    hear(world, "wire", COPY, at=1)

    assert the_mention(world).weight == 2
    assert reads == ["gather"] * 4 + ["get"]


def _counted(mentions: FakeMentionStore) -> list[str]:
    """What is read from now on."""
    reads: list[str] = []
    get, gather = mentions.get, mentions.gather

    def counting_get(mention_id: str) -> Mention | None:
        reads.append("get")
        return get(mention_id)

    def counting_gather(mention_ids: Collection[str], trace_keys: Collection[str], surely: bool) -> Gathered:
        reads.append("gather, surely" if surely else "gather")
        return gather(mention_ids, trace_keys, surely)

    mentions.get = counting_get  # type: ignore[method-assign]
    mentions.gather = counting_gather  # type: ignore[method-assign]
    return reads


def test_edit_of_either_does_not_split_them() -> None:
    world = a_world()
    other_words = "Larkfield wrote to us, and everything is fine now. We love the lamp, and them."

    hear(world, "wire", replace(COPY, text=other_words), at=2)
    hear(world, "blog", replace(STORY, text=other_words), at=3)

    mention = the_mention(world)
    assert mention.text == other_words
    assert mention.weight == 2


def test_copy_that_becomes_a_complaint_of_its_own_is_one() -> None:
    harmless, copy = (
        replace(STORY, text=WORDS.replace("broke", "stood")),
        replace(COPY, text=WORDS.replace("broke", "stood")),
    )
    world = World()
    hear(world, "blog", harmless)
    hear(world, "wire", copy, at=1)

    hear(world, "wire", COPY, at=2)

    assert len(world.mentions.mentions) == 2
    assert world.mentions.mentions[mention_id(COPY, "wire")].queued_since


def test_copy_heard_by_a_third_source_hangs_there_too_and_a_week_later_still() -> None:
    world = a_world()

    hear(world, "mirror", COPY, at=8 * 24 * 60)

    assert [seen.source_id for seen in the_mention(world).sightings] == ["blog", "wire", "mirror"]


def test_same_words_after_a_week_are_said_again() -> None:
    world = World()
    hear(world, "blog", STORY)

    hear(world, "wire", replace(COPY, published_at=None), at=7 * 24 * 60)

    assert len(world.mentions.mentions) == 2


def test_mention_kept_under_an_earlier_rules_id_is_found() -> None:
    amp = replace(STORY, url="https://amp.blog.example/posts/1")
    old = a_mention(id="m1" + "0" * 24)
    world = World()
    hearing = world.hear()
    hearing.listen()
    finding = hearing.finding(amp, Occasion("wire", NOW))
    assert finding is not None
    world.mentions.commit(Change(replace(old, id=finding.ids[1])))

    hear(world, "wire", amp, at=1)
    assert the_mention(world).weight == 2

    hear(world, "blog", replace(GONE, url=amp.url), at=2)
    assert the_mention(world).status is MentionStatus.DELETED


def test_forum_that_only_links_to_a_story_hangs_under_it_and_the_other_way_round() -> None:
    headline = "Larkfield broke its word"
    story = replace(STORY, title=headline, url="https://paper.example/story")
    post = an_entry(
        id="t-1", url="https://forum.example/t/1", title=headline, text=f"{story.url}?utm_source=f"
    )
    other = replace(post, url="https://board.example/7")

    for order in ((story, post, other), (post, other, story)):
        world = World()
        for number, entry in enumerate(order):
            hear(world, f"s{number}", entry, at=number)
        assert the_mention(world).weight == 3


def test_post_that_passes_a_headline_on_with_its_link_hangs_under_the_story() -> None:
    story = replace(STORY, title="Larkfield broke its word to owners", url="https://paper.example/story")
    post = an_entry(
        url="https://social.example/1", title="", text=f"Larkfield broke its word to owners {story.url}"
    )
    opinion = replace(
        post, url="https://social.example/2", text=f"Larkfield broke it, and I am glad {story.url}"
    )
    world = World()

    hear(world, "paper", story)
    hear(world, "social", post, opinion, at=1)

    assert [mention.weight for mention in world.mentions.mentions.values()] == [2, 1]


def test_quote_hangs_under_what_it_quotes_and_its_remark_stays_out() -> None:
    quote = an_entry(
        url="https://social.example/1", title="", text=f"As a reader wrote to us this week: “{WORDS}” Well."
    )
    world = World()

    hear(world, "blog", STORY)
    hear(world, "social", quote, at=1)

    assert the_mention(world).text == WORDS
    assert the_mention(world).weight == 2


def test_later_sightings_raise_weight_and_urgency() -> None:
    world = World()
    hear(world, "blog", STORY)
    first = the_mention(world)

    hear(world, "wire", *(replace(COPY, url=f"https://wire.example/{n}") for n in range(4)), at=1)

    after = the_mention(world)
    assert (first.weight, first.urgency) == (1, Urgency.SOON)
    assert (after.weight, after.urgency) == (5, Urgency.URGENT)


def test_edit_is_judged_again_and_what_was_said_before_is_kept() -> None:
    world = World()
    hear(world, "blog", replace(STORY, text="We love the Larkfield lamp in our garden."))
    before = the_mention(world)

    hear(world, "blog", STORY, at=1)

    after = the_mention(world)
    assert (before.verdict, after.verdict) == (Verdict.GOOD, Verdict.BAD)
    assert (after.text, after.edited_at) == (WORDS, NOW + MINUTE)
    assert after.queued_since == NOW + MINUTE, "it has become a complaint"
    [line] = world.mentions.history(after.id)
    assert line.deed is Deed.EDITED
    assert "We love the Larkfield lamp" in line.note


def test_link_under_another_headline_is_a_word_of_its_own() -> None:
    story = replace(STORY, url="https://paper.example/story")
    post = an_entry(url="https://forum.example/t/1", title="Larkfield, never again", text=story.url)
    world = World()

    hear(world, "paper", story)
    hear(world, "forum", post)

    assert len(world.mentions.mentions) == 2


@pytest.mark.parametrize("first", ["phone", "blog"])
def test_what_is_said_to_us_is_no_copy(first: str) -> None:
    """Who calls awaits an answer, whatever stands in the papers."""
    world = World()
    call = Occasion(Channel.PHONE.source_id, NOW)
    line = HistoryLine("m1", NOW, Deed.NOTED, "ann", Via.API)
    hearing = world.hear()
    hearing.listen()
    if first == "blog":
        hear(world, "blog", STORY)

    hearing([replace(COPY, url=None)], replace(call, noted=line))
    hearing([replace(COPY, id="other", url=None)], replace(call, noted=line))
    if first == "phone":
        hear(world, "blog", STORY)

    assert len(world.mentions.mentions) == 3


def test_first_that_is_deleted_leaves_the_story_to_who_still_carries_it() -> None:
    world = a_world()

    hear(world, "blog", GONE, at=2)
    hear(world, "blog", GONE, at=3)

    mention = the_mention(world)
    assert (mention.url, mention.author, mention.text) == (COPY.url, "Wire", "")
    assert mention.status is MentionStatus.NOTIFIED
    assert world.mentions.escalations[mention.id].status is EscalationStatus.OPEN
    assert [line.deed for line in world.mentions.history(mention.id)].count(Deed.HANDED_ON) == 1
    hear(world, "wire", replace(COPY, text=f"{WORDS} Still so."), at=4)
    assert the_mention(world).text == f"{WORDS} Still so."


def test_story_that_its_last_carrier_deletes_is_gone() -> None:
    world = a_world()
    hear(world, "blog", GONE, at=2)

    hear(world, "wire", Entry(id=COPY.id, url=COPY.url, is_deleted=True), at=3)

    assert the_mention(world).status is MentionStatus.DELETED


def test_copy_that_is_deleted_is_no_more_named_and_the_first_stays() -> None:
    world = a_world()
    tombstone = Entry(id=COPY.id, url=COPY.url, is_deleted=True)
    fail_at(world.mentions, "commit", error=Killed())
    with pytest.raises(Killed):
        hear(world, "wire", tombstone, at=2)

    hear(world, "mirror", tombstone, at=2)
    assert the_mention(world).weight == 2, "only the source that showed it takes it back"
    hear(world, "wire", tombstone, at=3)
    hear(world, "wire", tombstone, at=4)

    assert [seen.source_id for seen in the_mention(world).sightings] == ["blog"]
    assert the_mention(world).text == WORDS


def test_copy_that_cannot_be_taken_back_now_is_tried_again_later() -> None:
    world = a_world()
    world.mentions.commit = lambda change: False  # type: ignore[method-assign]

    with pytest.raises(TemporaryError, match="too fast"):
        Withdraw(world.mentions).what_was(Entry(url=COPY.url, is_deleted=True), "wire", NOW)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_worker_that_dies_while_it_joins_is_made_up_for(after: bool) -> None:
    world = World()
    hear(world, "blog", STORY)
    fail_at(world.mentions, "commit", after=after)

    with pytest.raises(Killed):
        hear(world, "wire", COPY, at=1)
    hear(world, "wire", COPY, at=2)

    assert the_mention(world).weight == 2


def test_of_two_copies_at_once_the_loser_joins() -> None:
    """Both workers looked before either wrote: their traces meet under one key."""
    world = World()
    looked: list[bool] = []
    gather = world.mentions.gather

    def meanwhile(mention_ids: Collection[str], trace_keys: Collection[str], surely: bool) -> Gathered:
        looked.append(surely)
        found = gather(mention_ids, trace_keys, surely)
        if len(looked) == 1:
            hear(world, "blog", STORY)
        return found

    world.mentions.gather = meanwhile  # type: ignore[method-assign]

    hear(world, "wire", replace(COPY, title=STORY.title), at=1)

    mention = the_mention(world)
    assert [seen.source_id for seen in mention.sightings] == ["blog", "wire"]
    assert looked == [False, False, True], "who lost looks at what was written last"
    assert len(world.negatives.mention_ids) == 2, (
        "each says that somebody waits; the escalation is opened once"
    )


def test_mention_that_is_written_right_after_its_trace_is_waited_for() -> None:
    world = World()
    hear(world, "blog", STORY)
    [first] = world.mentions.mentions.values()
    get, asked = world.mentions.get, []

    def late(mention_id: str) -> Mention | None:
        asked.append(mention_id)
        return get(mention_id) if len(asked) > 1 else None

    world.mentions.get = late  # type: ignore[method-assign]
    hear(world, "wire", COPY, at=1)

    assert asked == [first.id] * 2
    assert the_mention(world).weight == 2


def test_worker_that_dies_behind_its_trace_is_made_up_for_under_the_same_key() -> None:
    world = World()
    hear(world, "blog", STORY)
    world.mentions.mentions.clear()

    hear(world, "blog", STORY, at=1)

    assert the_mention(world).url == STORY.url
    assert len(world.mentions.laid) == 1


def test_trace_that_leads_to_what_is_kept_no_more_is_passed_over() -> None:
    world = World()
    hear(world, "blog", STORY)
    world.mentions.mentions.clear()

    hear(world, "wire", COPY, at=1)

    assert the_mention(world).url == COPY.url


def test_deletion_of_what_was_never_kept_reads_and_writes_nothing_else() -> None:
    world = World()

    assert not Withdraw(world.mentions).what_was(Entry(is_deleted=True), "blog", NOW)
    assert not Withdraw(world.mentions).what_was(GONE, "blog", NOW + timedelta(days=1))
