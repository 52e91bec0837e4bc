"""A web site on a loopback port that says exactly what a test writes, byte for byte, well-formed or not."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

Writing = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Site:
    """`pages` holds what to answer by path; `{base}` in it stands for the site's own address."""

    pages: Mapping[str, bytes | Writing]
    scheme: str = "http"
    port: int = 0
    heads: list[str] = field(default_factory=list)  # of the requests, as received
    visits: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [head.split()[1] for head in self.heads]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.visits.append(task)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._answer_one(reader, writer):
                    pass
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """True when the connection stays open: for answers that tell where they end."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.heads.append(head)
        page = self.pages[head.split()[1]]
        if callable(page):
            await page(writer)
            return False
        writer.write(page.replace(b"{base}", self.base.encode()))
        await writer.drain()
        return b"Content-Length" in page or b" 304 " in page


@contextlib.asynccontextmanager
async def opened(
    pages: Mapping[str, bytes | Writing], tls: ssl.SSLContext | None = None
) -> AsyncIterator[Site]:
    """The site, listening, until the block ends."""
    site = Site(pages, "https" if tls else "http")
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for visit in site.visits:
            visit.cancel()
        await asyncio.gather(*site.visits)
        await server.wait_closed()


def page(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An honest answer, with its length."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def redirect(status: int, location: str) -> bytes:
    return page(status, Location=location)
