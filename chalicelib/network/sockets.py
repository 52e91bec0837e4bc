"""TCP and TLS for httpcore, straight on asyncio.

httpcore's own way leads through anyio, which serves other event loops, too: a fetch in which nothing changed
took a third more of the processor's time by it (https://www.encode.io/httpcore/network-backends/).
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import httpcore

_MOST_UNREAD = 256 * 1024  # bytes: whoever sends faster than they are read waits


class AsyncioNetwork(httpcore.AsyncNetworkBackend):
    """Connects to IP addresses. Raises httpcore's ConnectError or ConnectTimeout."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """See httpcore. Options of sockets are not served: nobody here sets one."""
        source = (local_address, 0) if local_address else None
        with _told_as(httpcore.ConnectTimeout, httpcore.ConnectError):
            async with asyncio.timeout(timeout):
                loop = asyncio.get_running_loop()
                transport, inbox = await loop.create_connection(_Inbox, host, port, local_addr=source)
        return _Stream(transport, inbox)


class _Inbox(asyncio.Protocol):
    """What a connection has sent and nobody has read yet."""

    def __init__(self) -> None:
        self.unread = bytearray()
        self.ended = False
        self.error: Exception | None = None
        self._paused = False
        self._awaited: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self.unread += data
        if len(self.unread) > _MOST_UNREAD and self._transport and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self.ended = True
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        self.ended = True
        self.error = error
        self._wake()

    async def take(self, most: int) -> bytes:
        """What there is, `most` bytes of it; none at the end. Raises OSError where the connection broke."""
        if not self.unread and not self.ended:
            self._awaited = asyncio.get_running_loop().create_future()
            await self._awaited
        if not self.unread and self.error:
            raise self.error
        taken = bytes(self.unread[:most])
        del self.unread[:most]
        if self._paused and self._transport and not self.unread:
            self._paused = False
            self._transport.resume_reading()
        return taken

    def _wake(self) -> None:
        if self._awaited and not self._awaited.done():
            self._awaited.set_result(None)
        self._awaited = None


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, transport: asyncio.Transport, inbox: _Inbox) -> None:
        self._transport = transport
        self._inbox = inbox

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _told_as(httpcore.ReadTimeout, httpcore.ReadError):
            async with asyncio.timeout(timeout):
                return await self._inbox.take(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Hand it to the transport. What does not leave in time shows as an answer that does not come."""
        if self._inbox.ended:
            raise httpcore.WriteError("the connection was closed")
        self._transport.write(buffer)

    async def aclose(self) -> None:
        """Let go at once: who has read an answer waits for no good-bye."""
        self._transport.abort()
        await asyncio.sleep(0)  # the loop closes the socket

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        """The same connection, encrypted; closed where that fails.

        Its inbox is a new one: what was said in plain words must not pass for what was encrypted.
        """
        loop, inbox, transport = asyncio.get_running_loop(), _Inbox(), None
        try:
            with _told_as(httpcore.ConnectTimeout, httpcore.ConnectError):
                async with asyncio.timeout(timeout):
                    transport = await loop.start_tls(
                        self._transport, inbox, ssl_context, server_hostname=server_hostname
                    )
        finally:
            if transport is None:
                await self.aclose()
        if transport is None:
            raise httpcore.ConnectError("the connection was closed")
        inbox.connection_made(transport)
        return _Stream(transport, inbox)

    def get_extra_info(self, info: str) -> object:
        """What httpcore asks for: is it encrypted, and has an idle connection ended or spoken unasked?"""
        if info == "is_readable":
            return bool(self._inbox.unread) or self._inbox.ended
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return self._transport.get_extra_info(names.get(info, info))


@contextmanager
def _told_as(too_late: type[Exception], failed: type[Exception]) -> Iterator[None]:
    """Errors of asyncio, sockets and TLS as httpcore tells them."""
    try:
        yield
    except TimeoutError as error:
        raise too_late(str(error)) from error
    except OSError as error:  # and TLS's, which are of this kind
        raise failed(str(error)) from error
