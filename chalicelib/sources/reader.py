"""Reads any source: its kind asks through the polite fetcher, with its key and within its budget."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ..domain.addresses import site_of
from ..domain.manners import Kind
from ..domain.pushes import Push
from ..domain.sources import Document, Failure, FailureKind, Source
from ..domain.watches import Watch
from ..errors import SourceRefused, SourceUnavailable
from . import kinds
from .asking import Asking, Budgets, Keys, Pace
from .fetching import Fetcher

# In the middle of a fetch; for longer ones the host is left alone, and another goes on.
_LONGEST_WAIT_S = 15.0

# With the time that a host's other sources may take before it, and the longest that the last page may take
# after it, waited for first, this stays within the time of the fetch function.
_PATIENCE_S = 30.0
_LEAST_SECRET = 6  # characters; shorter ones stand in every other word


class SourceReader:
    """The `Reader` port: what is at a source now, and what to remember for asking again."""

    def __init__(
        self,
        fetcher: Fetcher,
        keys: Keys,
        budgets: Budgets,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        pace: Pace | None = None,
    ) -> None:
        self._fetcher = fetcher
        self._keys = keys
        self._budgets = budgets
        self._now = now
        self._pace = pace or _Pace()
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
            deadline=_clock() + _PATIENCE_S,
        )
        try:
            document = await module.listen(asking)
        except (SourceUnavailable, SourceRefused) as error:
            raise type(error)(_masked(error.failure, key)) from None  # the original may tell the key
        rest = self._pace.rest_of(source.host)
        speaks = document.speaks_of_watch or module.KIND.speaks_of_watch
        broke_off = document.broke_off and _masked(document.broke_off, key)
        return replace(document, speaks_of_watch=speaks, rest=rest, broke_off=broke_off)

    def read_pushed(self, source: Source, push: Push) -> Document:
        """What a hub pushed, read as if it had been fetched. Raises as `read` does."""
        module = kinds.listening(source.kind)
        document = module.read(push.body, push.content_type, source.url)
        speaks = document.speaks_of_watch or module.KIND.speaks_of_watch
        return replace(document, speaks_of_watch=speaks)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._fetcher.close()

    async def _key(self, source: Source, kind: Kind) -> dict[str, str]:
        if not kind.key and not kind.may_have:
            return {}
        key = await self._kept(source.kind, kind.key)
        if missing := [name for name in kind.key if not key.get(name)]:
            detail = f"needs a key, of which {', '.join(missing)} is missing: earshot keys set {source.kind}"
            raise SourceRefused(Failure(FailureKind.NOT_CONFIGURED, detail))
        return key

    async def _address(self, source: Source, kind: Kind) -> str:
        """The source's address; where that is a secret, it lies with the keys, and only its site beside the
        source. What is checked before it is added still has the whole.
        """
        if not kind.has_secret_address or source.url != site_of(source.url):
            return source.url
        kept = await self._kept(f"source:{source.id}", ("address",))
        if not kept.get("address"):
            detail = "its secret address is not among the keys any more; remove this source and add it again"
            raise SourceRefused(Failure(FailureKind.NOT_CONFIGURED, detail))
        return kept["address"]

    async def _kept(self, name: str, needed: Sequence[str]) -> dict[str, str]:
        """The fields of a key. What is missing may have been set a moment ago."""
        found = await asyncio.to_thread(self._keys.get, name)
        if not all(found.get(field) for field in needed):
            found = await asyncio.to_thread(self._keys.fresh, name)
        return dict(found)


class _Pace:
    """Remembers, for this worker, when each host was asked last, and until when it wants to be left alone."""

    def __init__(self) -> None:
        self._free_at: dict[str, float] = {}
        self._rests_until: dict[str, float] = {}

    async def wait(self, host: str, gap_s: float) -> None:
        now = _clock()
        if (rest := self.rest_of(host)) and rest.total_seconds() > _LONGEST_WAIT_S:
            detail = f"{host} wants to be left alone for a while"
            raise SourceUnavailable(Failure(FailureKind.RESTING, detail, rest))
        free_at = max(now, self._free_at.get(host, 0.0), self._rests_until.get(host, 0.0))
        self._free_at[host] = free_at + gap_s
        if free_at > now:
            await asyncio.sleep(free_at - now)

    def rest(self, host: str, wait: timedelta) -> None:
        until = _clock() + wait.total_seconds()
        self._rests_until[host] = max(until, self._rests_until.get(host, 0.0))

    def rest_of(self, host: str) -> timedelta | None:
        left = self._rests_until.get(host, 0.0) - _clock()
        return timedelta(seconds=left) if left > 0 else None


def _masked(failure: Failure, key: Mapping[str, str]) -> Failure:
    """The failure without any word of the key, which a service may say back to us."""
    detail = failure.detail
    for secret in key.values():
        detail = detail.replace(secret, "…") if len(secret) >= _LEAST_SECRET else detail
    return replace(failure, detail=detail)


def _clock() -> float:
    return asyncio.get_running_loop().time()
