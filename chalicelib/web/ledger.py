"""The coverage ledger as it is shown: how well each source is heard."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from ..domain import coverage
from ..domain.coverage import State
from ..domain.sources import FailureKind


class Failure(msgspec.Struct):
    """Why a source could not be read."""

    kind: FailureKind
    detail: str


class Allowance(msgspec.Struct):
    """What is left of a budget."""

    left: int
    most: int
    unit: str
    ends_at: datetime


class Coverage(msgspec.Struct, kw_only=True):
    """How well a source is heard."""

    source_id: str
    kind: str
    host: str
    title: str | None
    watch_id: str | None
    state: State
    last_success_at: datetime | None
    last_new_at: datetime | None
    usual_gap_minutes: int | None
    quiet_after_minutes: int | None
    interval_minutes: int
    failure: Failure | None
    failing_since: datetime | None
    next_try_at: datetime | None
    budget: Allowance | None
    notes: list[str]


class CoveragePage(msgspec.Struct):
    """Lines of the ledger; a page may be short, or empty, though more follow."""

    coverage: list[Coverage]
    next: str | None


def coverage_json(line: coverage.Coverage) -> Coverage:
    """A line of the ledger. Never the source's address, which may hold a token: its host says enough."""
    cadence, failure = line.cadence, line.failure
    return Coverage(
        source_id=line.source_id,
        kind=line.kind,
        host=line.host,
        title=line.title,
        watch_id=line.watch_id,
        state=line.state,
        last_success_at=line.last_success_at,
        last_new_at=line.last_new_at,
        usual_gap_minutes=cadence.usual if cadence else None,
        quiet_after_minutes=cadence.patience // timedelta(minutes=1) if cadence else None,
        interval_minutes=line.interval,
        failure=Failure(failure.kind, failure.detail) if failure else None,
        failing_since=line.since,
        next_try_at=line.next_try_at,
        budget=_allowance(line.budget) if line.budget else None,
        notes=list(line.notes),
    )


def _allowance(budget: coverage.Allowance) -> Allowance:
    return Allowance(budget.left, budget.most, budget.unit, budget.ends_at)
