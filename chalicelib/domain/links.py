"""What a signed link says: this person may do this one thing to a mention, while it is in the same hands.

Sealing it is an edge's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .history import Deed
from .mentions import Mention

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Link:
    """The right to do one deed to one mention, given to one person, for a while, in one turn of it."""

    mention_id: str
    person_id: str
    deed: Deed
    turn: int
    expires_at: datetime

    def has_expired(self, now: datetime) -> bool:
        """True when it is too late to use it."""
        return now >= self.expires_at


def link_for(mention: Mention, person_id: str, deed: Deed, now: datetime) -> Link:
    """A fresh link, to the whole second so that it can be written down exactly."""
    return Link(mention.id, person_id, deed, mention.turn, now.replace(microsecond=0) + LIFETIME)
