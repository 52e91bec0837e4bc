"""An escalation is the clock of a mention: when the next step is due, or how long somebody may keep it.

    open ── step 1 ── step 2 ── … ── last step, `repeat` times over ─▶ exhausted
     │ ▲                                                                  │
     │ └── released, lapsed ── held ◀── acknowledged, assigned, promised ─┤
     │                          └─▶ reminded (of a promise) ─▶ lapsed     │
     └──────────────── answered, resolved, ignored, taken back ──▶ closed ◀┘

A step is taken in one write: its deliveries are queued and the next step becomes due, or nothing happens.
So a step is taken once, however many workers try.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from .deliveries import Cause, Delivery, DeliveryStatus
from .life_cycle import HELD
from .mentions import Mention, MentionStatus
from .policies import DEFAULT_POLICY
from .verdicts import Verdict

if TYPE_CHECKING:
    from .policies import Destination, Policy
    from .watches import Watch

# Clocks are looked at once a minute: a step taken this much late shifts no other. After an outage people get
# their time from when they were told.
_DRIFT = timedelta(seconds=90)


class EscalationStatus(StrEnum):
    """What the clock runs for."""

    OPEN = "open"  # the next step
    HELD = "held"  # the deadline of who has it, or the date of a promise
    REMINDED = "reminded"  # whoever promised to keep it, having been reminded
    EXHAUSTED = "exhausted"  # nothing: every step was taken and nobody acknowledged
    CLOSED = "closed"  # nothing


@dataclass(frozen=True, slots=True)
class Escalation:
    """`step` counts from 0 and is the next to take, in this `round` of the policy's. `due_at` says when the
    clock strikes, and is None once it does no more.
    """

    mention_id: str
    policy_id: str
    opened_at: datetime
    due_at: datetime | None
    status: EscalationStatus = EscalationStatus.OPEN
    step: int = 0
    round: int = 0
    version: int = 1


def escalates(
    verdict: Verdict,
    watch_ids: tuple[str, ...],
    watches: Mapping[str, Watch],
    age: timedelta,
    within: timedelta,
) -> bool:
    """Whether such a mention is pushed to people: about our own, of a kind that has a policy there, as
    complaints always have, and not old news when we found it.

    Competitors' customers are never our complaints, trolls are left be, and what we are unsure of waits on
    the review list.
    """
    known = (watches[watch_id] for watch_id in watch_ids if watch_id in watches)
    return age <= within and any(watch.policy_for(verdict) is not None for watch in known)


def policy_id_for(mention: Mention, watch: Watch | None) -> str | None:
    """The id of the policy by which people hear of it, whose watch this is; None where they do not. A
    complaint whose watch is gone is everybody's still, by the default policy.
    """
    if watch is not None:
        return watch.policy_for(mention.verdict)
    return DEFAULT_POLICY.id if mention.verdict is Verdict.BAD else None


def opened(mention: Mention, policy: Policy, now: datetime) -> tuple[Mention, Escalation]:
    """The mention and its escalation once it is opened: no longer waiting in the queue, its clock started."""
    due_at = policy.starts_at(now, mention.spoken_at)
    escalation = Escalation(mention.id, policy.id, now, due_at)
    return replace(mention, queued_since=None, version=mention.version + 1), escalation


def reopened(
    mention: Mention, escalation: Escalation, policy: Policy, now: datetime
) -> tuple[Mention, Escalation]:
    """The mention when people must hear of it again and it has an escalation already: no longer waiting in
    the queue, and its steps begin anew unless they are under way.
    """
    waiting_no_more = replace(mention, queued_since=None, version=mention.version + 1)
    if escalation.status is EscalationStatus.OPEN:
        return waiting_no_more, escalation
    due_at = policy.starts_at(now, now)
    anew = replace(escalation, policy_id=policy.id, step=0, round=0)
    return waiting_no_more, _turned(anew, EscalationStatus.OPEN, due_at)


def is_due(escalation: Escalation, now: datetime) -> bool:
    """True when the clock strikes."""
    return escalation.due_at is not None and escalation.due_at <= now


def taken(
    mention: Mention, escalation: Escalation, policy: Policy, now: datetime
) -> tuple[Escalation, tuple[Delivery, ...]]:
    """The escalation after its due step, and the deliveries that the step asks for."""
    assert escalation.status is EscalationStatus.OPEN, escalation
    assert escalation.due_at is not None, escalation
    at = min(escalation.step, len(policy.steps) - 1)  # a policy shortened meanwhile leaves its last step
    began = max(escalation.due_at, now - _DRIFT)
    if at + 1 < len(policy.steps):
        due_at = policy.next_at(at, began)
        after = _turned(replace(escalation, step=at + 1), EscalationStatus.OPEN, due_at)
    elif escalation.round < policy.repeat:
        due_at = policy.later(began, _pause(policy))
        after = _turned(
            replace(escalation, step=0, round=escalation.round + 1), EscalationStatus.OPEN, due_at
        )
    else:
        after = _turned(replace(escalation, step=at + 1), EscalationStatus.EXHAUSTED, None)
    told = dict.fromkeys(policy.steps[at].destinations)
    return after, tuple(delivery_for(mention, after, Cause.STEP, each, now, at) for each in told)


def delivery_for(
    mention: Mention, asked: Escalation, cause: Cause, destination: Destination, now: datetime, step: int = 0
) -> Delivery:
    """A delivery that this escalation asks for of the mention as it stands now, to be tried at once."""
    return Delivery(mention.id, cause, mention.turn, asked.version, step, destination, now, due_at=now)


def is_wanted(delivery: Delivery, mention: Mention, watch: Watch | None) -> bool:
    """Whether they need still hear of it. Nobody does after the mention has gone to other hands; but how it
    went on is worth telling then, too, unless nobody has any more what was taken.
    """
    if delivery.is_sequel:
        return delivery.cause is not Cause.TAKEN or mention.status in HELD
    if delivery.cause is Cause.STORM:
        return True
    if mention.turn != delivery.turn:
        return False
    if delivery.cause is Cause.STEP:
        return policy_id_for(mention, watch) is not None
    return True


def hastened(escalation: Escalation, of_step: tuple[Delivery, ...], now: datetime) -> Escalation:
    """The escalation when a delivery has failed for good: a step that reached nobody does not make people
    wait for the next one. Equal where somebody was reached, or may be, where the next one was taken since, or
    nobody is waiting.
    """
    is_lost = all(each.status is DeliveryStatus.FAILED for each in of_step)
    is_newest = all(each.number == escalation.version for each in of_step)
    is_waiting = escalation.status is EscalationStatus.OPEN and not is_due(escalation, now)
    if not (is_lost and is_newest and is_waiting):
        return escalation
    return _turned(escalation, EscalationStatus.OPEN, now)


def held(escalation: Escalation | None, mention: Mention, policy_id: str, now: datetime) -> Escalation:
    """The clock of what somebody has now, until the mention's deadline; made where there was none."""
    known = escalation or Escalation(mention.id, policy_id, now, None, version=0)
    return _turned(known, EscalationStatus.HELD, mention.until)


def reminded(escalation: Escalation, deadline: datetime) -> Escalation:
    """The clock once somebody was reminded of a promise: they have until the deadline to keep it."""
    return _turned(escalation, EscalationStatus.REMINDED, deadline)


def resumed(escalation: Escalation, policy: Policy, goes_on: bool, now: datetime) -> Escalation:
    """The escalation once nobody has it any more. Where it `goes_on`, the step where it stood is due at once,
    the last one again where all were taken.
    """
    if not goes_on:
        return closed(escalation)
    step = min(escalation.step, len(policy.steps) - 1)
    due_at = policy.later(now, timedelta(0))
    return _turned(replace(escalation, step=step), EscalationStatus.OPEN, due_at)


def closed(escalation: Escalation) -> Escalation:
    """The escalation once there is nothing to be had. Nobody is told any more."""
    return _turned(escalation, EscalationStatus.CLOSED, None)


def notified(mention: Mention) -> Mention:
    """The mention once somebody was told. Equal to `mention` when it has gone further already."""
    if mention.status is not MentionStatus.NEW:
        return mention
    return replace(mention, status=MentionStatus.NOTIFIED, version=mention.version + 1)


def touched(escalation: Escalation) -> Escalation:
    """The same in its next version, which what is queued with it is numbered by."""
    return replace(escalation, version=escalation.version + 1)


def _pause(policy: Policy) -> timedelta:
    """From the last step to the first of the next round: as long as the steps' longest gap, or an hour."""
    delays = [step.after for step in policy.steps]
    gaps = [later - earlier for earlier, later in pairwise(delays)]
    return max(gaps, default=timedelta(hours=1)) or timedelta(hours=1)


def _turned(escalation: Escalation, status: EscalationStatus, due_at: datetime | None) -> Escalation:
    return replace(escalation, status=status, due_at=due_at, version=escalation.version + 1)
