"""Connections that are torn, forged, idle or very full; test_transport and test_fetching see the rest."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from chalicelib.errors import SourceUnavailable
from chalicelib.network.sockets import AsyncioNetwork
from chalicelib.sources.fetching import Request
from tests.network.test_transport import LOCAL, certificates, fetcher
from tests.sources.loopback import opened, page

_TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 4\r\nConnection: close\r\n\r\nslow"


def test_connection_on_which_the_host_spoke_unasked_is_not_used_again() -> None:
    """Servers say 408 on a connection that is idle for long: that is no answer to what is asked next."""

    async def spoken_twice(writer: asyncio.StreamWriter) -> None:
        writer.write(page(200, b"asked") + _TIMED_OUT)
        await writer.drain()

    async def scene() -> None:
        async with opened({"/a": spoken_twice, "/b": page(200, b"asked, too")}) as site:
            reader = fetcher(LOCAL)
            first = await reader.get(Request(f"{site.base}/a"))
            await asyncio.wait(site.visits)
            second = await reader.get(Request(f"{site.base}/b"))
            await reader.close()

        assert (first.body, second.body) == (b"asked", b"asked, too")
        assert len(site.visits) == 2

    asyncio.run(scene())


def test_who_sends_more_than_is_read_waits_and_loses_nothing() -> None:
    much = bytes(range(256)) * 128 * 1024  # 32 MB: more than the buffers of any socket hold

    async def scene() -> None:
        sent = asyncio.Event()

        async def send(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(much)
            await writer.drain()
            sent.set()
            writer.close()

        async with await asyncio.start_server(send, "127.0.0.1", 0) as listening:
            stream = await AsyncioNetwork().connect_tcp("127.0.0.1", listening.sockets[0].getsockname()[1])
            for _ in range(1_000):
                await asyncio.sleep(0)
            assert not sent.is_set()
            received = bytearray()
            while some := await stream.read(64 * 1024, timeout=10):
                received += some
            await stream.aclose()

        assert received == much

    asyncio.run(scene())


def test_connection_that_is_torn_down_in_the_middle_is_told_as_broken_off() -> None:
    async def torn(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()
        writer.transport.abort()

    async def scene() -> None:
        async with opened({"/feed": torn}) as site:
            reader = fetcher(LOCAL)
            with pytest.raises(SourceUnavailable, match="broke off"):
                await reader.get(Request(f"{site.base}/feed"))
            await reader.close()

    asyncio.run(scene())


def test_plain_words_before_the_encryption_never_pass_for_an_answer(tmp_path: Path) -> None:
    """Somebody on the way may say anything before the certificate was seen."""
    server, client = certificates(tmp_path, "feeds.example")

    async def between(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"forged")
        await writer.drain()
        await writer.start_tls(server)
        writer.write(b"genuine")
        await writer.drain()
        writer.close()

    async def scene() -> None:
        async with await asyncio.start_server(between, "127.0.0.1", 0) as listening:
            plain = await AsyncioNetwork().connect_tcp("127.0.0.1", listening.sockets[0].getsockname()[1])
            while not plain.get_extra_info("is_readable"):
                await asyncio.sleep(0)
            safe = await plain.start_tls(client, "feeds.example", timeout=10)
            heard = await safe.read(100, timeout=10)
            await safe.aclose()

        assert heard == b"genuine"

    asyncio.run(scene())
