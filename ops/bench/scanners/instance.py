"""One instance of Earshot's fetch function: what it does with its orders, with memory in the place of AWS.

    orders, ten at a time ─▶ Fetch with the real reader, guard, matcher and judge ─▶ memory

It has connections of its own, and writes its lines of log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from chalicelib import garbage, logs
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
from ..questions import answer_all
from .measuring import cpu_s, memory_mb

_ORDERS_AT_ONCE = 10  # as many messages as one call of the function is given
_ESCALATE_WITHIN = timedelta(hours=48)
_WATCHES = tuple(Watch(name.lower(), name, WatchKind.OWN, (name,)) for name in WATCHED)


class Instance:
    """Fetches a share of the feeds: a worker and what it keeps."""

    def __init__(self) -> None:
        garbage.spare_start()  # as app.py does
        self._loop = asyncio.Runner()
        self._sources = fakes.FakeSourceStore()
        self._worker = Worker(self._sources, fakes.FakeMentionStore())

    def answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Take on these `urls`, knowing nothing of them; or scan them, and say what it took and found."""
        if "urls" in question:
            self._begin(question["urls"])
            return {}
        before = cpu_s()
        self._loop.run(scan(self._worker, self._sources.all()))
        heard = self._worker.hear
        found = {"entries": heard.entries, "mentions": heard.mentions}
        return {"cpu_s": cpu_s() - before, "memory_mb": memory_mb(), **found}

    def _begin(self, urls: Sequence[str]) -> None:
        logs.configure()
        self._loop.run(self._worker.close())
        # What an instance loads with its first mention is counted among the cold starts.
        text = f"The {WATCHED[0]} lamp broke."
        TrainedJudge().judge(text, WATCHED[:1], language_of(text) or "")
        self._sources = fakes.FakeSourceStore(*map(source_at, urls))
        self._worker = Worker(self._sources, fakes.FakeMentionStore())


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


async def scan(worker: Worker, sources: Sequence[Source]) -> None:
    """Let the worker fetch these sources."""
    due = [DueSource(source.id, source.host) for source in sources]
    await worker.work(iter(orders_for(due, minute_of(datetime.now(UTC)))))


if __name__ == "__main__":
    answer_all(Instance().answer)
