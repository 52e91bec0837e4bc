"""A delivery is one notice to one destination: queued with the step that asks for it, then sent or given up.

    queued ─▶ claimed ─▶ sent ─▶ opened ─▶ acknowledged
       ▲         ├────▶ failed    it will not go, or not in time
       └─────────┤
       for now   └────▶ dropped   nobody need hear of it any more

Each is tried by itself, so a bad channel holds up no other. A delivery is claimed before anybody is told: the
claim moves `due_at` a lease ahead under its version, so of two workers one wins, and if the winner dies it is
found due again when the lease is over.

A sequel goes the same way, and is no notice: it asks nobody for anything. It tells a destination that follows
mentions how one went on after the notices of a turn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .links import Link
    from .policies import Destination

# Longer than the deliver function may run, so that a lease never ends under a living worker.
LEASE = timedelta(minutes=3)
# How long a destination that fails for now is tried, and the pauses between its tries.
PATIENCE = timedelta(hours=24)
_PAUSES_MINUTES = (1, 2, 5, 15, 30, 60)
# Notices to one person that are put down as acknowledged with one act, which is one transaction.
_MOST_ACKNOWLEDGED = 20


class DeliveryStatus(StrEnum):
    """What became of a notice."""

    QUEUED = "queued"
    SENT = "sent"
    OPENED = "opened"  # the person saw the page behind its link
    ACKNOWLEDGED = "acknowledged"  # the person did something about the mention
    FAILED = "failed"
    DROPPED = "dropped"


WENT_OUT = frozenset({DeliveryStatus.SENT, DeliveryStatus.OPENED, DeliveryStatus.ACKNOWLEDGED})


class Cause(StrEnum):
    """Why somebody is told; or, of a sequel, how the mention went on."""

    STEP = "step"  # a step of the policy
    ASSIGNED = "assigned"  # handed to them
    REMINDER = "reminder"  # of what they promised
    STORM = "storm"  # many at once
    TAKEN = "taken"  # somebody has it
    FREED = "freed"  # nobody has it any more; who is asked then is asked anew
    OVER = "over"  # answered, resolved, left be, taken back, or no complaint any more


SEQUELS = frozenset({Cause.TAKEN, Cause.FREED, Cause.OVER})


@dataclass(frozen=True, slots=True)
class Delivery:
    """`turn` is the mention's when it was queued; a sequel has that of the notices it is about. `number` is
    the version of the escalation that asked for it, `step` the policy's, from 0.

    `person_id` is who was told, once that is known: a rota is asked when the notice goes out. `follows` is
    true of what was tried at a destination that wants to hear how the mention goes on. `due_at` is when it
    may be tried next, and None once it is over. `at` is when it was over; `failure` says why.
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
    follows: bool = False
    opened_at: datetime | None = None
    acknowledged_at: datetime | None = None
    version: int = 1

    @property
    def id(self) -> str:
        """What it is known by among its mention's, in the order of time."""
        return f"{self.number:06}.{self.cause}.{self.destination}"

    @property
    def what(self) -> str:
        """What it was, in words."""
        return f"step {self.step + 1}" if self.cause is Cause.STEP else str(self.cause)

    @property
    def is_sequel(self) -> bool:
        """True when it asks nobody for anything."""
        return self.cause in SEQUELS

    @property
    def may_have_arrived(self) -> bool:
        """True once somebody may have got it; also where the worker died who would know."""
        was_tried = self.attempts > 0 and self.status in (DeliveryStatus.QUEUED, DeliveryStatus.DROPPED)
        return was_tried or self.status in WENT_OUT


def is_due(delivery: Delivery, now: datetime) -> bool:
    """True when it is to be tried now."""
    return delivery.due_at is not None and delivery.due_at <= now


def claimed(delivery: Delivery, now: datetime, follows: bool = False) -> Delivery:
    """The delivery in the hands of one worker, for the length of a lease."""
    assert is_due(delivery, now), delivery
    return _next(delivery, due_at=now + LEASE, attempts=delivery.attempts + 1, follows=follows)


def postponed(delivery: Delivery, now: datetime, at_least: timedelta = timedelta(0)) -> Delivery:
    """The delivery to be tried again after a pause that grows, or as long as the destination asks for."""
    pause = timedelta(minutes=_PAUSES_MINUTES[min(delivery.attempts, len(_PAUSES_MINUTES)) - 1])
    return _next(delivery, due_at=now + max(pause, at_least))


def behind(sequel: Delivery, others: Iterable[Delivery], now: datetime) -> Delivery | None:
    """The sequel put off until what it is about has arrived, or has not; None where it need not wait."""
    under_way = [
        each.due_at
        for each in others
        if not each.is_sequel
        and (each.destination, each.turn) == (sequel.destination, sequel.turn)
        and each.attempts > 0
        and each.due_at is not None
    ]
    return _next(sequel, due_at=max(*under_way, now + timedelta(minutes=1))) if under_way else None


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


def opened(delivery: Delivery, link: Link, now: datetime) -> Delivery | None:
    """The notice with this link in it, now that its person has seen the page behind that; None of any other,
    and of one that was opened before.
    """
    if delivery.status is not DeliveryStatus.SENT or delivery.person_id != link.person_id:
        return None
    assert delivery.at is not None, delivery
    # A link is made, to the second, when its notice is tried.
    if not delivery.queued_at.replace(microsecond=0) <= link.made_at <= delivery.at:
        return None
    return _next(delivery, status=DeliveryStatus.OPENED, opened_at=now)


def acknowledged(all_of_it: Iterable[Delivery], person_id: str, now: datetime) -> tuple[Delivery, ...]:
    """The newest notices to this person, which they have answered by doing something about the mention."""
    waiting = [
        each
        for each in all_of_it
        if each.status in (DeliveryStatus.SENT, DeliveryStatus.OPENED) and each.person_id == person_id
    ]
    return tuple(
        _next(each, status=DeliveryStatus.ACKNOWLEDGED, acknowledged_at=now)
        for each in waiting[-_MOST_ACKNOWLEDGED:]
    )


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
