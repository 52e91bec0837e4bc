"""What a person says of a mention stands before what the machine said, and is remembered beside it."""

from __future__ import annotations

import pytest

from chalicelib.domain.mentions import deleted, edited
from chalicelib.domain.rulings import LONGEST_NOTE, RULED, Ruling, Tally, faults, tallies
from chalicelib.domain.verdicts import Verdict

from .examples import NOW, a_finding, a_judgement, a_mention, an_entry

GOOD = Ruling(Verdict.GOOD, "ann", NOW)


def test_ruling_stands_before_the_judgement() -> None:
    mention = a_mention(ruling=GOOD)

    assert mention.verdict is Verdict.GOOD
    assert mention.judgement.verdict is Verdict.BAD
    assert mention.is_overruled


def test_person_may_agree_with_the_machine() -> None:
    assert not a_mention(ruling=Ruling(Verdict.BAD, "ann", NOW)).is_overruled
    assert not a_mention().is_overruled


def test_ruling_survives_an_edit_that_the_machine_takes_for_the_same() -> None:
    finding = a_finding(an_entry(text="The Larkfield lamp broke after a day!"))

    after = edited(a_mention(escalates=False, ruling=GOOD), finding, escalates=True)

    assert after.edited_at == NOW
    assert (after.ruling, after.queued_since) == (GOOD, None)


def test_ruling_falls_with_the_words_it_was_about() -> None:
    mention = a_mention(escalates=False, judgement=a_judgement(Verdict.GOOD), ruling=GOOD)
    finding = a_finding(an_entry(text="I take it back, the Larkfield lamp broke."))

    after = edited(mention, finding, escalates=True)

    assert (after.ruling, after.verdict) == (None, Verdict.BAD)
    assert after.queued_since == NOW


def test_ruling_stays_when_the_words_are_taken_back() -> None:
    assert deleted(a_mention(ruling=GOOD)).ruling == GOOD


@pytest.mark.parametrize("verdict", RULED)
def test_four_verdicts_can_be_given(verdict: Verdict) -> None:
    assert list(faults(verdict, "n" * LONGEST_NOTE)) == []


@pytest.mark.parametrize(
    ("verdict", "note", "field"),
    [
        (Verdict.UNSURE, "", "verdict"),
        (Verdict.GOOD, "n" * (LONGEST_NOTE + 1), "note"),
        (Verdict.GOOD, "\ud800", "note"),
    ],
)
def test_what_cannot_be_a_ruling_is_refused_by_name(verdict: Verdict, note: str, field: str) -> None:
    assert [fault.field for fault in faults(verdict, note)] == [field]


def test_rulings_are_counted_per_watch_and_per_source() -> None:
    given = [("lamps", "blog", True), ("lamps", "forum", False), ("kettles", "forum", True)]

    assert tallies(given) == (
        Tally("watch", "lamps", 2, 1),
        Tally("watch", "kettles", 1, 1),
        Tally("source", "forum", 2, 1),
        Tally("source", "blog", 1, 1),
    )
    assert tallies(()) == ()
