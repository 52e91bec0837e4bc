"""The coverage ledger on the terminal: in words for people, in full for programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from chalicelib import wiring
from chalicelib.domain.cadence import spoken
from chalicelib.domain.coverage import Allowance, Coverage, CoverageFilter

_LAST = ("Last success", "Last new", "Usual gap", "Next try", "Budget left", "Notes")
FOR_PEOPLE = ("Id", "Kind", "Where", "Watch", "State", *_LAST)
FOR_PROGRAMS = ("Id", "Kind", "Host", "Title", "Watch", "State", "Failure", "Detail", *_LAST)
_LINES_A_READ = 100


def all_lines(now: datetime) -> list[Coverage]:
    """The whole ledger, in the order of hosts."""
    return sorted(_lines(now), key=lambda line: (line.host, line.kind, line.source_id))


def _lines(now: datetime) -> Iterator[Coverage]:
    cursor: str | None = None
    while True:
        page = wiring.cover()(CoverageFilter(), cursor, _LINES_A_READ, now)
        yield from page.lines
        cursor = page.cursor
        if cursor is None:
            return


def told(line: Coverage, now: datetime) -> tuple[str | None, ...]:
    """The line as people read it."""
    return (
        line.source_id,
        line.kind,
        _where(line),
        line.watch_id or "all",
        _state(line, now),
        _ago(line.last_success_at, now) or "never",
        _ago(line.last_new_at, now) or "nothing yet",
        spoken(line.cadence.usual) if line.cadence else "not known yet",
        _until(line.next_try_at, now),
        _left(line.budget, now) if line.budget else None,
        "; ".join(line.notes),
    )


def written(line: Coverage) -> tuple[object, ...]:
    """The line as programs read it: times in ISO 8601, the gap in minutes, null for what there is not."""
    return (
        line.source_id,
        line.kind,
        line.host,
        line.title,
        line.watch_id,
        line.state,
        line.failure.kind if line.failure else None,
        line.failure.detail if line.failure else None,
        _iso(line.last_success_at),
        _iso(line.last_new_at),
        line.cadence.usual if line.cadence else None,
        _iso(line.next_try_at),
        line.budget.left if line.budget else None,
        line.notes,
    )


def _where(line: Coverage) -> str:
    return f"{line.title} ({line.host})" if line.title else line.host


def _state(line: Coverage, now: datetime) -> str:
    if line.failure is None or line.since is None:
        return str(line.state)
    return f"{line.state}: {line.failure.kind}: {line.failure.detail}, first {_ago(line.since, now)}"


def _left(budget: Allowance, now: datetime) -> str:
    left = f"{budget.left:,} of {budget.most:,} {budget.unit}"
    return f"{left}, new {_until(budget.ends_at, now)}"


def _ago(at: datetime | None, now: datetime) -> str | None:
    if at is None:
        return None
    minutes = (now - at) // timedelta(minutes=1)
    return "just now" if minutes < 1 else f"{spoken(minutes)} ago"


def _until(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "not asked now"
    minutes = (at - now) // timedelta(minutes=1)
    return "within a minute" if minutes < 1 else f"in {spoken(minutes)}"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
