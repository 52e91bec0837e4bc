"""A service on a loopback port that answers byte for byte what a test says, and keeps what it was told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from chalicelib.network.guard import AddressGuard
from chalicelib.notifiers.posting import Limits, Post

Writing = Callable[[asyncio.StreamWriter], Awaitable[None]]
LOCAL = AddressGuard(allow_private=True)


@dataclass
class Received:
    """One request, as it came."""

    head: str
    body: bytes

    @property
    def path(self) -> str:
        return self.head.split()[1]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}: (.*)\r$", self.head, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""


@dataclass
class Service:
    """Gives the same answer to everything."""

    answer: bytes | Writing
    port: int = 0
    received: list[Received] = field(default_factory=list)
    visits: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def visited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.visits.append(task)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._answer(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(length[1])) if length else b""
        self.received.append(Received(head, body))
        if callable(self.answer):
            await self.answer(writer)
        else:
            writer.write(self.answer)
            await writer.drain()


@contextlib.contextmanager
def answering(answer: bytes | Writing) -> Iterator[Service]:
    """The service, listening in a thread of its own until the block ends."""
    service, stop = Service(answer), threading.Event()
    ready = threading.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        server = await asyncio.start_server(service.visited, "127.0.0.1", 0)
        service.port = server.sockets[0].getsockname()[1]
        loops.append(asyncio.get_running_loop())
        ready.set()
        await asyncio.to_thread(stop.wait)
        server.close()
        for visit in service.visits:
            visit.cancel()
        await asyncio.gather(*service.visits, return_exceptions=True)
        await server.wait_closed()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield service
    finally:
        stop.set()
        thread.join()


def reply(status: int, body: bytes | str = b"", **headers: str) -> bytes:
    """An honest answer, with its length."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


async def hang(writer: asyncio.StreamWriter) -> None:
    """Takes the call and says nothing, until the service closes."""
    await asyncio.Event().wait()


async def drip(writer: asyncio.StreamWriter) -> None:
    """Begins to answer, and goes on for ever, a byte at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.005)


async def flood(writer: asyncio.StreamWriter) -> None:
    """Says more than anybody wants to read, without an end."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n")
    while True:
        writer.write(b" " * 65536)
        await writer.drain()


def local_post(**limits: Any) -> Post:
    """The way out of a machine where everything is allowed."""
    return Post(LOCAL, Limits(**limits))


class Ring:
    """Keys, of which `later` are seen only by who looks afresh."""

    def __init__(
        self,
        keys: Mapping[str, Mapping[str, str]],
        later: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.keys = keys
        self.later = later or {}

    def get(self, name: str) -> Mapping[str, str]:
        return self.keys.get(name, {})

    def fresh(self, name: str) -> Mapping[str, str]:
        return self.later.get(name) or self.get(name)
