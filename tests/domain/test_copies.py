"""Copies hang under the first mention of a story; nobody misses a complaint by that, and nothing is lost."""

from dataclasses import replace

import pytest

from chalicelib.domain.changes import Dossier, withdrawn
from chalicelib.domain.copies import handed_on, joins, without_copy
from chalicelib.domain.history import Deed, HistoryLine, Via
from chalicelib.domain.identities import mention_id
from chalicelib.domain.mentions import (
    Finding,
    Mention,
    MentionStatus,
    deleted,
    edited,
    new_mention,
    seen_again,
    speaks_for,
)
from chalicelib.domain.queries import Match
from chalicelib.domain.reach import Reach
from chalicelib.domain.verdicts import Verdict

from .examples import MINUTE, NOW, a_finding, a_judgement, a_mention, an_entry, an_escalation

COPY_URL = "https://wire.example/9"


def a_copy(source_id: str = "wire", **changes: object) -> Finding:
    entry = replace(an_entry(id="w-9", url=COPY_URL, author="Wire"), **changes)  # type: ignore[arg-type]
    return a_finding(entry, source_id=source_id, found_at=NOW + MINUTE)


def with_copies(*copies: Finding) -> Mention:
    mention = a_mention()
    for copy in copies or (a_copy(),):
        mention = seen_again(mention, copy)
    return mention


def test_copy_is_a_sighting_with_its_own_address_author_and_source() -> None:
    mention = with_copies()

    [_, copy] = mention.sightings
    assert (copy.source_id, copy.url, copy.author) == ("wire", COPY_URL, "Wire")
    assert copy.copy_id == a_copy().ids[0]
    assert (mention.weight, mention.text) == (2, a_mention().text)


def test_several_copies_by_one_source_are_several_sightings_and_each_but_one() -> None:
    """A search hears a whole place: who passes a post on does so there."""
    other = a_copy("blog", url="https://blog.example/posts/2", author="Jim")

    mention = with_copies(other, other, a_copy("blog", url="https://blog.example/posts/3"))

    assert [seen.source_id for seen in mention.sightings] == ["blog"] * 3


def test_copy_that_goes_further_tells_how_far_the_story_goes() -> None:
    mention = with_copies(a_copy(reach=Reach(900, None)), a_copy("blog", reach=Reach(40, 7)), a_copy("other"))

    assert mention.reach == Reach(900, 7)


def test_weight_is_bounded() -> None:
    mention = with_copies(*(a_copy(url=f"https://wire.example/{n}") for n in range(200)))

    assert mention.weight == 50


def test_copy_by_the_source_that_spoke_first_changes_no_words() -> None:
    other = a_copy("blog", text="The Larkfield lamp broke after a day. Same with mine, by the way.")

    assert edited(with_copies(other), other, escalates=True) == with_copies(other)


def test_address_as_an_earlier_rule_spelled_it_is_the_mentions_own() -> None:
    """What was kept before addresses were unwrapped keeps its id, and is the same place still."""
    amp = an_entry(url="https://amp.blog.example/posts/1")
    finding = a_finding(amp, source_id="wire")
    now, before = finding.ids
    old = a_mention(id=before)

    assert now == mention_id(an_entry(), "blog")
    assert [seen.copy_id for seen in seen_again(old, finding).sightings] == [None, None]
    assert speaks_for(old, "blog", finding.ids)
    assert a_finding().ids == (a_mention().id,), "most addresses are spelled as ever"


def test_mention_is_opened_where_the_address_leads() -> None:
    wrapped = an_entry(url="https://www.google.com/url?q=https://blog.example/posts/1&sa=t")

    mention = new_mention(a_finding(wrapped), escalates=False)

    assert mention.url == "https://blog.example/posts/1"
    assert mention.id == a_mention().id


WAITING = a_mention(escalates=True)
OLD_NEWS = a_mention(escalates=False)
HARMLESS = a_mention(escalates=False, judgement=a_judgement(Verdict.INDIFFERENT))


@pytest.mark.parametrize(
    ("mention", "escalates", "does"),
    [
        (WAITING, True, True),
        (WAITING, False, True),
        (replace(OLD_NEWS, status=MentionStatus.RESOLVED), True, True),
        (HARMLESS, False, True),
        (OLD_NEWS, True, False),
        (HARMLESS, True, False),
        (replace(HARMLESS, status=MentionStatus.ACKNOWLEDGED), True, False),
        (deleted(WAITING), False, False),
        (replace(WAITING, about="brightmoor"), False, False),
    ],
)
def test_copy_never_hides_a_complaint_that_nobody_hears_of(
    mention: Mention, escalates: bool, does: bool
) -> None:
    assert joins(mention, a_copy(), escalates) is does


def test_copy_about_another_watch_first_is_another_thing() -> None:
    theirs = replace(a_copy(), matches=(Match("brightmoor", "Brightmoor"), Match("larkfield", "Larkfield")))

    assert not joins(WAITING, theirs, escalates=False)


def test_story_that_others_carry_goes_on_as_theirs_without_the_words() -> None:
    quoting = HistoryLine(a_mention().id, NOW, Deed.EDITED, "earshot", Via.RULE, "before: lamp")
    mention = replace(with_copies(), status=MentionStatus.NOTIFIED, owner="ann", reach=Reach(900, 7))

    change = withdrawn(Dossier(mention, an_escalation(), (quoting,)), NOW + MINUTE)

    assert change.mention == handed_on(mention)
    assert change.mention is not None
    assert (change.mention.url, change.mention.author) == (COPY_URL, "Wire")
    assert (change.mention.title, change.mention.text, change.mention.judgement.evidence) == ("", "", ())
    assert (change.mention.status, change.mention.owner, change.mention.weight) == (mention.status, "ann", 1)
    assert change.mention.reach is None, "whose it was is not known"
    assert change.escalation is None, "it goes on"
    assert change.forgotten == (quoting,)
    assert [line.deed for line in change.history] == [Deed.HANDED_ON]


def test_all_sightings_at_the_place_that_is_gone_go_with_it() -> None:
    also_there = a_finding(source_id="mirror", found_at=NOW + MINUTE)
    left = handed_on(with_copies(also_there, a_copy(), a_copy("other")))

    assert left is not None
    assert [seen.source_id for seen in left.sightings] == ["wire", "other"]
    assert handed_on(left) is None, "both are at one place"
    assert handed_on(with_copies(also_there)) is None
    assert handed_on(deleted(with_copies())) is None


def test_copy_without_an_address_may_stand_for_the_story() -> None:
    left = handed_on(with_copies(a_copy(url=None)))

    assert left is not None
    assert left.url is None


def test_copy_that_stands_for_the_story_speaks_for_it_when_it_is_heard_again() -> None:
    left = handed_on(with_copies())
    assert left is not None
    again = replace(a_copy(text="The Larkfield lamp broke after a day, we hear."), found_at=NOW + 2 * MINUTE)

    after = edited(left, again, escalates=False)

    assert after.text == again.entry.text
    assert edited(left, a_finding(source_id="blog"), escalates=False) == left


def test_copy_that_is_taken_back_is_no_more_named() -> None:
    mention = with_copies()

    left = without_copy(mention, "wire", a_copy().ids)

    assert left.sightings == a_mention().sightings
    assert left.version == mention.version + 1
    assert without_copy(mention, "other", a_copy().ids) == mention
    assert without_copy(mention, "blog", [mention.id]) == mention, "the first is no copy"


def test_one_site_does_not_tell_one_story_under_two_headlines() -> None:
    """What stands below all pages of a site, as thanks or a word about the firm, is alike on all of them."""
    here = a_copy(url="https://blog.example/posts/2", title="What I had for lunch")
    again = a_copy(url="https://blog.example/posts/2", title="My lamp (2)")
    untitled = a_copy(url="https://blog.example/posts/2", title="")

    assert not joins(WAITING, here, escalates=False)
    assert joins(WAITING, again, escalates=False)
    assert joins(WAITING, untitled, escalates=False)
    assert joins(WAITING, a_copy(title="What I had for lunch"), escalates=False)
    nowhere = replace(here, entry=replace(here.entry, url=None))
    assert joins(replace(WAITING, url=None), nowhere, escalates=False), "no site is not the same site"
