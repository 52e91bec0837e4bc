"""Times as programs and people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def iso(at: datetime) -> str:
    """ISO 8601 in UTC, with the precision it has: `2026-03-14T09:14:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def iso_or_none(at: datetime | None) -> str | None:
    """The same, where there may be no time."""
    return iso(at) if at else None


def spoken(at: datetime) -> str:
    """Without the server's locale: `14 Mar 2026, 09:14 UTC`."""
    at = at.astimezone(UTC)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"


def ago(at: datetime, now: datetime) -> str:
    """How long ago, as people say it: `just now`, `about 2 hours ago`, `about 3 days ago`."""
    passed = now - at
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(minutes=59, seconds=30):
        return _about(passed / timedelta(minutes=1), "minute")
    if passed < timedelta(hours=23, minutes=30):
        return _about(passed / timedelta(hours=1), "hour")
    return _about(passed / timedelta(days=1), "day")


def _about(count: float, unit: str) -> str:
    whole = max(round(count), 1)
    return f"about {whole} {unit}{'' if whole == 1 else 's'} ago"
