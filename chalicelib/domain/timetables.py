"""When somebody wants their digest: never, every day, or every Monday, at an hour of their own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from itertools import count

from .zones import moment, zone_named

_DAY = timedelta(days=1)
_MONDAY = 0


class Rhythm(StrEnum):
    """How often."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"  # on Mondays


@dataclass(frozen=True, slots=True)
class Timetable:
    """`hour` counts from 0 to 23 on the clock of `zone`, an IANA name; both are kept while it is off.

    Raises ValueError for an hour or a zone that there is not.
    """

    rhythm: Rhythm = Rhythm.DAILY
    hour: int = 8
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if not 0 <= self.hour <= 23:
            raise ValueError(f"an hour is between 0 and 23, not {self.hour}")
        zone_named(self.zone)

    def next_after(self, at: datetime) -> datetime | None:
        """The first time after `at` for a digest, in UTC; None for never. Where clocks leave the hour out it
        is when they are put forward; where the hour comes twice, its first coming.
        """
        if self.rhythm is Rhythm.OFF:
            return None
        zone = zone_named(self.zone)
        today = at.astimezone(zone).date()
        days = (today + ahead * _DAY for ahead in count())
        wanted = (day for day in days if self.rhythm is Rhythm.DAILY or day.weekday() == _MONDAY)
        return next(due for day in wanted if (due := moment(day, time(self.hour), zone)) > at)

    @property
    def words(self) -> str:
        """As in "every day at 8:00 (Europe/Berlin)"."""
        if self.rhythm is Rhythm.OFF:
            return "off"
        often = {Rhythm.DAILY: "every day", Rhythm.WEEKLY: "every Monday"}[self.rhythm]
        return f"{often} at {self.hour}:00 ({self.zone})"
