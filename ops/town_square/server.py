"""The sockets: turns HTTP into requests, and responses, honest or not, into HTTP.

Deliberately able to lie about lengths, to hang up early and to dawdle; whatever decides to do so is
elsewhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from socketserver import TCPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from .messages import Framing, Request, Response
from .routes import Town
from .speaking import MOST_BYTES
from .square import TownSquare

_EVERYWHERE = {"", "0.0.0.0"}  # noqa: S104 - compared with, never listened on by itself
_NEVER_WITH_A_BODY = {204, 304}


class SquareServer(ThreadingHTTPServer):
    """Serves one town square. `drip_s` is how long the slow one waits between two bytes."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, square: TownSquare, host: str, port: int, base: str = "", drip_s: float = 1.0) -> None:
        super().__init__((host, port), _Conversation)
        self.closing = Event()
        shown = "127.0.0.1" if host in _EVERYWHERE else host
        self.base = base.rstrip("/") or f"http://{shown}:{self.server_port}"
        self.town = Town(square, self.base, self.closing.wait, drip_s)

    def server_bind(self) -> None:
        """Bind without asking a name server who we are, which the standard library does and which
        can hang.
        """
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about readers who hang up: that is what most of the odd ones are for."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def close(self) -> None:
        """Stop answering, and wake up whoever is still dripping."""
        self.closing.set()
        self.shutdown()
        self.server_close()


@contextmanager
def serving(
    square: TownSquare, host: str = "127.0.0.1", port: int = 0, base: str = "", drip_s: float = 1.0
) -> Iterator[SquareServer]:
    """The square, answering, for as long as the block lasts. Port 0 takes any that is free; see
    `.base`.
    """
    server = SquareServer(square, host, port, base, drip_s)
    thread = Thread(target=server.serve_forever, args=(0.05,), name="town-square", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(5)


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = -1
    disable_nagle_algorithm = True
    server: SquareServer

    def do_GET(self) -> None:
        self._converse()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815 - http.server's names

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: `/_requests.json` knows."""

    def _converse(self) -> None:
        body = self._body()
        if body is None:
            return
        request = Request(
            method=self.command,
            path=urlsplit(self.path).path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            from_here=ip_address(self.client_address[0]).is_loopback,
        )
        self._send(self.server.town.answer(request))

    def _body(self) -> bytes | None:
        if self.command in {"GET", "HEAD"} and "Content-Length" not in self.headers:
            return b""
        length = self.headers.get("Content-Length", "0" if self.command == "DELETE" else "")
        if not length.isdecimal() or "Transfer-Encoding" in self.headers:
            self._refuse(411, "say how long the body is, with Content-Length")
            return None
        if int(length[:9]) > MOST_BYTES:
            self._refuse(413, f"a body may have {MOST_BYTES} bytes at most")
            return None
        return self.rfile.read(int(length))

    def _refuse(self, status: int, message: str) -> None:
        # The body was not read, so nothing sensible can follow on this connection.
        self.close_connection = True
        headers = {"Content-Type": "application/json", "Connection": "close"}
        self._send(Response(status, headers, f'{{"error": "{message}"}}'.encode()))

    def _send(self, response: Response) -> None:
        framing = response.framing
        if framing is Framing.CHUNKED and self.request_version == "HTTP/1.0":
            framing = Framing.UNTIL_CLOSE
        self.send_response_only(response.status)
        self.send_header("Server", "town-square")
        now = self.server.town.square.clock()
        self.send_header("Date", format_datetime(now, usegmt=True))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self._announce(response, framing)
        self.end_headers()
        if self.command != "HEAD" and response.status not in _NEVER_WITH_A_BODY:
            self._write(response.stream or [response.body], chunked=framing is Framing.CHUNKED)
        self.wfile.flush()

    def _announce(self, response: Response, framing: Framing) -> None:
        if framing is Framing.CHUNKED:
            self.send_header("Transfer-Encoding", "chunked")
        elif response.status not in _NEVER_WITH_A_BODY and (
            framing is Framing.LENGTH or response.length is not None
        ):
            length = len(response.body) if response.length is None else response.length
            self.send_header("Content-Length", str(length))
        if framing is Framing.UNTIL_CLOSE:
            self.send_header("Connection", "close")

    def _write(self, pieces: Iterable[bytes], *, chunked: bool) -> None:
        for piece in pieces:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            self.wfile.flush()
        if chunked:
            self.wfile.write(b"0\r\n\r\n")
