"""An escalation walks a policy's steps until somebody says "I have it".

    open ── step 1 ── step 2 ── … ── last step ─▶ exhausted
      └──────────┴────────────┴──────────┴──────▶ closed (acknowledged, resolved, or taken back)

A step that is due is *claimed* before anybody is told: the claim moves `due_at` a lease ahead under the
escalation's version, so of two workers one wins, and if the winner dies `follow_up` finds the step due again
when the lease is over. Destinations already told are on record and are not told twice for the same step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from .mentions import Mention, MentionStatus
from .verdicts import Verdict
from .watches import Watch, WatchKind

# Longer than the escalate function may run, so that a lease never ends under a living worker.
LEASE = timedelta(minutes=3)
# How long the last step goes on trying a destination that fails for now, and the pauses between its tries.
PATIENCE = timedelta(hours=24)
_PAUSES_MINUTES = (1, 2, 5, 15, 30, 60)
_LEAST_ATTEMPTS = 3


class EscalationStatus(StrEnum):
    """Whether anybody is still to be told."""

    OPEN = "open"
    EXHAUSTED = "exhausted"  # every step was taken and nobody acknowledged
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a step sends its notice: by which notifier, and to whom (a person's id) where it needs one.

    Written as `email:ann` or `sns`.
    """

    notifier: str
    person_id: str | None = None

    def __str__(self) -> str:
        return f"{self.notifier}:{self.person_id}" if self.person_id else self.notifier

    @classmethod
    def parse(cls, text: str) -> Destination:
        """The inverse of `str`. Raises ValueError."""
        notifier, _, person_id = text.strip().partition(":")
        if not notifier:
            raise ValueError(f"a destination is written like 'email:ann' or 'sns', not {text!r}")
        return cls(notifier, person_id or None)


@dataclass(frozen=True, slots=True)
class Step:
    """Who hears of it, and how long after the escalation was opened."""

    after: timedelta
    destinations: tuple[Destination, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The steps an escalation walks, in order of time."""

    id: str
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        delays = [step.after for step in self.steps]
        if not self.steps or any(not step.destinations for step in self.steps):
            raise ValueError("a policy needs at least one step, and each step a destination")
        if delays != sorted(delays) or delays[0] < timedelta(0):
            raise ValueError("a policy's steps stand in order of time, none before the escalation opens")


# What holds until somebody has made a policy: the topic always exists.
DEFAULT_POLICY = Policy(
    "default",
    (
        Step(timedelta(0), (Destination("sns"),)),
        Step(timedelta(minutes=30), (Destination("sns"),)),
    ),
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A destination of a step was told, or could not be (`failure` says why)."""

    step: int
    destination: Destination
    at: datetime
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """`step` counts from 0 and is the next to take; `due_at` says when, and is None once none is left."""

    mention_id: str
    policy_id: str
    opened_at: datetime
    due_at: datetime | None
    status: EscalationStatus = EscalationStatus.OPEN
    step: int = 0
    attempts: int = 0
    deliveries: tuple[Delivery, ...] = ()
    version: int = 1


def escalates(
    verdict: Verdict,
    watch_ids: tuple[str, ...],
    watches: Mapping[str, Watch],
    age: timedelta,
    within: timedelta,
) -> bool:
    """Whether such a mention is pushed to people: bad, about our own, and not old news when we found it.

    Competitors' customers are never our complaints, trolls are left be, and what we are unsure of waits on
    the review list.
    """
    own = any(watches[watch_id].kind is WatchKind.OWN for watch_id in watch_ids if watch_id in watches)
    return verdict is Verdict.BAD and own and age <= within


def opened(mention: Mention, policy: Policy, now: datetime) -> tuple[Mention, Escalation]:
    """The mention and its escalation once it is opened: no longer waiting in the queue, first step due."""
    escalation = Escalation(mention.id, policy.id, now, now + policy.steps[0].after)
    return replace(mention, queued_since=None, version=mention.version + 1), escalation


def reopened(mention: Mention, escalation: Escalation, now: datetime) -> tuple[Mention, Escalation]:
    """The mention when it has become a complaint again and has an escalation already: no longer waiting in
    the queue, and its steps begin anew unless they are under way.
    """
    waiting_no_more = replace(mention, queued_since=None, version=mention.version + 1)
    if escalation.status is EscalationStatus.OPEN:
        return waiting_no_more, escalation
    anew = Escalation(mention.id, escalation.policy_id, now, now, version=escalation.version + 1)
    return waiting_no_more, anew


def is_due(escalation: Escalation, now: datetime) -> bool:
    """True when a step is to be taken now."""
    due_at = escalation.due_at
    return escalation.status is EscalationStatus.OPEN and due_at is not None and due_at <= now


def claimed(escalation: Escalation, now: datetime) -> Escalation:
    """The escalation with its due step claimed for the length of a lease."""
    assert is_due(escalation, now), escalation
    return replace(
        escalation,
        due_at=now + LEASE,
        attempts=escalation.attempts + 1,
        version=escalation.version + 1,
    )


def untold(escalation: Escalation, policy: Policy) -> tuple[Destination, ...]:
    """The destinations of the step that have still to be told."""
    told = {d.destination for d in escalation.deliveries if d.step == escalation.step}
    return tuple(d for d in _step(escalation, policy).destinations if d not in told)


def delivered(escalation: Escalation, delivery: Delivery) -> Escalation:
    """The escalation with one more delivery on record."""
    return replace(
        escalation,
        deliveries=(*escalation.deliveries, delivery),
        version=escalation.version + 1,
    )


def gives_up(escalation: Escalation, policy: Policy, now: datetime) -> bool:
    """True when a step stops trying destinations that fail for now: its successor's time has come, or, for
    the last one, a day has passed. Nobody who can be reached waits for somebody who cannot.
    """
    return now >= _end_of_step(escalation, policy) and escalation.attempts >= _LEAST_ATTEMPTS


def released(escalation: Escalation, policy: Policy, now: datetime) -> Escalation:
    """The escalation with its claim given back, to be tried again after a pause that grows."""
    minutes = _PAUSES_MINUTES[min(escalation.attempts, len(_PAUSES_MINUTES)) - 1]
    soon, end = now + timedelta(minutes=1), _end_of_step(escalation, policy)
    due_at = max(soon, min(now + timedelta(minutes=minutes), end))
    return replace(escalation, due_at=due_at, version=escalation.version + 1)


def _end_of_step(escalation: Escalation, policy: Policy) -> datetime:
    following = escalation.step + 1
    if following < len(policy.steps):
        return escalation.opened_at + policy.steps[following].after
    return escalation.opened_at + policy.steps[-1].after + PATIENCE


def advanced(escalation: Escalation, policy: Policy, now: datetime) -> Escalation:
    """The escalation after its step was taken: the next one due in its time, or exhausted.

    A step that reached nobody does not make people wait for the next one.
    """
    following = escalation.step + 1
    exhausted = following >= len(policy.steps)
    due_at = None if exhausted else escalation.opened_at + policy.steps[following].after
    return replace(
        escalation,
        step=following,
        due_at=due_at if due_at is None or reached(escalation) else min(due_at, now),
        status=EscalationStatus.EXHAUSTED if exhausted else EscalationStatus.OPEN,
        attempts=0,
        version=escalation.version + 1,
    )


def reached(escalation: Escalation) -> tuple[Destination, ...]:
    """The destinations of the current step that were told."""
    return tuple(d.destination for d in escalation.deliveries if d.step == escalation.step and not d.failure)


def closed(escalation: Escalation) -> Escalation:
    """The escalation once somebody has it, or there is nothing to have. Nobody is told any more."""
    return replace(escalation, status=EscalationStatus.CLOSED, due_at=None, version=escalation.version + 1)


def notified(mention: Mention) -> Mention:
    """The mention once somebody was told. Equal to `mention` when it has gone further already."""
    if mention.status is not MentionStatus.NEW:
        return mention
    return replace(mention, status=MentionStatus.NOTIFIED, version=mention.version + 1)


def acknowledged(mention: Mention, person_id: str) -> Mention | None:
    """The mention once this person has it; None when somebody has it already, or it is over."""
    if mention.status not in (MentionStatus.NEW, MentionStatus.NOTIFIED):
        return None
    return replace(
        mention,
        status=MentionStatus.ACKNOWLEDGED,
        owner=person_id,
        queued_since=None,
        version=mention.version + 1,
    )


def resolved(mention: Mention, person_id: str) -> Mention | None:
    """The mention once it is dealt with; None when it was already, or there is nothing left to deal with."""
    if mention.status in (MentionStatus.RESOLVED, MentionStatus.DELETED):
        return None
    return replace(
        mention,
        status=MentionStatus.RESOLVED,
        owner=mention.owner or person_id,
        queued_since=None,
        version=mention.version + 1,
    )


def _step(escalation: Escalation, policy: Policy) -> Step:
    """The step to take; a policy shortened meanwhile leaves its last one."""
    return policy.steps[min(escalation.step, len(policy.steps) - 1)]
