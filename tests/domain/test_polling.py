"""When sources are fetched: the wheel, the pace, and backing off."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.polling import (
    LADDER,
    backoff_interval,
    due_slots,
    interval_for,
    minute_at,
    minute_of,
    minutes_to_plan,
    slot_for,
    snapped,
)

from .examples import MINUTE, NOW

TIMES = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(st.text(min_size=1), st.sampled_from(LADDER), st.integers(0, 10**8))
def test_every_source_is_due_exactly_once_in_its_interval(name: str, interval: int, minute: int) -> None:
    slot = slot_for(name, interval)
    first, last = minute, minute + interval - 1

    due = [m for m in (first, last, minute + interval // 2) if slot in due_slots([m])]

    assert slot in due_slots([*range(first, first + min(interval, 1500)), *_the_rest(first, interval)])
    assert len(set(due)) <= 1


def _the_rest(first: int, interval: int) -> range:
    return range(first + min(interval, 1500), first + interval)


def test_load_spreads_over_the_minutes() -> None:
    slots = Counter(slot_for(f"source-{number}", 60) for number in range(6000))

    assert len(slots) == 60
    assert max(slots.values()) < 2 * 100


def test_a_minute_is_asked_about_with_one_slot_for_each_interval() -> None:
    assert len(due_slots([minute_of(NOW)])) == len(LADDER)


@given(TIMES)
def test_minutes_go_there_and_back(at: datetime) -> None:
    assert timedelta(0) <= at - minute_at(minute_of(at)) < MINUTE


def test_minutes_slept_through_are_caught_up_but_no_more_than_a_day() -> None:
    current = minute_of(NOW)

    assert list(minutes_to_plan(None, NOW)) == [current]
    assert list(minutes_to_plan(current, NOW)) == []
    assert list(minutes_to_plan(current - 3, NOW)) == [current - 2, current - 1, current]
    assert len(minutes_to_plan(current - 10**6, NOW)) == 1440


@given(st.lists(TIMES, max_size=15), TIMES, st.sampled_from(LADDER), st.sampled_from(LADDER))
def test_interval_keeps_its_bounds_and_the_ladder(
    published: list[datetime], now: datetime, one: int, other: int
) -> None:
    least, most = min(one, other), max(one, other)

    interval = interval_for(published, now, least, most)

    assert interval in LADDER
    assert least <= interval <= most


def test_interval_off_the_ladder_has_no_slot() -> None:
    with pytest.raises(AssertionError):
        slot_for("source", 7)


@pytest.mark.parametrize(("gap_minutes", "expected"), [(1, 5), (20, 10), (60, 30), (600, 60)])
def test_pace_follows_the_source(gap_minutes: int, expected: int) -> None:
    published = [NOW - gap_minutes * number * MINUTE for number in range(10)]

    assert interval_for(published, NOW, 5, 60) == expected


def test_silence_slows_the_pace() -> None:
    published = [NOW - timedelta(days=30) - number * 10 * MINUTE for number in range(10)]

    assert interval_for(published, NOW, 5, 1440) == 1440


def test_dates_in_the_future_say_nothing_about_the_pace() -> None:
    future = [NOW + number * MINUTE for number in range(1, 10)]

    assert interval_for(future, NOW, 5, 60) == interval_for([], NOW, 5, 60)


def test_bounds_between_two_rungs_give_a_rung() -> None:
    assert snapped(3, 3, 4) == 2
    assert snapped(7, 7, 60) == 10


def test_failing_source_is_asked_less_and_less_but_never_more_often_than_usual() -> None:
    paces = [backoff_interval(failures, 15) for failures in range(10)]

    assert paces == sorted(paces)
    assert paces[0] == 15
    assert paces[-1] == 240, "a complaint that is found days late wakes nobody"
    assert backoff_interval(1, 60) == 60
    assert backoff_interval(9, 1440) == 1440
