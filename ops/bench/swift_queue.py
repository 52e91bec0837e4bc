"""Stands in for SQS where only its pace matters: takes whatever is sent after a while, and forgets it.

MiniStack's own queue becomes slower the more lies in it, which SQS does not.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping
from typing import Any

from .questions import answer_all


class _Connection(asyncio.Protocol):
    """Reads requests one after the other, each with a body."""

    def __init__(self, latency_s: float) -> None:
        self._latency_s = latency_s
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        fields = (line.partition(b":") for line in head.lower().split(b"\r\n"))
        length = next((int(value) for name, _, value in fields if name == b"content-length"), 0)
        if found and len(rest) >= length:
            self._received = rest[length:]
            asyncio.get_running_loop().call_later(self._latency_s, self._answer, json.loads(rest[:length]))

    def _answer(self, asked: Mapping[str, Any]) -> None:
        taken = [{"Id": entry["Id"], "MessageId": "1"} for entry in asked.get("Entries", ())]
        body = json.dumps({"Successful": taken, "Failed": []}).encode()
        kind = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: "
        self._transport.write(kind + str(len(body)).encode() + b"\r\n\r\n" + body)


class _Queue:
    def answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Begin to serve; each answer takes so many seconds."""
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, daemon=True).start()
        make = loop.create_server(lambda: _Connection(question["latency_s"]), "127.0.0.1", 0)
        server = asyncio.run_coroutine_threadsafe(make, loop).result()
        return {"port": server.sockets[0].getsockname()[1]}


if __name__ == "__main__":
    answer_all(_Queue().answer)
