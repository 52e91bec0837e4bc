"""What is written together: a mention, its escalation, and the history that says what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from . import escalations
from .copies import handed_on
from .deliveries import Delivery
from .escalations import Escalation, EscalationStatus
from .history import Deed, HistoryLine, Via
from .likeness import Trace
from .mentions import Mention, deleted


@dataclass(frozen=True, slots=True)
class Change:
    """A mention and its escalation as they shall be, with the history that says so: all of it or nothing.

    Each carries the version it shall have; it is written only over the version before, and version 1 only
    where there is nothing yet. `forgotten` are lines written before that lose their note.

    The trace is written before all else, and only where none lies that still leads to another mention: who
    follows it at that moment, or after whoever wrote it died there, finds no mention yet.
    """

    mention: Mention | None = None
    escalation: Escalation | None = None
    history: tuple[HistoryLine, ...] = ()
    forgotten: tuple[HistoryLine, ...] = ()
    trace: Trace | None = None
    deliveries: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """How something that a person did ended: the mention as it stands now, and whether this one did it.

    `is_first` is False when they had done just that before (`was_done`), or it cannot be done any more.
    """

    mention: Mention
    is_first: bool
    was_done: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """The mention that a remark is. `is_first` is False when it had been noted before."""

    mention: Mention
    is_first: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """One mention with everything that is known about it. History and deliveries stand oldest first."""

    mention: Mention
    escalation: Escalation | None
    history: tuple[HistoryLine, ...]
    deliveries: tuple[Delivery, ...] = ()


def withdrawn(dossier: Dossier, now: datetime) -> Change:
    """What is written when its author has taken it back: what was said is forgotten, and nobody is told.

    Where others still carry the story, it goes on as theirs.
    """
    mention, escalation = dossier.mention, dossier.escalation
    forgotten = tuple(line for line in dossier.history if line.quotes)
    if still := handed_on(mention):
        return Change(
            still, None, (HistoryLine(mention.id, now, Deed.HANDED_ON, "earshot", Via.RULE),), forgotten
        )
    goes_on = escalation and escalation.status is not EscalationStatus.CLOSED
    return Change(
        mention=deleted(mention),
        escalation=escalations.closed(escalation) if escalation and goes_on else None,
        history=(HistoryLine(mention.id, now, Deed.DELETED, "earshot", Via.RULE),),
        forgotten=forgotten,
    )
