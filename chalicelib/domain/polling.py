"""When is a source fetched next? A wheel of minutes, and an interval that follows the source's own pace.

A source with interval *i* sits in slot `i#phase`, its phase drawn from its id, so that load spreads.
Minute *t* is due for every slot with `t mod i == phase`: the planner asks an index for exactly those.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from .pushes import Push

# The wheel's intervals, in minutes. Few enough to ask for each of them every minute.
LADDER = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440, 2880, 10080)

# Repeated failures: after the first few, every four hours. Asking a dead host costs next to nothing, and a
# complaint that is found days late wakes nobody.
_BACKOFF_MINUTES = (5, 15, 60, 240)


@dataclass(frozen=True, slots=True)
class DueSource:
    """What the polling wheel's index knows: enough to queue a fetch without reading the source."""

    id: str
    host: str


@dataclass(frozen=True, slots=True)
class FetchOrder:
    """The sources of one host to fetch, in this order, because minute `minute` made them due.

    `mention_ids` are mentions to look at again, at addresses of that host. With `push`, what its one source
    has to say is here already.
    """

    host: str
    source_ids: tuple[str, ...]
    minute: int
    mention_ids: tuple[str, ...] = ()
    push: Push | None = None


def minute_of(at: datetime) -> int:
    """Whole minutes since the epoch."""
    return int(at.timestamp() // 60)


def minute_at(minute: int) -> datetime:
    """The instant a minute begins; the inverse of `minute_of`."""
    return datetime.fromtimestamp(minute * 60, tz=UTC)


def slot_for(source_id: str, interval: int) -> str:
    """The slot of the wheel this source sits in. No minute asks for an interval that is not on the ladder."""
    assert interval in LADDER, interval
    digest = hashlib.blake2b(source_id.encode(), digest_size=8).digest()
    return f"{interval}#{int.from_bytes(digest, 'big') % interval}"


def last_due(slot: str, minute: int) -> int:
    """The last minute, this one at the latest, at which the slot is due."""
    interval, phase = map(int, slot.split("#"))
    return minute - (minute - phase) % interval


def next_due(slot: str, minute: int) -> int:
    """The first minute, this one at the earliest, at which the slot is due."""
    interval, phase = map(int, slot.split("#"))
    return minute + (phase - minute) % interval


def due_slots(minutes: Iterable[int]) -> tuple[str, ...]:
    """The slots due in any of these minutes, each once."""
    return tuple(dict.fromkeys(f"{i}#{minute % i}" for minute in minutes for i in LADDER))


def minutes_to_plan(planned: int | None, now: datetime) -> range:
    """The minutes since the last plan, at most a day: what was slept through is caught up, once."""
    current = minute_of(now)
    first = current if planned is None else max(planned + 1, current - 1440 + 1)
    return range(first, current + 1)


def interval_for(published: Sequence[datetime], now: datetime, least: int, most: int) -> int:
    """Minutes between fetches for a source that published at these times: half its usual gap, within bounds.

    A source silent for longer than its usual gap is asked less often, again half the silence. Without two
    dates there is nothing to go by, and the middle of the bounds is used.
    """
    times = sorted(t for t in published if t <= now)[-10:]
    if len(times) < 2:
        return snapped((least * most) ** 0.5, least, most)
    gaps = [(b - a) / timedelta(minutes=1) for a, b in pairwise(times)]
    silence = (now - times[-1]) / timedelta(minutes=1)
    return snapped(max(sorted(gaps)[len(gaps) // 2], silence / 4) / 2, least, most)


def snapped(minutes: float, least: int, most: int) -> int:
    """The largest rung of the ladder not above `minutes`, kept within the bounds where a rung lies there."""
    within = [rung for rung in LADDER if least <= rung <= most]
    if not within:
        return max((rung for rung in LADDER if rung <= most), default=LADDER[0])
    return max((rung for rung in within if rung <= minutes), default=within[0])


def backoff(failures: int) -> timedelta:
    """How long to leave a source alone after so many failures in a row. `failures` counts from 1."""
    return timedelta(minutes=_BACKOFF_MINUTES[min(failures, len(_BACKOFF_MINUTES)) - 1])


def backoff_interval(failures: int, usual: int) -> int:
    """The rung of the ladder a failing source sits on: never more often than usual."""
    if failures == 0:
        return usual
    wanted = backoff(failures) / timedelta(minutes=1)
    return max(usual, snapped(wanted, LADDER[0], LADDER[-1]))
