"""Respond: a person has a mention, hands it on, answers it, promises a second word, ends it, reopens it.

    read mention and escalation ─▶ ask the domain ─▶ commit both with a line of history ─▶ to tell? push
             ▲                                               │ lost to somebody else
             └───────────────────────────────────────────────┘

Who comes second is told who was first; nothing is changed for them.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from ..domain import deliveries, escalations, life_cycle
from ..domain.acts import Act, faults, line_of
from ..domain.changes import Change, Taken
from ..domain.deliveries import Cause, Delivery
from ..domain.escalations import Escalation, EscalationStatus
from ..domain.history import Deed
from ..domain.mentions import Mention
from ..domain.policies import Destination, Policy
from ..domain.sequels import with_sequels
from ..domain.watches import Watch, WatchKind
from ..errors import InvalidInput, NotFound, Outdated, TemporaryError
from .ports import DeliveryQueue, MentionStore, NegativesQueue, PersonStore, PolicyStore, WatchStore
from .standing_in import policy_for

log = logging.getLogger(__name__)
_TRIES = 5


class Respond:
    """What people do about mentions."""

    def __init__(
        self,
        mentions: MentionStore,
        policies: PolicyStore,
        watches: WatchStore,
        people: PersonStore,
        negatives: NegativesQueue,
        deliveries: DeliveryQueue,
    ) -> None:
        self._mentions = mentions
        self._policies = policies
        self._watches = watches
        self._people = people
        self._negatives = negatives
        self._deliveries = deliveries

    def __call__(
        self, mention_id: str, act: Act, version: int | None = None, turn: int | None = None
    ) -> Taken:
        """The mention as it stands after the act, or as it is where the act came too late; `is_first` says
        which. With a `version`, nothing is done to any other; in another `turn`, the act comes too late.

        Raises NotFound, InvalidInput, Outdated, TemporaryError.
        """
        if fault := next(faults(act), None):
            raise fault
        if act.to is not None and self._people.get(act.to) is None:
            raise InvalidInput("to", f"there is nobody {act.to!r}; see: earshot people")
        for _ in range(_TRIES):
            mention = self._mentions.get(mention_id)
            if mention is None:
                raise NotFound("mention", mention_id)
            if turn is not None and mention.turn != turn:
                return Taken(mention, is_first=False)
            taken = self._take(mention, act, version)
            if taken is not None:
                return taken
        raise TemporaryError(f"mention {mention_id!r} is changing too fast, please try again")

    def _take(self, mention: Mention, act: Act, version: int | None) -> Taken | None:
        """None when somebody else wrote meanwhile."""
        watch = self._watches.get(mention.about)
        usual = watch.policy_id if watch else None
        policy_id = escalations.policy_id_for(mention, watch) or usual
        policy = policy_for(self._policies, policy_id)
        after = life_cycle.after(mention, act, policy.held_until(act.at))
        if after is None or after == mention:
            return Taken(mention, is_first=False, was_done=after is not None)
        if version is not None and mention.version != version:
            raise Outdated("mention", mention.id)
        _check_answer(act, watch)
        change = self._change(mention, after, act, policy, watch)
        if not self._mentions.commit(change):
            return None
        assert change.mention is not None
        extra = {"mention": mention.id, "person": act.by, "via": act.via}
        log.info("mention %s", act.deed, extra=extra)
        self._push(change)
        return Taken(change.mention, is_first=True)

    def _change(
        self, before: Mention, after: Mention, act: Act, policy: Policy, watch: Watch | None
    ) -> Change:
        known = self._mentions.escalation(before.id)
        goes_on = escalations.policy_id_for(after, watch) is not None
        if act.deed is Deed.REOPENED and goes_on:
            after = replace(after, queued_since=act.at)
        escalation = _clock(known, after, act, policy, goes_on)
        told: tuple[Delivery, ...] = ()
        if act.deed is Deed.ASSIGNED and act.to != act.by:
            assert escalation is not None
            mail = Destination("email", act.to)
            told = (escalations.delivery_for(after, escalation, Cause.ASSIGNED, mail, act.at),)
        sent = self._mentions.deliveries(before.id)
        answered = deliveries.acknowledged(sent, act.by, act.at)
        change = Change(after, escalation, (line_of(before.id, act),), deliveries=(*told, *answered))
        return with_sequels(change, before, known, sent, act.at)

    def _push(self, change: Change) -> None:
        if due := [(each.mention_id, each.id) for each in change.deliveries if each.due_at]:
            self._deliveries.send(due)
        if change.mention and change.mention.queued_since:
            self._negatives.send((change.mention.id,))


def _check_answer(act: Act, watch: Watch | None) -> None:
    """A competitor's customer is answered only by who knows what happened. Raises InvalidInput."""
    is_theirs = watch is not None and watch.kind is WatchKind.COMPETITOR
    if act.deed is Deed.ANSWERED and is_theirs and not act.note.strip():
        reason = "is needed: this is a competitor's customer, so write down first what happened to them"
        raise InvalidInput("note", reason)


def _clock(
    known: Escalation | None, after: Mention, act: Act, policy: Policy, goes_on: bool
) -> Escalation | None:
    """The escalation as it shall be; None where it stays as it is, or there is none and need be none."""
    if after.status in life_cycle.HELD:
        return escalations.held(known, after, policy.id, act.at)
    if act.deed is Deed.ASSIGNED:
        # Of what was answered: no clock runs, but the notice to them needs a number.
        return escalations.closed(known or Escalation(after.id, policy.id, act.at, None, version=0))
    if known is None or act.deed is Deed.REOPENED:
        return None
    if act.deed is Deed.RELEASED:
        return escalations.resumed(known, policy, goes_on, act.at)
    return None if known.status is EscalationStatus.CLOSED else escalations.closed(known)
