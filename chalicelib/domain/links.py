"""What a signed link says: this person may do this one thing to a mention, while it is in the same hands.

Sealing it is an edge's work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .history import Deed
from .mentions import Mention

LIFETIME = timedelta(days=7)
# Mails are kept, and who finds an old one must still be able to get no more of them.
_DIGEST_LIFETIME = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Link:
    """The right to do one deed to one mention, given to one person, for a while, in one turn of it."""

    mention_id: str
    person_id: str
    deed: Deed
    turn: int
    expires_at: datetime

    @property
    def made_at(self) -> datetime:
        """When it was made, to the second."""
        return self.expires_at - LIFETIME

    def has_expired(self, now: datetime) -> bool:
        """True when it is too late to use it."""
        return now >= self.expires_at


def link_for(mention: Mention, person_id: str, deed: Deed, now: datetime) -> Link:
    """A fresh link, to the whole second so that it can be written down exactly."""
    return Link(mention.id, person_id, deed, mention.turn, now.replace(microsecond=0) + LIFETIME)


@dataclass(frozen=True, slots=True)
class DigestLink:
    """The right to say when one person gets a digest, for a while. The `key` stands for the person."""

    key: str
    expires_at: datetime

    def has_expired(self, now: datetime) -> bool:
        """True when it is too late to use it."""
        return now >= self.expires_at


def digest_link_for(key: str, now: datetime) -> DigestLink:
    """A fresh link, to the whole second."""
    return DigestLink(key, now.replace(microsecond=0) + _DIGEST_LIFETIME)
