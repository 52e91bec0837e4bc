"""The bare fetch loop: httpx's client, conditional requests, fifty at once, and no answer is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx

from .measuring import Scanner, serve

_CLIENTS, _AT_ONCE = 5, 10


class BareHttpx(Scanner):
    """Five clients for ten requests at once each, for with one that made fifty httpx took longer."""

    def __init__(self) -> None:
        self._loop = asyncio.Runner()
        self._clients: Sequence[httpx.AsyncClient] = ()
        self._urls: Sequence[str] = ()
        self._validators: dict[str, dict[str, str]] = {}

    @property
    def version(self) -> str:
        """See `Scanner`."""
        return f"httpx {httpx.__version__}, fetch only"

    def begin(self, urls: Sequence[str], folder: Path) -> None:
        """See `Scanner`."""
        for client in self._clients:
            self._loop.run(client.aclose())
        limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE)
        self._clients = [httpx.AsyncClient(limits=limits, trust_env=False) for _ in range(_CLIENTS)]
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
            for client in self._clients:
                for _ in range(_AT_ONCE):
                    group.create_task(self._fetch(client, urls))

    async def _fetch(self, client: httpx.AsyncClient, urls: Iterator[str]) -> None:
        for url in urls:
            response = await client.get(url, headers=self._validators.get(url))
            if response.status_code == 200:
                said = response.headers
                self._validators[url] = {
                    "If-None-Match": said["ETag"],
                    "If-Modified-Since": said["Last-Modified"],
                }


if __name__ == "__main__":
    serve(BareHttpx())
