"""Earshot itself: what its fetch function does with a scan's orders, with memory in the place of AWS.

    orders, ten at a time ─▶ five workers: Fetch with the real reader, guard, matcher and judge ─▶ memory

A worker is what one instance of the function is: it has connections of its own. Its lines of log are written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from chalicelib import __version__, garbage, logs
from chalicelib.domain.entries import Entry
from chalicelib.domain.mentions import Mention
from chalicelib.domain.polling import DueSource, FetchOrder, minute_of
from chalicelib.domain.sources import Source, source_id
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.judging.languages import language_of
from chalicelib.judging.trained import TrainedJudge
from chalicelib.network.guard import AddressGuard
from chalicelib.services.fetch import Fetch
from chalicelib.services.hear import Hear, Occasion
from chalicelib.services.plan import orders_for
from chalicelib.services.recheck import Visit
from chalicelib.services.subscribe import Subscribe
from chalicelib.services.take_push import TakePush
from chalicelib.services.warn import Warn
from chalicelib.services.withdraw import Withdraw
from chalicelib.sources.fetching import Fetcher
from chalicelib.sources.reader import SourceReader
from ops.errors import ServiceFailed
from tests import fakes
from tests.sources.kinds.services import Purse, Ring

from ..documents import WATCHED
from .measuring import Scanner, serve

_WORKERS = 5
_ORDERS_AT_ONCE = 10  # as many messages as one call of the function is given
_ESCALATE_WITHIN = timedelta(hours=48)
_WATCHES = tuple(Watch(name.lower(), name, WatchKind.OWN, (name,)) for name in WATCHED)


class Earshot(Scanner):
    """Five workers and what they keep."""

    def __init__(self) -> None:
        garbage.spare_start()  # as app.py does
        self._loop = asyncio.Runner()
        self._sources = fakes.FakeSourceStore()
        self._workers: list[Worker] = []

    @property
    def version(self) -> str:
        """See `Scanner`."""
        return f"Earshot {__version__}"

    def begin(self, urls: Sequence[str], folder: Path) -> None:
        """See `Scanner`. Nothing is kept in the folder."""
        logs.configure()
        for worker in self._workers:
            self._loop.run(worker.close())
        self._sources = fakes.FakeSourceStore(*map(source_at, urls))
        mentions = fakes.FakeMentionStore()
        self._workers = [Worker(self._sources, mentions) for _ in range(_WORKERS)]

    def scan(self) -> None:
        """See `Scanner`."""
        self._loop.run(scan(self._workers, self._sources.all()))

    def found(self) -> Mapping[str, int]:
        """See `Scanner`: what was heard in all scans so far, and which of that was about the watched."""
        heard = sum(worker.hear.entries for worker in self._workers)
        return {"entries": heard, "mentions": sum(worker.hear.mentions for worker in self._workers)}


class Worker:
    """What one instance of the fetch function has."""

    def __init__(self, sources: fakes.FakeSourceStore, mentions: fakes.FakeMentionStore) -> None:
        fetcher = Fetcher(guard=AddressGuard(allow_private=True), contact="")
        self._reader = SourceReader(fetcher, Ring(), Purse())
        self.hear = _CountingHear(
            fakes.FakeWatchStore(*_WATCHES),
            mentions,
            fakes.FakeNegativesQueue(),
            TrainedJudge(),
            _ESCALATE_WITHIN,
            language_of,
        )
        keys = fakes.FakePushKeys()
        self.fetch = Fetch(
            sources,
            self._reader,
            self.hear,
            Visit(mentions, fetcher, Withdraw(mentions)),
            Warn(sources, fakes.FakeOperator()),
            Subscribe(sources, fakes.FakeHubs(), keys, ""),
            TakePush(sources, self._reader, self.hear, keys),
        )

    async def work(self, orders: Iterator[FetchOrder]) -> None:
        """Take orders, ten at a time, until there are none left."""
        while batch := tuple(islice(orders, _ORDERS_AT_ONCE)):
            if await self.fetch(batch, datetime.now(UTC)):
                raise ServiceFailed("Earshot gave orders back: its own parts failed")

    async def close(self) -> None:
        """Let go of the connections."""
        await self._reader.close()


class _CountingHear(Hear):
    """Counts what it is given, and what of that is about the watched."""

    entries = mentions = 0

    def __call__(self, entries: Iterable[Entry], occasion: Occasion) -> tuple[Mention, ...]:
        given = tuple(entries)
        heard = super().__call__(given, occasion)
        self.entries += len(given)
        self.mentions += len(heard)
        return heard


def source_at(url: str) -> Source:
    """A feed that was never read."""
    return Source(source_id("feed", url), "feed", url, added_at=datetime.now(UTC))


async def scan(workers: Sequence[Worker], sources: Sequence[Source]) -> None:
    """Let the workers fetch these sources, side by side."""
    due = [DueSource(source.id, source.host) for source in sources]
    orders = iter(orders_for(due, minute_of(datetime.now(UTC))))
    async with asyncio.TaskGroup() as group:
        for worker in workers:
            group.create_task(worker.work(orders))


if __name__ == "__main__":
    serve(Earshot())
