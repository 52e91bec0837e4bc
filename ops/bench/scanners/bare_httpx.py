"""The bare fetch loop: httpx's client, fifty at a time, conditional requests; no answer is read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx

from .measuring import Scanner, serve

_AT_ONCE = 50


class BareHttpx(Scanner):
    """One client for all, as httpx advises."""

    def __init__(self) -> None:
        self._loop = asyncio.Runner()
        self._client: httpx.AsyncClient | None = None
        self._urls: Sequence[str] = ()
        self._validators: dict[str, dict[str, str]] = {}

    @property
    def version(self) -> str:
        """See `Scanner`."""
        return f"httpx {httpx.__version__}, fetch only"

    def begin(self, urls: Sequence[str], folder: Path) -> None:
        """See `Scanner`."""
        if self._client:
            self._loop.run(self._client.aclose())
        limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=20)
        self._client = httpx.AsyncClient(limits=limits, trust_env=False)
        self._urls, self._validators = urls, {}

    def scan(self) -> None:
        """See `Scanner`."""
        self._loop.run(self._scan())

    def found(self) -> Mapping[str, int]:
        """See `Scanner`."""
        return {}

    async def _scan(self) -> None:
        urls = iter(self._urls)
        async with asyncio.TaskGroup() as group:
            for _ in range(_AT_ONCE):
                group.create_task(self._fetch(urls))

    async def _fetch(self, urls: Iterator[str]) -> None:
        assert self._client is not None
        for url in urls:
            response = await self._client.get(url, headers=self._validators.get(url))
            if response.status_code == 200:
                said = response.headers
                self._validators[url] = {
                    "If-None-Match": said["ETag"],
                    "If-Modified-Since": said["Last-Modified"],
                }


if __name__ == "__main__":
    serve(BareHttpx())
