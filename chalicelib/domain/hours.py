"""Working hours: when somebody is there to answer, and how much working time has passed.

A shift begins and ends when the clock of its place says so, whatever is done to clocks in spring and autumn.
A holiday is closed all day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from .zones import believable, moment, zone_named

# The longest delay in working time, some four months of office hours: what takes longer is never in time.
MOST_DELAY = timedelta(days=30)
# A search for the next opening goes day by day: with these bounds it is a short one.
_LEAST_WEEK = timedelta(hours=1)
_MOST_CLOSED = timedelta(days=366)
_MOST_SHIFTS = 42
_MOST_HOLIDAYS = 200

_DAY = timedelta(days=1)
_MIDNIGHT = time(0)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EXAMPLE = "working hours are written like 'Mon-Fri 09:00-12:30, 13:00-17:00; Sat 10:00-14:00'"
_CLAUSE = re.compile(r"(\D+)(.+)", re.DOTALL)
_TIMES = re.compile(r"(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shift:
    """A part of a weekday, 0 being Monday, in which somebody is there. It closes at midnight where `closes`
    is 00:00, which is written 24:00.
    """

    weekday: int
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.weekday not in range(7):
            raise ValueError("a weekday is a number from 0, Monday, to 6, Sunday")
        if any(each.second or each.microsecond or each.tzinfo for each in (self.opens, self.closes)):
            raise ValueError("a shift opens and closes at a whole minute, on the clock of its place")
        if self.closes <= self.opens and self.closes != _MIDNIGHT:
            raise ValueError(
                f"'{self}' closes before it opens: write a night as two, "
                "like 'Fri 22:00-24:00; Sat 00:00-06:00'"
            )

    def __str__(self) -> str:
        return f"{_DAYS[self.weekday]} {self.times}"

    @property
    def times(self) -> str:
        """As in `09:00-17:00`."""
        closes = "24:00" if self.closes == _MIDNIGHT else f"{self.closes:%H:%M}"
        return f"{self.opens:%H:%M}-{closes}"

    @property
    def length(self) -> timedelta:
        """On a day that has 24 hours."""
        return timedelta(minutes=(_minutes(self.closes) or 1440) - _minutes(self.opens))


@dataclass(frozen=True, slots=True)
class Hours:
    """Shifts of a week, in order of time, on the clocks of an IANA zone. `holidays` are closed all day.

    Moments go in and come out as aware datetimes in UTC.
    """

    zone: str
    week: tuple[Shift, ...]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        zone_named(self.zone)
        if not 0 < len(self.week) <= _MOST_SHIFTS:
            raise ValueError(f"{_EXAMPLE}, with at most {_MOST_SHIFTS} shifts a week")
        for before, after in pairwise(self.week):
            is_later_day = after.weekday > before.weekday
            is_later = after.opens >= before.closes != _MIDNIGHT and after.weekday == before.weekday
            if not (is_later_day or is_later):
                raise ValueError(f"'{before}' and '{after}' overlap, or stand in the wrong order: change one")
        if sum((shift.length for shift in self.week), timedelta(0)) < _LEAST_WEEK:
            raise ValueError("working hours are at least an hour a week: open longer")
        if len(self.holidays) > _MOST_HOLIDAYS:
            raise ValueError(f"at most {_MOST_HOLIDAYS} holidays can be kept: remove those that are over")
        if closed := _closed_for_too_long({shift.weekday for shift in self.week}, self.holidays):
            raise ValueError(f"the holidays from {closed} on close for more than a year: remove some of them")

    @classmethod
    def parse(cls, text: str, zone: str, holidays: Iterable[date] = ()) -> Hours:
        """The hours that such a text means: `Mon-Fri 09:00-12:30, 13:00-17:00; Sat 10:00-14:00`. Raises
        ValueError. `str` gives the text back.
        """
        shifts = [shift for clause in text.split(";") if clause.strip() for shift in _shifts(clause.strip())]
        return cls(
            zone, tuple(sorted(shifts, key=lambda shift: (shift.weekday, shift.opens))), frozenset(holidays)
        )

    def __str__(self) -> str:
        days = [
            (weekday, ", ".join(shift.times for shift in shifts))
            for weekday, shifts in groupby(self.week, key=lambda shift: shift.weekday)
        ]
        clauses: list[tuple[int, int, str]] = []
        for weekday, times in days:
            first, last, same = clauses[-1] if clauses else (weekday, -1, "")
            if times == same and weekday == last + 1:
                clauses[-1] = (first, weekday, times)
            else:
                clauses.append((weekday, weekday, times))
        return "; ".join(f"{_days(first, last)} {times}" for first, last, times in clauses)

    def after(self, start: datetime, delay: timedelta) -> datetime:
        """The first moment at which somebody has been there for so long since `start`; without a delay, the
        first at which somebody is there. Raises ValueError for a delay of more than `MOST_DELAY`.
        """
        if not timedelta(0) <= delay <= MOST_DELAY:
            days = MOST_DELAY // _DAY
            raise ValueError(f"a delay in working time is between 0 and {days} days of 24 hours: choose less")
        openings, left = self._openings(start), delay
        opens, closes = next(openings)
        while opens + left > closes:
            left -= closes - opens
            opens, closes = next(openings)
        return opens + left

    def _openings(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """From when until when it is open, in order of time, without end; what is over at `since` is left
        out.
        """
        zone = zone_named(self.zone)
        # A day earlier, since in some places clocks were put back across midnight.
        day = since.astimezone(zone).date() - _DAY
        while True:
            for shift in self.week:
                if shift.weekday == day.weekday() and day not in self.holidays:
                    opens, closes = _opening(day, shift, zone)
                    opens = max(opens, since)
                    if opens < closes:  # in spring, clocks may leave out all of it
                        yield opens, closes
            day += _DAY


def _opening(day: date, shift: Shift, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last_day = day + _DAY if shift.closes == _MIDNIGHT else day
    return moment(day, shift.opens, zone), moment(last_day, shift.closes, zone)


def _closed_for_too_long(weekdays: set[int], holidays: Iterable[date]) -> date | None:
    """The first of the holidays that follow on each other, without an open day between, for too long."""
    closed = [day for day in sorted(map(believable, holidays)) if day.weekday() in weekdays]
    first = closed[0] if closed else None
    for before, day in pairwise(closed):
        nearest = next(before + n * _DAY for n in range(1, 8) if (before + n * _DAY).weekday() in weekdays)
        first = first if nearest == day else day
        if first and day - first > _MOST_CLOSED:
            return first
    return None


def _shifts(clause: str) -> Iterator[Shift]:
    parts = _CLAUSE.fullmatch(clause)
    times = [_TIMES.fullmatch(each.strip()) for each in parts[2].split(",")] if parts else []
    if not parts or not all(times):
        raise ValueError(f"{_EXAMPLE}, not {clause[:60]!r}")
    for weekday in _weekdays(parts[1]):
        for found in filter(None, times):
            from_hour, from_minute, to_hour, to_minute = map(int, found.groups())
            closes = _MIDNIGHT if (to_hour, to_minute) == (24, 0) else _clock(to_hour, to_minute)
            yield Shift(weekday, _clock(from_hour, from_minute), closes)


def _weekdays(text: str) -> Iterator[int]:
    for part in text.split(","):
        first, dash, last = (each.strip().title() for each in part.partition("-"))
        if first not in _DAYS or (dash and last not in _DAYS):
            raise ValueError(
                f"days are written like 'Mon', 'Mon-Fri' or 'Mon, Wed', not {part.strip()[:60]!r}"
            )
        begin, end = _DAYS.index(first), _DAYS.index(last if dash else first)
        yield from ((begin + ahead) % 7 for ahead in range((end - begin) % 7 + 1))


def _clock(hour: int, minute: int) -> time:
    if hour > 23 or minute > 59:
        raise ValueError(f"a time is between 00:00 and 24:00, not {hour:02}:{minute:02}")
    return time(hour, minute)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _days(first: int, last: int) -> str:
    return _DAYS[first] if first == last else f"{_DAYS[first]}-{_DAYS[last]}"
