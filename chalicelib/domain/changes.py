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


@dataclass(frozen=True, slots=True)
class Taken:
    """How an acknowledgement or a resolve ended: the mention as it stands now, and whether this one did it.

    `is_first` is False when somebody had been there before; `mention.owner` says who.
    """

    mention: Mention
    is_first: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """One mention with everything that is known about it. History stands oldest first."""

    mention: Mention
    escalation: Escalation | None
    history: tuple[HistoryLine, ...]
