"""Reads any source: its kind asks through the polite fetcher, with its key and within its budget."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from datetime import UTC, datetime

from ..domain.sources import Document, Failure, FailureKind, Source
from ..domain.watches import Watch
from ..errors import SourceRefused
from . import kinds
from .asking import Asking, Budgets, Keys
from .fetching import Fetcher
from .manners import Kind


class SourceReader:
    """The `Reader` port: what is at a source now, and what to remember for asking again."""

    def __init__(
        self,
        fetcher: Fetcher,
        keys: Keys,
        budgets: Budgets,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._fetcher = fetcher
        self._keys = keys
        self._budgets = budgets
        self._now = now
        self._pace = _Pace()
        self._memory: dict[str, MutableMapping[str, str]] = {}

    async def read(self, source: Source, watch: Watch | None) -> Document:
        """Raises SourceUnavailable or SourceRefused. What else a parser raises is a defect, and passes."""
        module = kinds.listening(source.kind)
        key = await self._key(source, module.KIND)
        asking = Asking(
            kind=module.KIND,
            source=source,
            watch=watch,
            address=await self._address(source, module.KIND),
            key=key,
            memory=self._memory.setdefault(source.kind, {}),
            now=self._now(),
            read=module.read,
            get=self._fetcher.get,
            keys=self._keys,
            budgets=self._budgets,
            pace=self._pace,
        )
        document = await module.listen(asking)
        return replace(document, speaks_of_watch=module.KIND.speaks_of_watch)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._fetcher.close()

    async def _key(self, source: Source, kind: Kind) -> dict[str, str]:
        if not kind.key and not kind.may_have:
            return {}
        key = dict(await asyncio.to_thread(self._keys.get, source.kind))
        if missing := [name for name in kind.key if not key.get(name)]:
            detail = f"needs a key, of which {', '.join(missing)} is missing: earshot keys set {source.kind}"
            raise SourceRefused(Failure(FailureKind.NOT_CONFIGURED, detail))
        return key

    async def _address(self, source: Source, kind: Kind) -> str:
        """The source's address; where that is a secret, it lies with the keys."""
        if not kind.has_secret_address:
            return source.url
        kept = await asyncio.to_thread(self._keys.get, f"source:{source.id}")
        if not kept.get("address"):
            detail = "its secret address is not among the keys any more; remove this source and add it again"
            raise SourceRefused(Failure(FailureKind.NOT_CONFIGURED, detail))
        return kept["address"]


class _Pace:
    """Remembers, for this worker, when each host was asked last."""

    def __init__(self) -> None:
        self._free_at: dict[str, float] = {}

    async def wait(self, host: str, gap_s: float) -> None:
        if gap_s <= 0:
            return
        clock = asyncio.get_running_loop().time
        wait = self._free_at.get(host, 0.0) - clock()
        self._free_at[host] = max(clock(), self._free_at.get(host, 0.0)) + gap_s
        if wait > 0:
            await asyncio.sleep(wait)
