"""Times as people type them, and as they read them: on the clock of their own machine.

What reads them is made to be an option's or argument's `type`; it raises BadParameter.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import click

from chalicelib import wiring
from chalicelib.domain.zones import believable

DAYS_BACK = click.IntRange(1, 3650)
"""How far a command looks back: nothing was heard before that."""
_SPAN = re.compile(r"(?:(\d{1,6})\s*w)?\s*(?:(\d{1,6})\s*d)?\s*(?:(\d{1,6})\s*h)?\s*(?:(\d{1,6})\s*m)?")


def ahead(text: str) -> datetime:
    """A time to come: in `2h`, or a date and time, by this machine's clock unless it has an offset."""
    return _moment(text, 1)


def ago(text: str) -> datetime:
    """The same of a time that has been: `2h` ago."""
    return _moment(text, -1)


def length(text: str) -> timedelta:
    """A length of time."""
    found = span(text)
    if found is None:
        raise click.BadParameter(f"{text!r} is no length of time like 30m, 4h or 3d")
    return found


def day(text: str) -> date:
    """A day, on whichever clock."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no day like 2026-12-24") from error


def clock(text: str) -> time:
    """A time of the day, on whichever clock."""
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no time of the day like 09:00") from error


def span(text: str) -> timedelta | None:
    """How long `30m`, `4h`, `1h30m`, `3d` or `2w` is, a day being 24 hours; None for anything else."""
    found = _SPAN.fullmatch(text.strip().lower())
    if found is None or not any(found.groups()):
        return None
    weeks, days, hours, minutes = (int(count or 0) for count in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)


def shown(at: datetime) -> str:
    """As in `2026-12-24 09:00`, on this machine's clock."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _moment(text: str, towards: int) -> datetime:
    """In UTC. A length of time leads from now towards what is to come, 1, or what has been, -1."""
    away = span(text)
    try:
        at = datetime.fromisoformat(text.strip()) if away is None else wiring.now() + towards * away
        believable(at.date())
        return at.astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise click.BadParameter(f"{text!r} is no time like 2h, 3d or '2026-12-24 09:00'") from error
