"""Undelivered: puts on record that a notice reached nobody: it could not be sent, or it came back.

Nobody waits for the next step because of one that reached nobody: it is then due at once.
"""

from __future__ import annotations

from datetime import datetime

from ..domain import escalations
from ..domain.changes import Change
from ..domain.deliveries import Cause, Delivery
from ..domain.history import Deed, by_rule
from ..errors import TemporaryError
from .ports import MentionStore

_TRIES = 5


def record_failure(mentions: MentionStore, failed: Delivery, now: datetime) -> None:
    """Keep the delivery as it failed. Raises TemporaryError where it, or its escalation, is changing."""
    told = f"{failed.what}: {failed.destination}: {failed.failure}"
    line = by_rule(failed.mention_id, now, Deed.UNDELIVERED, told)
    for _ in range(_TRIES):
        escalation = mentions.escalation(failed.mention_id)
        hastened = escalation
        if escalation and failed.cause is Cause.STEP:
            others = [x for x in mentions.deliveries(failed.mention_id) if x.number == failed.number]
            of_step = (failed, *(each for each in others if each.id != failed.id))
            hastened = escalations.hastened(escalation, of_step, now)
        changed = hastened if hastened != escalation else None
        if mentions.commit(Change(None, changed, (line,), deliveries=(failed,))):
            return
    raise TemporaryError(f"escalation of {failed.mention_id!r} is changing too fast")
