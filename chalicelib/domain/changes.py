"""What is written together: a mention, its escalation, and the history that says what happened."""

from __future__ import annotations

from dataclasses import dataclass

from .escalations import Escalation
from .history import HistoryLine
from .mentions import Mention


@dataclass(frozen=True, slots=True)
class Change:
    """A mention and its escalation as they shall be, with the history that says so: all of it or nothing.

    Each carries the version it shall have; it is written only over the version before, and version 1 only
    where there is nothing yet.
    """

    mention: Mention | None = None
    escalation: Escalation | None = None
    history: tuple[HistoryLine, ...] = ()
