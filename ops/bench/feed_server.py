"""Serves many feeds, each at a loopback address of its own, in a process of its own.

    127.0.1.1 = feed 0, 127.0.1.2 = feed 1, … on one port

Every answer takes the latency it was told, however many are asked for at once. Feeds change when it is told
so, have validators, and answer 304 to who has them; it counts what it was asked.
"""

from __future__ import annotations

import asyncio
import resource
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .documents import Outline, made_up, recorded
from .questions import answer_all

_A_NET = 250  # addresses used of each 127.0.x.0/24
_REASONS = {200: "OK", 304: "Not Modified"}
_DATES = ("Thu, 19 Nov 2026 12:00:00 GMT", "Fri, 20 Nov 2026 12:00:00 GMT")


def address_of(number: int) -> str:
    """The loopback address of this feed."""
    return f"127.0.{number // _A_NET + 1}.{number % _A_NET + 1}"


def _number_at(address: str) -> int:
    _, _, net, host = map(int, address.split("."))
    return (net - 1) * _A_NET + host - 1


@dataclass
class Feeds:
    """What is served now. Of every hundred feeds, so many percent have changed."""

    outlines: tuple[Outline, ...]
    latency_s: float
    changed_percent: int = 0
    asked: int = 0
    unchanged: int = 0
    addresses: set[int] = field(default_factory=set)

    def is_changed(self, number: int) -> bool:
        """Those that change are spread evenly."""
        return number * self.changed_percent % 100 < self.changed_percent

    def answer(self, number: int, headers: Mapping[str, str]) -> bytes:
        """The whole answer to this request for the feed of this number."""
        self.asked += 1
        self.addresses.add(number)
        is_changed = self.is_changed(number)
        etag, date = f'"{number}-{int(is_changed)}"', _DATES[is_changed]
        known = headers.get("if-none-match", "")
        has_it = etag in known if known else headers.get("if-modified-since") == date
        self.unchanged += has_it
        body = b"" if has_it else self.outlines[number % len(self.outlines)].feed(number, is_changed)
        status = 304 if has_it else 200
        length = (
            ""
            if has_it
            else f"Content-Type: application/xml; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        )
        head = (
            f"HTTP/1.1 {status} {_REASONS[status]}\r\nETag: {etag}\r\nLast-Modified: {date}\r\n{length}\r\n"
        )
        return head.encode() + body

    def expected(self, count: int) -> dict[str, int]:
        """What a scan of this many feeds must find now, and how many of them changed."""
        each = [(self.outlines[n % len(self.outlines)], self.is_changed(n)) for n in range(count)]
        return {
            "entries": sum(outline.entries + changed for outline, changed in each),
            "mentions": sum(outline.mentions for outline, _ in each),
            "changed": sum(changed for _, changed in each),
        }


class _Connection(asyncio.Protocol):
    """Reads requests without bodies, one after the other."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._number = _number_at(transport.get_extra_info("sockname")[0])

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            fields = (line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:])
            headers = {name.lower(): value.strip() for name, _, value in fields}
            asyncio.get_running_loop().call_later(self._feeds.latency_s, self._answer, headers)

    def _answer(self, headers: Mapping[str, str]) -> None:
        if not self._transport.is_closing():
            self._transport.write(self._feeds.answer(self._number, headers))
            if headers.get("connection", "").lower() == "close":
                self._transport.close()


class _Server:
    """The feeds on their addresses, served by a thread while questions are answered."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._feeds = Feeds((), 0.0)
        self._count = 0
        self._cpu = 0.0

    def answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Begin to serve; change some; or say what was asked since the last time it was told to count."""
        if question["do"] == "serve":
            return self._serve(question)
        if question["do"] == "begin":
            self._feeds.changed_percent = question["changed_percent"]
            self._feeds.asked = self._feeds.unchanged = 0
            self._feeds.addresses.clear()
            self._cpu = time.process_time()
            return self._feeds.expected(self._count)
        return {
            "asked": self._feeds.asked,
            "unchanged": self._feeds.unchanged,
            "feeds": len(self._feeds.addresses),
            "cpu_s": time.process_time() - self._cpu,
        }

    def _serve(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        folder, self._count = question["documents"], question["feeds"]
        outlines = recorded(Path(folder)) if folder else made_up()
        self._feeds = Feeds(outlines, question["latency_ms"] / 1000)
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        hosts = [address_of(number) for number in range(self._count)]
        listening = asyncio.run_coroutine_threadsafe(self._listen(hosts), self._loop)
        port = listening.result()
        sizes = [len(outline.body) for outline in outlines]
        entries = [outline.entries for outline in outlines]
        return {
            "urls": [f"http://{host}:{port}/feed.xml" for host in hosts],
            "bytes": sum(sizes) / len(sizes) if sizes else 0,
            "entries": sum(entries) / len(entries) if entries else 0,
        }

    async def _listen(self, hosts: list[str]) -> int:
        """The port that is free on all of them."""
        make = lambda: _Connection(self._feeds)  # noqa: E731
        first = await self._loop.create_server(make, hosts[0], 0)
        port: int = first.sockets[0].getsockname()[1]
        if hosts[1:]:
            await self._loop.create_server(make, hosts[1:], port, backlog=64)
        return port


if __name__ == "__main__":
    answer_all(_Server().answer)
