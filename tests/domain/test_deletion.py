"""What its author has taken back is forgotten, and nothing that happens afterwards brings it back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import life_cycle
from chalicelib.domain.acts import Act
from chalicelib.domain.changes import Dossier, withdrawn
from chalicelib.domain.entries import Entry
from chalicelib.domain.escalations import EscalationStatus, is_due, notified, opened, reopened
from chalicelib.domain.history import Deed, HistoryLine, Via
from chalicelib.domain.identities import deleted_ids, mention_id
from chalicelib.domain.mentions import Mention, MentionStatus, deleted, edited, seen_again
from chalicelib.domain.verdicts import Verdict

from .examples import MINUTE, NOW, POLICY, a_finding, a_mention, an_entry, an_escalation

WORSE = a_finding(an_entry(text="Larkfield: broken again"), found_at=NOW + MINUTE)
ELSEWHERE = a_finding(an_entry(author="Jim"), source_id="wire", found_at=NOW + MINUTE)

# Everything that can happen to a mention, as the use cases make it happen.
EVENTS: dict[str, Callable[[Mention], Mention]] = {
    "acknowledge": lambda mention: _done(mention, Deed.ACKNOWLEDGED),
    "resolve": lambda mention: _done(mention, Deed.RESOLVED),
    "reopen": lambda mention: _done(mention, Deed.REOPENED),
    "notify": notified,
    "edit": lambda mention: edited(mention, WORSE, escalates=True),
    "sight again": lambda mention: seen_again(mention, ELSEWHERE),
    "open": lambda mention: opened(mention, POLICY, NOW)[0] if mention.queued_since else mention,
    "escalate anew": lambda m: reopened(m, an_escalation(), POLICY, NOW)[0] if m.queued_since else m,
}


def _done(mention: Mention, deed: Deed) -> Mention:
    act = Act(deed, "ann", NOW, Via.API, until=NOW + MINUTE)
    return life_cycle.after(mention, act, NOW + MINUTE) or mention


HISTORIES = st.lists(st.sampled_from(sorted(EVENTS)), max_size=12)


def _after(mention: Mention, events: list[str]) -> Mention:
    for event in events:
        mention = EVENTS[event](mention)
    return mention


@given(HISTORIES, HISTORIES)
def test_nothing_brings_back_what_was_taken_back(before: list[str], after: list[str]) -> None:
    gone = deleted(_after(a_mention(), before))

    later = _after(gone, after)

    assert later == gone
    assert later.status is MentionStatus.DELETED
    assert (later.title, later.text, later.author, later.judgement.evidence) == ("", "", None, ())
    assert later.queued_since is None


@given(HISTORIES)
def test_deletion_is_accepted_whatever_happened_before_and_once(before: list[str]) -> None:
    mention = _after(a_mention(), before)

    gone = deleted(mention)

    assert gone.version == mention.version + 1
    assert deleted(gone) == gone


def test_what_is_counted_and_known_again_stays() -> None:
    gone = deleted(a_mention(owner="ann"))

    assert gone.verdict is Verdict.BAD
    assert (gone.id, gone.url, gone.owner) == (a_mention().id, a_mention().url, "ann")
    assert gone.sightings == a_mention().sightings


def _line(deed: Deed, note: str = "") -> HistoryLine:
    return HistoryLine(a_mention().id, NOW, deed, "earshot", Via.RULE, note)


@pytest.mark.parametrize("deed", Deed)
def test_lines_that_quote_what_was_said_are_forgotten_and_no_others(deed: Deed) -> None:
    line = _line(deed, "some words")

    change = withdrawn(Dossier(a_mention(), None, (line, _line(deed))), NOW + MINUTE)

    quotes = deed in (Deed.EDITED, Deed.NOTED, Deed.JUDGED)
    assert change.forgotten == ((line,) if quotes else ())
    assert change.history == (replace(_line(Deed.DELETED), at=NOW + MINUTE),)


@pytest.mark.parametrize("status", [EscalationStatus.OPEN, EscalationStatus.EXHAUSTED])
def test_escalation_ends_with_the_mention(status: EscalationStatus) -> None:
    change = withdrawn(Dossier(a_mention(), an_escalation(status=status), ()), NOW)

    assert change.escalation is not None
    assert change.escalation.status is EscalationStatus.CLOSED
    assert not is_due(change.escalation, NOW)


def test_escalation_that_has_ended_is_left_as_it_is() -> None:
    closed = an_escalation(status=EscalationStatus.CLOSED, due_at=None)

    assert withdrawn(Dossier(a_mention(), closed, ()), NOW).escalation is None


@pytest.mark.parametrize(
    "tombstone",
    [
        Entry(url="http://www.blog.example/posts/1/", is_deleted=True),
        Entry(id="post-1", url="https://blog.example/posts/1", is_deleted=True),
        Entry(id="https://blog.example/posts/1", is_deleted=True),
    ],
    ids=["address", "both", "id that is an address"],
)
def test_tombstone_names_the_mention_by_whatever_it_has(tombstone: Entry) -> None:
    assert mention_id(an_entry(), "blog") in deleted_ids(tombstone, "blog")


def test_tombstone_with_an_id_names_what_has_no_address() -> None:
    tombstone = Entry(id="post-1", is_deleted=True)

    assert deleted_ids(tombstone, "blog") == (mention_id(an_entry(url=None), "blog"),)
    assert deleted_ids(tombstone, "forum") != deleted_ids(tombstone, "blog")


def test_shared_address_does_not_say_which_of_them_is_gone() -> None:
    """One review deleted must not take the others with it, nor the page they stand on."""
    review = an_entry(id="r1", url="https://app.example/")
    tombstone = Entry(id="r1", url="https://app.example/", is_deleted=True)

    assert deleted_ids(tombstone, "blog", shares_address=True) == (mention_id(review, "blog", True),)
    assert deleted_ids(replace(tombstone, id=None), "blog", shares_address=True) == ()


@pytest.mark.parametrize("entry", [Entry(is_deleted=True), Entry(url="javascript:void(0)", is_deleted=True)])
def test_tombstone_of_nothing_in_particular_names_nothing(entry: Entry) -> None:
    assert deleted_ids(entry, "blog") == ()
