"""A subscriber is told of everything once, and for one time gets one digest at most."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import subscribers
from chalicelib.domain.subscribers import Subscriber
from chalicelib.domain.timetables import Rhythm, Timetable

from .examples import MINUTE, NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DUE = NOW.replace(hour=8, minute=0) + DAY
SETTLED = 10 * MINUTE
ANN = subscribers.joined("ann", "k", Timetable(), NOW)


def test_who_joins_is_told_of_what_is_found_from_then_on() -> None:
    assert Subscriber("ann", "k", Timetable(), since=NOW, due_at=DUE) == ANN
    assert not subscribers.is_due(ANN, DUE - MINUTE)
    assert subscribers.is_due(ANN, DUE)


def test_who_wants_none_is_never_due() -> None:
    off = subscribers.joined("ann", "k", Timetable(Rhythm.OFF), NOW)

    assert off.due_at is None
    assert not subscribers.is_due(off, NOW + 400 * DAY)


def test_what_is_just_being_found_is_left_to_the_next() -> None:
    """Its time lies before that at which it can be seen."""
    assert subscribers.window(ANN, DUE) == (NOW, DUE - SETTLED)


def test_window_of_who_joined_just_now_is_empty() -> None:
    since, until = subscribers.window(replace(ANN, due_at=NOW + MINUTE), NOW + MINUTE)

    assert since == until


def test_what_waited_for_longer_than_two_weeks_is_left_to_the_lists() -> None:
    since, until = subscribers.window(ANN, NOW + 60 * DAY)

    assert until - since == 14 * DAY


def test_claimed_digest_is_due_again_at_its_next_time_however_late_it_is() -> None:
    late = DUE + 3 * DAY + HOUR

    claim = subscribers.claimed(ANN, late)

    assert claim.due_at == DUE + 4 * DAY
    assert claim.since == ANN.since
    assert claim.version == 2


def test_told_subscriber_is_told_the_rest_next_time() -> None:
    told = subscribers.told(subscribers.claimed(ANN, DUE), DUE - SETTLED, DUE)

    assert subscribers.window(told, DUE + DAY) == (DUE - SETTLED, DUE + DAY - SETTLED)
    assert told.sent_at == DUE
    assert told.due_at == DUE + DAY


def test_having_been_told_never_takes_back_what_was_told() -> None:
    told = subscribers.told(ANN, NOW - HOUR, NOW)
    passed = subscribers.passed(ANN, NOW - HOUR, NOW)

    assert told.since == passed.since == NOW


def test_subscriber_with_nothing_to_be_told_is_due_next_time() -> None:
    passed = subscribers.passed(ANN, DUE - SETTLED, DUE)

    assert (passed.since, passed.due_at, passed.sent_at) == (DUE - SETTLED, DUE + DAY, None)


def test_digest_that_cannot_go_now_is_tried_again_until_the_next_one_takes_its_place() -> None:
    claim = subscribers.claimed(ANN, DUE)

    soon = subscribers.postponed(claim, "busy", DUE, timedelta(0))
    asked = subscribers.postponed(claim, "busy", DUE, 2 * HOUR)
    last = subscribers.postponed(claim, "busy", DUE + DAY - MINUTE, timedelta(0))

    assert soon.due_at == DUE + 30 * MINUTE
    assert asked.due_at == DUE + 2 * HOUR
    assert last.due_at == DUE + DAY
    assert soon.since == ANN.since
    assert soon.failure == "busy"


def test_digest_that_cannot_go_at_all_is_told_with_the_next_one() -> None:
    failed = subscribers.failed(subscribers.claimed(ANN, DUE), "no address")

    assert (failed.since, failed.due_at, failed.failure) == (NOW, DUE + DAY, "no address")
    assert subscribers.told(failed, DUE, DUE + DAY).failure is None


def test_digest_that_is_withheld_is_told_with_a_later_one() -> None:
    withheld = subscribers.withheld(ANN, "mail bounced", DUE)

    assert (withheld.since, withheld.due_at, withheld.failure) == (NOW, DUE + DAY, "mail bounced")
    assert subscribers.passed(withheld, DUE, DUE + DAY).failure is None
    assert withheld.version == ANN.version + 1


def test_same_timetable_changes_nothing() -> None:
    assert subscribers.changed(ANN, Timetable(), NOW + HOUR) is ANN


def test_another_timetable_keeps_what_was_not_told_yet() -> None:
    weekly = subscribers.changed(ANN, Timetable(Rhythm.WEEKLY), NOW + HOUR)

    assert weekly.since == NOW
    assert weekly.due_at is not None
    assert weekly.due_at.weekday() == 0
    assert weekly.version == 2


def test_who_comes_back_is_not_flooded() -> None:
    off = subscribers.changed(ANN, Timetable(Rhythm.OFF), NOW + HOUR)

    back = subscribers.changed(off, Timetable(), NOW + 90 * DAY)

    assert off.due_at is None
    assert back.since == NOW + 90 * DAY
    assert back.key == ANN.key, "links in old mails still lead to them"


@given(st.lists(st.tuples(st.integers(1, 3000), st.booleans()), max_size=60))
def test_each_time_has_one_digest_at_most_and_nothing_is_told_twice_or_left_out(
    runs: list[tuple[int, bool]],
) -> None:
    """A simulated clock: runs come late, early and at once, and some workers die once they have claimed."""
    subscriber, now = ANN, NOW
    told: list[tuple[datetime, datetime]] = []
    claims: list[datetime] = []
    for minutes, survives in runs:
        now += minutes * MINUTE
        if not subscribers.is_due(subscriber, now):
            continue
        since, until = subscribers.window(subscriber, now)
        subscriber = subscribers.claimed(subscriber, now)
        claims.append(now)
        assert not subscribers.is_due(subscriber, now), "a second worker finds nothing due"
        if survives:
            subscriber = subscribers.told(subscriber, until, now)
            told.append((since, until))

    days = [Timetable().next_after(at) for at in claims]
    assert len(set(days)) == len(days)
    edges = [NOW, *(edge for window in told for edge in window)]
    assert all(earlier <= later for earlier, later in pairwise(edges))
    for (_, until), (since, _) in pairwise(told):
        assert since == until or since - until > DAY, "only what waited for two weeks is left out"
