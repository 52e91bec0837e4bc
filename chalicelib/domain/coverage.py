"""The coverage ledger: for each source and watch, how well we hear it, and when the operator must know.

A poll that finds nothing is not written down, so what the ledger says of it is derived: from the wheel, the
last minute that was planned, and the source's last news and trouble.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from . import polling
from .cadence import Cadence
from .hosts import Host
from .manners import Budget
from .sources import WAITS, Alarm, Failure, FailureKind, Source, SourceStatus, Trouble
from .subscriptions import SubscriptionState

# What passes by itself mostly does so within the hour.
_LEAST_FAILURES = 3
_LEAST_TIME = timedelta(hours=1)
# What does not: how many of them are beyond doubt.
_BEYOND_DOUBT = {
    FailureKind.GONE: 1,
    FailureKind.NOT_CONFIGURED: 1,
    FailureKind.FORBIDDEN: 2,
    FailureKind.BOT_WALL: 2,
}


class State(StrEnum):
    """How well we hear a source now."""

    WELL = "well"
    QUIET = "quiet"  # it can be read, but has been silent for longer than its own cadence explains
    FAILING = "failing"  # it cannot be read, and that has lasted or will not pass by itself
    WAITING = "waiting"  # nothing is certain: never read yet, to be tried again, or its budget is spent
    PAUSED = "paused"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Spent:
    """What an account spent of its budget in its newest period: so many units, of at most so many."""

    period: str
    units: int
    most: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a budget until it `ends_at`. All sources of a kind spend from the same one."""

    left: int
    most: int
    unit: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """One line of the ledger. `title` and `notes` are what the source says: untrusted, and perhaps long.

    `watch_id` is what it is searched for; None where everything there is heard for every watch. `interval`
    is minutes. `failure` is the last one of the trouble it is in, since `since`.
    """

    source_id: str
    kind: str
    host: str
    title: str | None
    watch_id: str | None
    state: State
    last_success_at: datetime | None
    last_new_at: datetime | None
    cadence: Cadence | None
    interval: int
    failure: Failure | None
    since: datetime | None
    next_try_at: datetime | None
    budget: Allowance | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageFilter:
    """Which lines are wanted; None takes any. A watch is heard where it is searched for and in all feeds."""

    watch_id: str | None = None
    state: State | None = None

    def takes(self, coverage: Coverage) -> bool:
        """True when this line is wanted."""
        is_heard = self.watch_id is None or coverage.watch_id in (None, self.watch_id)
        return is_heard and self.state in (None, coverage.state)


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """Some lines of the ledger; `cursor` leads on, and is None at the end."""

    lines: tuple[Coverage, ...]
    cursor: str | None


def coverage_of(
    source: Source, host: Host, planned: int | None, budget: Allowance | None, now: datetime
) -> Coverage:
    """The source's line. `host` is as it is remembered, `planned` the last minute that was planned."""
    return Coverage(
        source_id=source.id,
        kind=source.kind,
        host=source.host,
        title=source.title,
        watch_id=source.watch_id,
        state=state_of(source, now),
        last_success_at=last_success_at(source, host, planned),
        last_new_at=source.last_new_at,
        cadence=source.cadence,
        interval=source.interval,
        failure=source.trouble.failure if source.trouble else None,
        since=source.trouble.since if source.trouble else None,
        next_try_at=next_try_at(source, host, planned, budget, now),
        budget=budget,
        notes=(*source.notes, *_said_of_hub(source)),
    )


def _said_of_hub(source: Source) -> Iterator[str]:
    """What has become of its hub, once anything has."""
    if source.subscription is None:
        return
    match source.subscription.state:
        case SubscriptionState.VERIFIED:
            yield "its hub pushes what is new"
        case SubscriptionState.DENIED:
            yield f"its hub refused us: {source.subscription.reason or 'it did not say why'}"
        case SubscriptionState.DEAD:
            yield "its hub missed what a poll found; it is polled as if it had none"
        case _:
            yield "its hub was asked to push, and has not answered yet"


def state_of(source: Source, now: datetime) -> State:
    """How well we hear it."""
    if source.status is SourceStatus.PAUSED:
        return State.PAUSED
    if source.status is SourceStatus.GONE:
        return State.GONE
    if source.trouble:
        return State.FAILING if _lasts(source.trouble, now) else State.WAITING
    if source.first_read_at is None:
        return State.WAITING
    return State.QUIET if _is_quiet(source, now) else State.WELL


def _lasts(trouble: Trouble, now: datetime) -> bool:
    """Whether trouble has lasted, or will: waiting is none, however long it takes."""
    kind = trouble.failure.kind
    if kind in WAITS:
        return False
    if trouble.count >= _BEYOND_DOUBT.get(kind, trouble.count + 1):
        return True
    return trouble.count >= _LEAST_FAILURES and now - trouble.since >= _LEAST_TIME


def _is_quiet(source: Source, now: datetime) -> bool:
    """Silent for longer than its own cadence explains; without one, nothing in particular is expected."""
    if source.cadence is None or source.last_new_at is None:
        return False
    return now - source.last_new_at > source.cadence.patience


def alarm_due(source: Source, now: datetime) -> Alarm | None:
    """What the operator should know of the source by now; where it differs from `source.alarm`, tell.

    As long as nothing is certain, what was told stands. Another failure while it fails is nothing new.
    """
    match state_of(source, now):
        case State.FAILING | State.GONE:
            return Alarm.FAILING
        case State.QUIET:
            return Alarm.QUIET
        case State.WELL:
            return None
        case _:
            return source.alarm


def last_success_at(source: Source, host: Host, planned: int | None) -> datetime | None:
    """When it was last read, new things or not: derived, since it is not stored; None before the first time.

    Of a source that is well that is its last minute on the wheel that was planned; the fetch itself may have
    taken a while, or still be under way. Of one in trouble it is its minute before the trouble began, on the
    safe side. Where nothing can be derived it is the last that is known for certain.
    """
    if source.first_read_at is None:
        return None
    known = max(source.first_read_at, source.last_new_at or source.first_read_at)
    pace = replace(source, trouble=None).interval
    slot = polling.slot_for(source.id, pace)
    if source.trouble:
        minute = polling.last_due(slot, polling.minute_of(source.trouble.since)) - pace
    elif planned is None or source.slot is None or not host.is_open(polling.minute_at(planned)):
        return known
    else:
        minute = polling.last_due(slot, planned)
    return max(known, polling.minute_at(minute))


def next_try_at(
    source: Source, host: Host, planned: int | None, budget: Allowance | None, now: datetime
) -> datetime | None:
    """The minute of the wheel at which it is asked again; None when it is not to be asked.

    Its host may have asked for patience until later, and a budget that is spent must begin anew.
    """
    if source.slot is None:
        return None
    minute = polling.minute_of(now)
    if planned is not None:
        minute = max(minute, planned + 1)
    is_spent = source.trouble and source.trouble.failure.kind is FailureKind.OUT_OF_BUDGET
    waits = [host.resume_at, budget.ends_at if budget and is_spent else None]
    for until in filter(None, waits):
        minute = max(minute, polling.minute_of(until + timedelta(minutes=1, microseconds=-1)))
    return polling.minute_at(polling.next_due(source.slot, minute))


def allowance(budget: Budget, spent: Spent | None, now: datetime) -> Allowance:
    """What is left of a budget. `spent` may be of a period that is over, its `most` the owner's own."""
    most = spent.most if spent else budget.most
    units = spent.units if spent and spent.period == budget.period(now) else 0
    return Allowance(max(most - units, 0), most, budget.unit, budget.ends_at(now))
