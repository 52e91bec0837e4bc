"""What a signed link says: this person may acknowledge this mention. Sealing it is an edge's work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AcknowledgeLink:
    """The right to acknowledge one mention, given to one person, for a while."""

    mention_id: str
    person_id: str
    expires_at: datetime

    def has_expired(self, now: datetime) -> bool:
        """True when it is too late to use it."""
        return now >= self.expires_at


def link_for(mention_id: str, person_id: str, now: datetime) -> AcknowledgeLink:
    """A fresh link, to the whole second so that it can be written down exactly."""
    return AcknowledgeLink(mention_id, person_id, now.replace(microsecond=0) + LIFETIME)
