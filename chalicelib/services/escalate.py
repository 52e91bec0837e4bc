"""Escalate: opens a mention's escalation, takes the step that is due, and records who was told.

    mention ─▶ open (once) ─▶ claim the due step ─▶ tell each destination ─▶ record ─▶ advance
                                    │ lost: somebody else has it

Every arrow may be the last one a worker takes: the mention is found again by its mark, the step when its
lease is over, and a destination on record is not told twice.
"""

from __future__ import annotations

import logging
from datetime import datetime

from ..domain import escalations
from ..domain.changes import Change
from ..domain.escalations import (
    DEFAULT_POLICY,
    Delivery,
    Destination,
    Escalation,
    EscalationStatus,
    Policy,
)
from ..domain.history import Deed, HistoryLine, Via
from ..domain.mentions import OPEN, Mention
from ..domain.verdicts import Verdict
from ..errors import EarshotError, TemporaryError
from .notify import Notify
from .ports import MentionStore, PolicyStore, WatchStore

log = logging.getLogger(__name__)
_TRIES = 5


class Escalate:
    """Walks one mention one step further."""

    def __init__(
        self, mentions: MentionStore, policies: PolicyStore, watches: WatchStore, notify: Notify
    ) -> None:
        self._mentions = mentions
        self._policies = policies
        self._watches = watches
        self._notify = notify

    def __call__(self, mention_id: str, now: datetime) -> None:
        """Take the step that is due, if one is. What could not be told yet is tried again when it is due."""
        mention = self._mentions.get(mention_id)
        if mention is None or mention.status not in OPEN:
            log.info("nothing to escalate", extra={"mention": mention_id})
            return
        escalation = self._mentions.escalation(mention_id)
        if escalation is None or mention.queued_since:
            escalation = self._open(mention, escalation, now)
        if escalation is None or not escalations.is_due(escalation, now):
            return
        if mention.verdict is not Verdict.BAD:
            self._calm(mention, escalation, now)
            return
        claimed = escalations.claimed(escalation, now)
        if not self._mentions.commit(Change(None, claimed)):
            log.info("step claimed by another worker", extra={"mention": mention_id})
            return
        self._take_step(mention, claimed, now)

    def _open(self, mention: Mention, known: Escalation | None, now: datetime) -> Escalation | None:
        """The escalation, opened now; None when there is to be none, or somebody was faster."""
        if mention.queued_since is None:
            return None
        policy = self._policy(self._policy_id(mention))
        if known is None:
            waiting_no_more, escalation = escalations.opened(mention, policy, now)
        else:
            waiting_no_more, escalation = escalations.reopened(mention, known, now)
        line = _line(mention.id, now, Deed.ESCALATED, f"policy {policy.id}")
        changed = escalation if escalation != known else None
        if self._mentions.commit(Change(waiting_no_more, changed, (line,))):
            log.info("escalation opened", extra={"mention": mention.id, "policy": policy.id})
            return escalation
        log.info("escalation opened by another worker", extra={"mention": mention.id})
        return None

    def _calm(self, mention: Mention, escalation: Escalation, now: datetime) -> None:
        """Its author has edited it, and it is no complaint any more: nobody else is told that it is one."""
        line = _line(mention.id, now, Deed.CALMED, f"now judged {mention.verdict}")
        if self._mentions.commit(Change(None, escalations.closed(escalation), (line,))):
            log.info("escalation calmed", extra={"mention": mention.id})

    def _take_step(self, mention: Mention, escalation: Escalation, now: datetime) -> None:
        policy = self._policy(escalation.policy_id)
        unreached: list[Destination] = []
        for destination in escalations.untold(escalation, policy):
            delivery = self._tell(mention, escalation, destination, policy, now)
            if delivery is None:
                unreached.append(destination)
                continue
            escalation = self._record(escalation, delivery)
            if escalation.status is not EscalationStatus.OPEN:
                return
        if not unreached:
            self._advance(escalation, policy, now)
            return
        self._mentions.commit(Change(None, escalations.released(escalation, policy, now)))

    def _tell(
        self,
        mention: Mention,
        escalation: Escalation,
        destination: Destination,
        policy: Policy,
        now: datetime,
    ) -> Delivery | None:
        """The delivery for the record; None when it failed for now and is to be tried again."""
        extra = {"mention": mention.id, "step": escalation.step, "destination": str(destination)}
        try:
            self._notify(mention, destination, escalation.step + 1, len(policy.steps), now)
        except EarshotError as error:
            late = escalations.gives_up(escalation, policy, now)
            again = isinstance(error, TemporaryError) and not late
            # The template counts these lines, and alarms the operator.
            log.warning("notice not delivered", extra={**extra, "again": again}, exc_info=True)
            return None if again else Delivery(escalation.step, destination, now, str(error))
        log.info("notice delivered", extra=extra)
        return Delivery(escalation.step, destination, now)

    def _record(self, escalation: Escalation, delivery: Delivery) -> Escalation:
        """The escalation with the delivery on record, whatever else has happened to it meanwhile."""
        for _ in range(_TRIES):
            after = escalations.delivered(escalation, delivery)
            if self._mentions.commit(Change(None, after)):
                return after
            escalation = self._mentions.escalation(escalation.mention_id) or escalation
        raise TemporaryError(f"escalation of {escalation.mention_id!r} is changing too fast")

    def _advance(self, escalation: Escalation, policy: Policy, now: datetime) -> None:
        """On to the next step, unless somebody has acknowledged meanwhile."""
        told = escalations.reached(escalation)
        after = escalations.advanced(escalation, policy, now)
        for _ in range(_TRIES):
            mention = self._mentions.get(escalation.mention_id)
            if mention is None or mention.status not in OPEN:
                return
            if self._mentions.commit(_step_taken(mention, after, told, now)):
                log.info("escalation advanced", extra={"mention": mention.id, "step": after.step})
                return
        raise TemporaryError(f"mention {escalation.mention_id!r} is changing too fast")

    def _policy_id(self, mention: Mention) -> str:
        watch = self._watches.get(mention.about)
        return watch.policy_id if watch else DEFAULT_POLICY.id

    def _policy(self, policy_id: str) -> Policy:
        return self._policies.get(policy_id) or self._policies.get(DEFAULT_POLICY.id) or DEFAULT_POLICY


def _step_taken(
    mention: Mention, escalation: Escalation, told: tuple[Destination, ...], now: datetime
) -> Change:
    note = f"step {escalation.step}: {', '.join(map(str, told)) or 'nobody could be reached'}"
    after = escalations.notified(mention) if told else mention
    line = _line(mention.id, now, Deed.NOTIFIED, note)
    return Change(after if after != mention else None, escalation, (line,))


def _line(mention_id: str, now: datetime, deed: Deed, note: str) -> HistoryLine:
    return HistoryLine(mention_id, now, deed, "earshot", Via.RULE, note)
