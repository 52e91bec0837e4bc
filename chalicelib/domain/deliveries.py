"""A delivery is one notice to one destination: queued with the step that asks for it, then sent or given up.

    queued ─▶ claimed ─▶ sent
       ▲         ├────▶ failed    it will not go, or not in time
       └─────────┤
       for now   └────▶ dropped   nobody need hear of it any more

Each is tried by itself, so a bad channel holds up no other. A delivery is claimed before anybody is told: the
claim moves `due_at` a lease ahead under its version, so of two workers one wins, and if the winner dies it is
found due again when the lease is over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from .policies import Destination

# Longer than the deliver function may run, so that a lease never ends under a living worker.
LEASE = timedelta(minutes=3)
# How long a destination that fails for now is tried, and the pauses between its tries.
PATIENCE = timedelta(hours=24)
_PAUSES_MINUTES = (1, 2, 5, 15, 30, 60)


class DeliveryStatus(StrEnum):
    """What became of a notice."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Cause(StrEnum):
    """Why somebody is told."""

    STEP = "step"  # a step of the policy
    ASSIGNED = "assigned"  # handed to them
    REMINDER = "reminder"  # of what they promised
    STORM = "storm"  # many at once


@dataclass(frozen=True, slots=True)
class Delivery:
    """`turn` is the mention's when it was queued, `number` the version of the escalation that asked for it,
    `step` the policy's, from 0.

    `person_id` is who was told, once that is known: a rota is asked when the notice goes out. `due_at` is
    when it may be tried next, and None once it is over. `at` is when it was over; `failure` says why.
    """

    mention_id: str
    cause: Cause
    turn: int
    number: int
    step: int
    destination: Destination
    queued_at: datetime
    due_at: datetime | None
    status: DeliveryStatus = DeliveryStatus.QUEUED
    person_id: str | None = None
    attempts: int = 0
    at: datetime | None = None
    failure: str | None = None
    version: int = 1

    @property
    def id(self) -> str:
        """What it is known by among its mention's, in the order of time."""
        return f"{self.number:06}.{self.cause}.{self.destination}"


def is_due(delivery: Delivery, now: datetime) -> bool:
    """True when it is to be tried now."""
    return delivery.due_at is not None and delivery.due_at <= now


def claimed(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery in the hands of one worker, for the length of a lease."""
    assert is_due(delivery, now), delivery
    return _next(delivery, due_at=now + LEASE, attempts=delivery.attempts + 1)


def postponed(delivery: Delivery, now: datetime, at_least: timedelta = timedelta(0)) -> Delivery:
    """The delivery to be tried again after a pause that grows, or as long as the destination asks for."""
    pause = timedelta(minutes=_PAUSES_MINUTES[min(delivery.attempts, len(_PAUSES_MINUTES)) - 1])
    return _next(delivery, due_at=now + max(pause, at_least))


def has_run_out(delivery: Delivery, now: datetime) -> bool:
    """True when it was tried for long enough."""
    return now >= delivery.queued_at + PATIENCE


def sent(delivery: Delivery, person_id: str | None, now: datetime) -> Delivery:
    """The delivery once its notice went out."""
    return _over(delivery, DeliveryStatus.SENT, now, person_id=person_id)


def failed(delivery: Delivery, why: str, now: datetime) -> Delivery:
    """The delivery once it is given up."""
    return _over(delivery, DeliveryStatus.FAILED, now, failure=why)


def dropped(delivery: Delivery, now: datetime) -> Delivery:
    """The delivery once nobody need hear of it any more."""
    return _over(delivery, DeliveryStatus.DROPPED, now)


def retried(delivery: Delivery, now: datetime) -> Delivery:
    """A failed delivery, to be tried anew because a person wants it so."""
    assert delivery.status is DeliveryStatus.FAILED, delivery
    return _next(
        delivery,
        status=DeliveryStatus.QUEUED,
        queued_at=now,
        due_at=now,
        attempts=0,
        at=None,
        failure=None,
    )


def _over(delivery: Delivery, status: DeliveryStatus, now: datetime, **changes: object) -> Delivery:
    return _next(delivery, status=status, at=now, due_at=None, **changes)


def _next(delivery: Delivery, **changes: object) -> Delivery:
    return replace(delivery, version=delivery.version + 1, **changes)  # type: ignore[arg-type]
