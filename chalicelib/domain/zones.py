"""Wall clocks: which moment it is when a place's clock shows a given day and time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Names of places and of offsets; not `localtime`, nor the `right/` copies, which count leap seconds.
_NAME = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")
_YEARS = range(2000, 2200)


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this IANA name. Raises ValueError."""
    try:
        if _NAME.fullmatch(name):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass  # a folder or another file of the database, or nothing at all
    raise ValueError(f"a time zone is named like 'Europe/Berlin' or 'America/New_York', not {name[:60]!r}")


def believable(day: date) -> date:
    """The day itself. Raises ValueError where its year is a slip of the pen."""
    if day.year not in _YEARS:
        raise ValueError(f"{day.isoformat()} is no day to plan for: check its year")
    return day


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The first moment, in UTC, at which that day's clock shows this time or a later one.

    So a time that comes twice in autumn means its first coming, and one that spring leaves out the moment at
    which clocks are put forward; of two times, the later is never the earlier moment.
    """
    wall = datetime.combine(day, clock)
    # By the offsets before and after a change: https://peps.python.org/pep-0495/
    first, second = (_instant(wall.replace(fold=fold), zone) for fold in (0, 1))
    if first <= second:
        return first
    too_early, reached = second, first
    while reached - too_early > timedelta(seconds=1):
        middle = too_early + (reached - too_early) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            too_early = middle
        else:
            reached = middle
    return reached.replace(microsecond=0)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)
