"""How mentions go on after their notices, for destinations that follow them, as an alert is closed with one.

    notices of a turn ─┬─▶ taken ─┬─▶ over
                       │    ▲     └─▶ freed ─▶ the notices of a later turn
                       │    └ promised ┘
                       └─▶ over    answered, resolved, left be, taken back, or no complaint any more

A sequel is queued in one write with what it tells of, and only where a notice may have arrived before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from .changes import Change
from .deliveries import Cause, Delivery
from .escalations import Escalation, EscalationStatus, touched
from .life_cycle import FINAL, HELD
from .mentions import Mention, MentionStatus
from .policies import Destination

_DONE = FINAL | {MentionStatus.ANSWERED}


def stands(mention: Mention, escalation: Escalation, turn: int) -> Cause | None:
    """How it stands for whoever was asked in that turn; None while they still are."""
    if mention.status in _DONE:
        return Cause.OVER
    if mention.status in HELD:
        return Cause.TAKEN
    if mention.turn != turn:
        return Cause.FREED
    return Cause.OVER if escalation.status is EscalationStatus.CLOSED else None


def with_sequels(
    change: Change,
    before: Mention,
    escalation: Escalation | None,
    deliveries: Iterable[Delivery],
    now: datetime,
) -> Change:
    """The change, with what it means to destinations that follow the mention, whose `deliveries` these are.

    They must have been read after the mention, which has another version once one that follows was tried.
    """
    turns = _heard(deliveries)
    if escalation is None or not turns:
        return change
    mention, clock = change.mention or before, change.escalation or touched(escalation)
    queued = tuple(
        Delivery(mention.id, cause, turn, clock.version, 0, destination, now, due_at=now)
        for destination, turn in turns.items()
        if (cause := stands(mention, clock, turn)) and cause is not stands(before, escalation, turn)
    )
    return replace(change, escalation=clock, deliveries=(*change.deliveries, *queued)) if queued else change


def _heard(deliveries: Iterable[Delivery]) -> dict[Destination, int]:
    """The destinations that follow and may have heard of it, each with the turn of its last notice."""
    turns: dict[Destination, int] = {}
    for each in deliveries:
        if each.follows and each.may_have_arrived and not each.is_sequel:
            turns[each.destination] = max(each.turn, turns.get(each.destination, 0))
    return turns
