"""Plan: which sources are due this minute? Asks the polling wheel's index and queues fetches, host by host.

    minutes since the last plan ─▶ slots ─▶ due sources ─▶ orders, one a host ─▶ fetch queue ─▶ mark planned

The mark is set last: a plan that dies is made again, and the queue drops the orders it has already. Two plans
at once do no harm either.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from ..domain.polling import DueSource, FetchOrder, due_slots, minute_of, minutes_to_plan
from .ports import FetchQueue, SourceStore

log = logging.getLogger(__name__)

# One order must be done well within the fetch function's time, its sources being fetched one by one.
_SOURCES_AN_ORDER = 10


class Plan:
    """Queues what is due."""

    def __init__(self, sources: SourceStore, queue: FetchQueue) -> None:
        self._sources = sources
        self._queue = queue

    def __call__(self, now: datetime) -> int:
        """Queue every source that came due since the last plan; says how many."""
        minutes = minutes_to_plan(self._sources.planned(), now)
        due = self._sources.due(due_slots(minutes))
        self._queue.send(orders_for(due, minute_of(now)))
        if minutes:
            self._sources.mark_planned(minutes[-1])
        log.info("planned", extra={"minutes": len(minutes), "sources": len(due)})
        return len(due)


def orders_for(due: Iterable[DueSource], minute: int) -> tuple[FetchOrder, ...]:
    """The orders that fetch these sources: each host's in its own, short enough to be done in time."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for source in due:
        hosts[source.host].append(source.id)
    return tuple(order for host, ids in hosts.items() for order in _orders(host, sorted(set(ids)), minute))


def _orders(host: str, ids: list[str], minute: int) -> Iterator[FetchOrder]:
    # Another one is first each minute: where a host is too slow for all, it is not always the same that wait.
    turn = minute % len(ids)
    ids = ids[turn:] + ids[:turn]
    for start in range(0, len(ids), _SOURCES_AN_ORDER):
        yield FetchOrder(host, tuple(ids[start : start + _SOURCES_AN_ORDER]), minute)
