"""Respond to a mention: a person says "I have it" (acknowledge), or "it is dealt with" (resolve).

    read mention and escalation ─▶ ask the domain ─▶ commit both with a line of history
             ▲                                               │ lost to somebody else
             └───────────────────────────────────────────────┘

Who comes second is told who was first; nothing is changed for them.
"""

from __future__ import annotations

import logging
from datetime import datetime

from ..domain import escalations
from ..domain.changes import Change, Taken
from ..domain.escalations import EscalationStatus
from ..domain.history import Deed, HistoryLine, Via
from ..domain.mentions import Mention
from ..errors import NotFound, TemporaryError
from .ports import MentionStore

log = logging.getLogger(__name__)
_TRIES = 5


class Respond:
    """Both ways a person closes the escalation of a mention."""

    def __init__(self, mentions: MentionStore) -> None:
        self._mentions = mentions

    def acknowledge(self, mention_id: str, person_id: str, via: Via, now: datetime) -> Taken:
        """This person has it, unless somebody has it already. Raises NotFound."""
        return self._take(mention_id, Deed.ACKNOWLEDGED, person_id, via, now)

    def resolve(self, mention_id: str, person_id: str, via: Via, now: datetime) -> Taken:
        """It is dealt with, unless it was already. Raises NotFound."""
        return self._take(mention_id, Deed.RESOLVED, person_id, via, now)

    def _take(self, mention_id: str, deed: Deed, person_id: str, via: Via, now: datetime) -> Taken:
        for _ in range(_TRIES):
            mention = self._mentions.get(mention_id)
            if mention is None:
                raise NotFound("mention", mention_id)
            after = _after(deed, mention, person_id)
            if after is None:
                return Taken(mention, is_first=False)
            if self._mentions.commit(self._change(after, HistoryLine(mention_id, now, deed, person_id, via))):
                log.info("mention %s", deed, extra={"mention": mention_id, "person": person_id, "via": via})
                return Taken(after, is_first=True)
        raise TemporaryError(f"mention {mention_id!r} is changing too fast, please try again")

    def _change(self, mention: Mention, line: HistoryLine) -> Change:
        escalation = self._mentions.escalation(mention.id)
        if escalation is None or escalation.status is EscalationStatus.CLOSED:
            return Change(mention, None, (line,))
        return Change(mention, escalations.closed(escalation), (line,))


def _after(deed: Deed, mention: Mention, person_id: str) -> Mention | None:
    act = escalations.acknowledged if deed is Deed.ACKNOWLEDGED else escalations.resolved
    return act(mention, person_id)
