"""Who is looking at a mention just now, so that two people do not answer it at once. Looking is no deed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# Pages say that somebody is there a little less often than it is written down, and so often that one word of
# theirs which is lost or late does no harm.
PACE = timedelta(seconds=30)
STAYS = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who was seen at a mention."""

    mention_id: str
    person_id: str
    seen_at: datetime


def is_here(viewer: Viewer, now: datetime) -> bool:
    """True while they were seen within the last minute."""
    return now - viewer.seen_at < STAYS


def is_worth_writing(known: Viewer | None, now: datetime) -> bool:
    """True where it is time to put down again that somebody is here."""
    return known is None or now - known.seen_at >= PACE


def others(viewers: Iterable[Viewer], person_id: str, now: datetime) -> tuple[Viewer, ...]:
    """Who else is here, whoever came last first."""
    here = (each for each in viewers if each.person_id != person_id and is_here(each, now))
    return tuple(sorted(here, key=lambda each: each.seen_at, reverse=True))
