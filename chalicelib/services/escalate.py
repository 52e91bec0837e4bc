"""Escalate: does what the clock of a mention strikes for.

    mention ─┬▶ open (once) ─▶ due? ─┬─ a step ────▶ queue its deliveries, and set the clock for the next one
             └▶ in a storm: grouped  ├─ a deadline ▶ nobody has it any more: the step where it stood is due
                                     └─ a promise ─▶ remind its owner, then as a deadline

Each is one write under the versions that were read, so it is done once, however many workers try. What dies
before it is found again by its mark or by the clock; deliveries that were queued but not sent on, by theirs.
"""

from __future__ import annotations

import logging
from datetime import datetime

from ..domain import escalations, life_cycle
from ..domain.changes import Change
from ..domain.deliveries import Cause
from ..domain.escalations import Escalation, EscalationStatus
from ..domain.history import Deed, by_rule
from ..domain.mentions import OPEN, Mention, MentionStatus
from ..domain.policies import Destination
from ..domain.sequels import with_sequels
from ..domain.verdicts import Verdict
from .ports import DeliveryQueue, MentionStore, PolicyStore, WatchStore
from .standing_in import policy_for
from .storms import Storms

log = logging.getLogger(__name__)


class Escalate:
    """Takes one mention one stroke of its clock further."""

    def __init__(
        self,
        mentions: MentionStore,
        policies: PolicyStore,
        watches: WatchStore,
        queue: DeliveryQueue,
        storms: Storms,
    ) -> None:
        self._mentions = mentions
        self._policies = policies
        self._watches = watches
        self._queue = queue
        self._storms = storms

    def __call__(self, mention_id: str, now: datetime) -> None:
        """Do what is due, if anything is. Losing to another worker is as good as having done it."""
        mention = self._mentions.get(mention_id)
        if mention is None:
            log.info("nothing to escalate", extra={"mention": mention_id})
            return
        escalation = self._mentions.escalation(mention_id)
        if mention.queued_since:
            opened = self._open(mention, escalation, now)
            if opened is None:
                return
            mention, escalation = opened
        if escalation is None or not escalations.is_due(escalation, now):
            return
        change = self._stroke(mention, escalation, now)
        if not change.deliveries:
            known = self._mentions.deliveries(mention_id)
            change = with_sequels(change, mention, escalation, known, now)
        if not self._mentions.commit(change):
            log.info("another worker was faster", extra={"mention": mention_id})
            return
        log.info("clock struck", extra={"mention": mention_id, "deeds": [x.deed for x in change.history]})
        if change.deliveries:
            self._queue.send([(each.mention_id, each.id) for each in change.deliveries])
        if change.escalation and escalations.is_due(change.escalation, now):
            self(mention_id, now)  # nobody has it any more: the step is due

    def _open(
        self, mention: Mention, known: Escalation | None, now: datetime
    ) -> tuple[Mention, Escalation] | None:
        """Both, opened now; None when somebody was faster, or it was grouped with others in a storm."""
        if mention.verdict is Verdict.BAD and known is None and self._storms.grouped(mention, now):
            return None
        policy_id = self._policy_id(mention)
        policy = policy_for(self._policies, policy_id)
        if known is None:
            waiting_no_more, escalation = escalations.opened(mention, policy, now)
        else:
            waiting_no_more, escalation = escalations.reopened(mention, known, policy, now)
        line = by_rule(mention.id, now, Deed.ESCALATED, f"policy {policy.id}")
        changed = escalation if escalation != known else None
        if self._mentions.commit(Change(waiting_no_more, changed, (line,))):
            log.info("escalation opened", extra={"mention": mention.id, "policy": policy.id})
            return waiting_no_more, escalation
        log.info("escalation opened by another worker", extra={"mention": mention.id})
        return None

    def _stroke(self, mention: Mention, escalation: Escalation, now: datetime) -> Change:
        """What is due, as one change."""
        if mention.status in life_cycle.HELD:
            return self._deadline(mention, escalation, now)
        if mention.status not in OPEN:
            return Change(None, escalations.closed(escalation))
        if self._policy_id(mention) is None:
            # Its author has edited it, and it is nothing that people hear of any more.
            line = by_rule(mention.id, now, Deed.CALMED, f"now judged {mention.verdict}")
            return Change(None, escalations.closed(escalation), (line,))
        policy = policy_for(self._policies, escalation.policy_id)
        if escalation.status is not EscalationStatus.OPEN:
            return Change(None, escalations.resumed(escalation, policy, goes_on=True, now=now))
        after, told = escalations.taken(mention, escalation, policy, now)
        return Change(None, after, deliveries=told)

    def _deadline(self, mention: Mention, escalation: Escalation, now: datetime) -> Change:
        policy = policy_for(self._policies, escalation.policy_id)
        is_promise = mention.status is MentionStatus.PROMISED
        if is_promise and escalation.status is EscalationStatus.HELD:
            assert mention.owner is not None
            after = escalations.reminded(escalation, policy.held_until(now))
            mail = Destination("email", mention.owner)
            reminder = escalations.delivery_for(mention, after, Cause.REMINDER, mail, now)
            line = by_rule(mention.id, now, Deed.REMINDED, f"{mention.owner}, of what they promised")
            return Change(None, after, (line,), deliveries=(reminder,))
        goes_on = self._policy_id(mention) is not None
        after = escalations.resumed(escalation, policy, goes_on, now)
        line = by_rule(mention.id, now, Deed.LAPSED, f"{mention.owner} had it")
        return Change(life_cycle.lapsed(mention), after, (line,))

    def _policy_id(self, mention: Mention) -> str | None:
        return escalations.policy_id_for(mention, self._watches.get(mention.about))
