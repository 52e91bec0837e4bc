"""A dead letter is a message that failed so often that its queue gave it up. It waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`body` is what could not be done, in the words of its queue; strangers' words may stand in it.

    `received` is how often somebody has taken it in hand, to do it or to look at it.
    """

    id: str
    sent_at: datetime
    received: int
    body: str
