"""How soon a mention wants an answer follows from one published rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.mentions import Sighting
from chalicelib.domain.reach import LARGE_AUDIENCE, MANY_REACTIONS, Reach
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.signals import Signal
from chalicelib.domain.urgency import MANY_PLACES, Urgency, told, urgency_of
from chalicelib.domain.verdicts import Verdict

from .examples import NOW, a_judgement, a_mention

SIGNALS = st.sets(st.sampled_from(Signal))
VERDICTS = st.sampled_from(Verdict)
PLACES = st.integers(1, 2 * MANY_PLACES)
FEW, FAR = Reach(LARGE_AUDIENCE - 1, MANY_REACTIONS - 1), Reach(LARGE_AUDIENCE, None)
REACHES = st.sampled_from([None, FEW, FAR])
README = Path(__file__).parents[2] / "README.md"


@pytest.mark.parametrize(
    ("verdict", "signals", "places", "urgency"),
    [
        (Verdict.BAD, {Signal.SAFETY}, 1, Urgency.URGENT),
        (Verdict.BAD, {Signal.LEGAL}, 1, Urgency.URGENT),
        (Verdict.UNSURE, {Signal.SAFETY}, 1, Urgency.URGENT),
        (Verdict.BAD, {Signal.LEAVING}, 1, Urgency.URGENT),
        (Verdict.BAD, set(), MANY_PLACES, Urgency.URGENT),
        (Verdict.BAD, {Signal.HELP, Signal.QUESTION}, MANY_PLACES - 1, Urgency.SOON),
        (Verdict.BAD, set(), 1, Urgency.SOON),
        (Verdict.GOOD, {Signal.SAFETY}, 1, Urgency.SOON),
        (Verdict.INDIFFERENT, {Signal.LEAVING}, 1, Urgency.SOON),
        (Verdict.UNSURE, {Signal.HELP}, 1, Urgency.SOON),
        (Verdict.INDIFFERENT, {Signal.QUESTION}, 1, Urgency.NORMAL),
        (Verdict.GOOD, set(), MANY_PLACES, Urgency.NORMAL),
        (Verdict.TROLL, set(Signal), MANY_PLACES, Urgency.NORMAL),
    ],
)
def test_rule_is_as_published(verdict: Verdict, signals: set[Signal], places: int, urgency: Urgency) -> None:
    assert urgency_of(verdict, signals, places) is urgency


@pytest.mark.parametrize(
    ("verdict", "reach", "urgency"),
    [
        (Verdict.BAD, FAR, Urgency.URGENT),
        (Verdict.BAD, Reach(None, MANY_REACTIONS), Urgency.URGENT),
        (Verdict.BAD, FEW, Urgency.SOON),
        (Verdict.UNSURE, FAR, Urgency.NORMAL),
        (Verdict.INDIFFERENT, FAR, Urgency.NORMAL),
        (Verdict.GOOD, FAR, Urgency.NORMAL),
        (Verdict.TROLL, FAR, Urgency.NORMAL),
    ],
)
def test_what_is_bad_and_reaches_very_many_is_urgent(
    verdict: Verdict, reach: Reach, urgency: Urgency
) -> None:
    assert urgency_of(verdict, (), 1, reach) is urgency
    assert a_mention(judgement=a_judgement(verdict), reach=reach).urgency is urgency


@pytest.mark.parametrize("file", [README, README.parent / "docs" / "urgency.md"])
def test_bounds_are_as_published(file: Path) -> None:
    published = " ".join(file.read_text("utf-8").split())

    assert f"seen in {MANY_PLACES} places or more" in published
    assert f"{LARGE_AUDIENCE:,} views or followers" in published
    assert f"{MANY_REACTIONS} reactions" in published


@given(VERDICTS, SIGNALS, st.sampled_from(Signal), PLACES, REACHES)
def test_hearing_more_never_makes_it_wait_longer(
    verdict: Verdict, signals: set[Signal], more: Signal, places: int, reach: Reach | None
) -> None:
    order = list(Urgency)

    less = urgency_of(verdict, signals, places, reach)
    then = urgency_of(verdict, signals | {more}, places + 1, FAR)

    assert order.index(then) <= order.index(less)


@given(SIGNALS, PLACES, REACHES)
def test_nothing_waits_longer_for_being_bad(signals: set[Signal], places: int, reach: Reach | None) -> None:
    order = list(Urgency)
    bad = order.index(urgency_of(Verdict.BAD, signals, places, reach))

    assert all(bad <= order.index(urgency_of(verdict, signals, places, reach)) for verdict in Verdict)


def test_urgency_of_a_mention_follows_people_signals_and_sightings() -> None:
    sightings = tuple(Sighting(f"s{n}", None, NOW) for n in range(MANY_PLACES))
    praise = a_mention(judgement=a_judgement(Verdict.GOOD), sightings=sightings)

    assert praise.urgency is Urgency.NORMAL
    assert a_mention().urgency is Urgency.SOON
    assert a_mention(signals=(Signal.LEGAL,)).urgency is Urgency.URGENT
    assert a_mention(sightings=sightings).urgency is Urgency.URGENT
    assert a_mention(ruling=Ruling(Verdict.TROLL, "ann", NOW)).urgency is Urgency.NORMAL


def test_it_is_told_in_a_line() -> None:
    assert told(Urgency.NORMAL, ()) == "No hurry"
    assert told(Urgency.SOON, (Signal.HELP,)) == "Answer it soon; heard in it: a request for help"
    assert told(Urgency.URGENT, (Signal.SAFETY, Signal.LEAVING)) == (
        "Urgent; heard in it: a matter of safety, an intent to leave"
    )
    assert told(Urgency.URGENT, (), FAR) == "Urgent; at least 10,000 views or followers"
    assert told(Urgency.NORMAL, (), Reach(0, 0)) == "No hurry"
