"""Fetch: reads sources, hears what is new in them, and only then moves each source's cursor.

    orders ─▶ load ─▶ hosts together, a host's sources one after the other:
                         read ─▶ what was not seen before ─▶ hear (store, push) ─▶ save the source
                         then subscribe, if a hub is named; what a hub pushed is taken, and nobody asked
                      and then the mentions to look at again: visit
         ─▶ sources that now fail, are quiet, or are well again: warn the operator

Whatever dies in between is done again. A source that fails is recorded and holds nobody up; an order that
fails on our side is given back to the queue, with the later ones of its host.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ..domain import hosts, sources
from ..domain.hosts import Host
from ..domain.identities import SharedAddresses
from ..domain.polling import FetchOrder
from ..domain.pushes import Push
from ..domain.sources import Document, Failure, FailureKind, Source
from ..errors import EarshotError, SourceRefused, SourceUnavailable, TemporaryError
from .hear import Hear, Occasion
from .ports import Reader, SourceStore
from .recheck import Visit
from .subscribe import Subscribe
from .take_push import TakePush
from .warn import Warn

log = logging.getLogger(__name__)

# No source of a host is begun later than this after the first: together with the longest a single read may
# take, it stays well within the function's time. The wheel brings the others again.
LANE_S = 45.0
_HOST_IS_DOWN = frozenset({FailureKind.UNREACHABLE, FailureKind.TIMED_OUT})


class Fetch:
    """Carries out fetch orders."""

    _one_at_a_time: asyncio.Lock  # a run's own: it belongs to that run's event loop
    _nothing_new: int  # of how many of a run's sources

    def __init__(
        self,
        sources: SourceStore,
        reader: Reader,
        hear: Hear,
        visit: Visit,
        warn: Warn,
        subscribe: Subscribe,
        take_push: TakePush,
    ) -> None:
        self._sources = sources
        self._reader = reader
        self._hear = hear
        self._visit = visit
        self._warn = warn
        self._subscribe = subscribe
        self._take_push = take_push

    async def __call__(self, orders: Sequence[FetchOrder], now: datetime) -> frozenset[FetchOrder]:
        """Carry out all orders; says which failed and must be done again."""
        self._one_at_a_time = asyncio.Lock()
        self._nothing_new = 0
        self._hear.listen()
        self._visit.begin()
        self._warn.begin()
        ids = [source_id for order in orders for source_id in order.source_ids]
        found, known = self._sources.load_to_fetch(ids, {order.host for order in orders})
        lanes: dict[str, list[FetchOrder]] = {}
        for order in orders:
            lanes.setdefault(order.host, []).append(order)
        failed = await asyncio.gather(
            *(self._lane(lane, known.get(host, Host(host)), found, now) for host, lane in lanes.items())
        )
        self._warn()
        # Sources with nothing new are most: a line for each would cost as much as asking the queue for them.
        log.info("orders carried out", extra={"orders": len(orders), "nothing_new": self._nothing_new})
        return frozenset(order for lane in failed for order in lane)

    async def _lane(
        self, orders: Sequence[FetchOrder], host: Host, found: Mapping[str, Source], now: datetime
    ) -> Sequence[FetchOrder]:
        """One host's orders in their order. Answers with the one that failed and all after it."""
        until = asyncio.get_running_loop().time() + LANE_S
        done: set[str] = set()
        for position, order in enumerate(orders):
            for source_id in order.source_ids:
                source = found.get(source_id)
                late = asyncio.get_running_loop().time() > until
                # What was pushed is here already: nobody is asked for it.
                skip = order.push is None and (late or source_id in done or not host.is_open(now))
                if source is None or source.slot is None or skip:
                    log.info("source skipped", extra={"source": source_id, "late": late})
                    continue
                if order.push is None:
                    done.add(source_id)
                try:
                    host = await self._fetch(source, order.push, host, now)
                except EarshotError:
                    log.exception("fetch order failed", extra={"source": source_id, "host": order.host})
                    return orders[position:]
            try:
                host = await self._look_again(order.mention_ids, host, until, now)
            except EarshotError:
                log.exception("looking again failed", extra={"host": order.host})
                return orders[position:]
        return ()

    async def _look_again(self, mention_ids: Sequence[str], host: Host, until: float, now: datetime) -> Host:
        """Look at these mentions; answers with their host as it stands then. Raises what fails on our side.

        What there is no time for, or what the host wants no asking for, waits until the mention is older.
        """
        for mention_id in mention_ids:
            if asyncio.get_running_loop().time() > until or not host.is_open(now):
                log.info("mention not looked at", extra={"mention": mention_id})
                continue
            answer = await self._visit(mention_id, now)
            if answer and answer.failure:
                host = self._in_trouble(host, answer.failure, now)
            elif answer:
                host = self._kept(host, hosts.after_success(host, now))
        return host

    async def _fetch(self, source: Source, push: Push | None, host: Host, now: datetime) -> Host:
        """Fetch one source, unless what was pushed says enough; answers with its host as it stands then.

        Raises what fails for now on our side. A document that trips our reader or our stores must not take
        its neighbours down.
        """
        try:
            if push is not None and (await self._taken(source, push, now) or not host.is_open(now)):
                return host
            document = await self._reader.read(source, self._hear.watch(source.watch_id))
            async with self._one_at_a_time:
                if document.unchanged and sources.after_reading(source, document, now) == source:
                    stored = self._take_in(source, document, now)  # most polls, and nothing is written
                else:
                    # In a thread, so that our writing makes nobody else's answer late.
                    stored = await asyncio.to_thread(self._take_in, source, document, now)
            if document.broke_off:
                return self._failed(source, host, document.broke_off, now)
        except (SourceUnavailable, SourceRefused) as error:
            return self._failed(source, host, error.failure, now)
        except TemporaryError:
            raise
        except Exception:
            log.exception("source not readable", extra={"source": source.id})
            failure = Failure(FailureKind.UNREADABLE, "reading it failed in an unexpected way; see the log")
            return self._failed(source, host, failure, now)
        if stored is not None:
            await self._subscribe(stored, now)
        return self._kept(host, hosts.after_success(host, now, document.rest))

    async def _taken(self, source: Source, push: Push, now: datetime) -> bool:
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._take_push, source, push, now)

    def _take_in(self, source: Source, document: Document, now: datetime) -> Source | None:
        """Hear what is new. Answers with the source as it is stored now; None where another saves it."""
        fresh = list(filter(source.seen.is_news, document.entries))
        shared = SharedAddresses(document.entries)
        about = source.watch_id if document.speaks_of_watch else None
        is_first = source.first_read_at is None
        occasion = Occasion(source.id, now, is_first, shared, about, kind=source.kind)
        mentions = self._hear(fresh, occasion)
        if fresh or is_first:
            counts = {"entries": len(document.entries), "new": len(fresh), "mentions": len(mentions)}
            log.info("source fetched", extra={"source": source.id, **counts})
        else:
            self._nothing_new += 1
        if document.broke_off:
            return None
        return self._save(source, sources.after_reading(source, document, now), now)

    def _failed(self, source: Source, host: Host, failure: Failure, now: datetime) -> Host:
        self._save(source, sources.after_failure(source, failure, now), now)
        log.warning("source failed", extra={"source": source.id, "failure": str(failure.kind)})
        return self._in_trouble(host, failure, now)

    def _in_trouble(self, host: Host, failure: Failure, now: datetime) -> Host:
        after = self._kept(host, hosts.after_failure(host, failure, now))
        return hosts.resting(after, now) if failure.kind in _HOST_IS_DOWN else after

    def _kept(self, before: Host, after: Host) -> Host:
        if after != before:
            self._sources.save_host(after)
        return after

    def _save(self, before: Source, after: Source, now: datetime) -> Source | None:
        """Write what changed, if anything did; answers with the source as it is stored then. Losing means
        that another worker has been here: fine.
        """
        if self._warn.holds(before, after, now):
            return None
        if after == before:
            return before
        if self._sources.save(after):
            return replace(after, version=after.version + 1)
        log.info("source was saved by another worker", extra={"source": before.id})
        return None
