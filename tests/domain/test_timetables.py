"""A digest is due at an hour of its reader's clock, whatever clocks do; never twice, and never not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.timetables import Rhythm, Timetable

from .examples import NOW

DAY = timedelta(days=1)
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia", "America/Nuuk"]
TIMES = st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_whoever_wants_none_gets_none() -> None:
    assert Timetable(Rhythm.OFF).next_after(NOW) is None


def test_daily_is_the_next_such_hour_of_their_clock() -> None:
    berlin = Timetable(Rhythm.DAILY, 8, "Europe/Berlin")

    assert berlin.next_after(utc(2026, 11, 22, 6, 59)) == utc(2026, 11, 22, 7)
    assert berlin.next_after(utc(2026, 11, 22, 7)) == utc(2026, 11, 23, 7)
    assert berlin.next_after(utc(2026, 7, 1, 12)) == utc(2026, 7, 2, 6)


def test_weekly_is_on_mondays_of_their_calendar() -> None:
    """In Auckland it is Monday while it is still Sunday in Greenwich."""
    auckland = Timetable(Rhythm.WEEKLY, 8, "Pacific/Auckland")

    due = auckland.next_after(utc(2026, 11, 22, 9, 30))

    assert due == utc(2026, 11, 22, 19)
    assert due.astimezone(ZoneInfo("Pacific/Auckland")).weekday() == 0


def test_hour_that_spring_leaves_out_is_when_clocks_go_forward() -> None:
    berlin = Timetable(Rhythm.DAILY, 2, "Europe/Berlin")

    assert berlin.next_after(utc(2026, 3, 28, 12)) == utc(2026, 3, 29, 1)
    assert berlin.next_after(utc(2026, 3, 29, 1)) == utc(2026, 3, 30, 0)


def test_hour_that_autumn_brings_twice_is_its_first_coming_only() -> None:
    berlin = Timetable(Rhythm.DAILY, 2, "Europe/Berlin")

    assert berlin.next_after(utc(2026, 10, 24, 12)) == utc(2026, 10, 25, 0)
    assert berlin.next_after(utc(2026, 10, 25, 0, 30)) == utc(2026, 10, 26, 1)


@given(TIMES, st.sampled_from(ZONES), st.integers(0, 23))
def test_every_day_has_one_in_any_zone(start: datetime, zone: str, hour: int) -> None:
    daily = Timetable(Rhythm.DAILY, hour, zone)
    dues, at = [], start
    for _ in range(10):
        due = daily.next_after(at)
        assert due is not None
        dues.append(due)
        at = due

    assert dues[0] > start
    # A day that a place skips, as Samoa once did, is not made up for; clocks move by an hour at most else.
    assert all(DAY - timedelta(hours=2) <= later - earlier <= 2 * DAY for earlier, later in pairwise(dues))


@given(TIMES, st.sampled_from(ZONES), st.integers(0, 23))
def test_a_week_lies_between_two_weekly_ones(start: datetime, zone: str, hour: int) -> None:
    weekly = Timetable(Rhythm.WEEKLY, hour, zone)

    first = weekly.next_after(start)
    assert first is not None
    second = weekly.next_after(first)

    assert second is not None
    assert first - start <= 8 * DAY
    assert abs(second - first - 7 * DAY) <= DAY


@pytest.mark.parametrize(("hour", "zone"), [(24, "UTC"), (-1, "UTC"), (8, "Mars/Base"), (8, "localtime")])
def test_hour_or_zone_that_there_is_not_is_refused(hour: int, zone: str) -> None:
    with pytest.raises(ValueError, match=r"hour|time zone"):
        Timetable(Rhythm.DAILY, hour, zone)


def test_it_is_told_in_words() -> None:
    assert Timetable().words == "every day at 8:00 (UTC)"
    assert Timetable(Rhythm.WEEKLY, 17, "Europe/Berlin").words == "every Monday at 17:00 (Europe/Berlin)"
    assert Timetable(Rhythm.OFF).words == "off"
