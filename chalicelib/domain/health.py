"""How well Earshot itself is: what should have happened by now, and has not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .polling import minute_of

# Each is done every minute; what is this late has missed several turns.
PATIENCE = timedelta(minutes=5)
# A delivery may wait for another try for an hour.
DELIVERY_PATIENCE = timedelta(minutes=75)


@dataclass(frozen=True, slots=True)
class Late:
    """Something that is late: how much of it, and what that means for people."""

    what: str
    number: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Signs:
    """What can be seen from outside: the last minute that was planned, and how many things wait too long."""

    planned: int | None
    unqueued: int
    overdue: int
    undelivered: int


def late(signs: Signs, now: datetime) -> Iterator[Late]:
    """Everything that is late; nothing when all is well."""
    minutes = minute_of(now) - signs.planned if signs.planned is not None else 0
    if minutes > PATIENCE // timedelta(minutes=1):
        yield Late("plan", minutes, "minutes in which no source was looked at")
    for what, number, meaning in (
        ("escalations", signs.unqueued, "complaints that nobody was told of yet"),
        ("steps", signs.overdue, "complaints whose next step or deadline has passed"),
        ("deliveries", signs.undelivered, "notices that have waited for too long"),
    ):
        if number:
            yield Late(what, number, meaning)
