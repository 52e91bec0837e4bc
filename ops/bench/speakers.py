"""Serves feeds that say what they are told to, each at an address of its own, in a process of its own.

It answers 304 to whoever has what there is. Nothing is logged.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .questions import answer_all

_KEPT = 20  # entries of a feed, as of most


class _Speaker(BaseHTTPRequestHandler):
    """One feed, whatever it is asked for. `said` holds its entries, newest first."""

    protocol_version = "HTTP/1.1"
    said: list[str]

    def do_GET(self) -> None:
        """The feed, unless it is known."""
        entries = self.said
        etag = f'"{len(entries)}"'
        is_feed = self.path.partition("?")[0] == "/feed.xml"
        if not is_feed:
            status, body = 200, b"<html><title>A site</title></html>"
        elif self.headers.get("If-None-Match") == etag:
            status, body = 304, b""
        else:
            status, body = 200, _feed(entries[:_KEPT])
        self.send_response(status)
        self.send_header("ETag", etag)
        self.send_header("Content-Type", "application/rss+xml" if is_feed else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if self.command == "GET" else b"")

    do_HEAD = do_GET  # noqa: N815  # http.server's name

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: it would be a line for each poll."""


def _feed(entries: list[str]) -> bytes:
    head = "<title>A blog</title><link>https://blog.example/</link><description>What we do</description>"
    return f'<rss version="2.0"><channel>{head}{"".join(entries)}</channel></rss>'.encode()


def _item(said: Mapping[str, str]) -> str:
    now = format_datetime(datetime.now(UTC))
    told = f"<title>{escape(said['title'])}</title><description>{escape(said['text'])}</description>"
    by = f"<link>{said['url']}</link><author>{said['author']}</author><pubDate>{now}</pubDate>"
    return f"<item>{told}{by}</item>"


class _Square:
    def __init__(self) -> None:
        self._said: dict[str, list[str]] = {}

    def answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Begin to serve so many feeds, or have the one at an address say something."""
        if question["do"] == "say":
            self._said[question["at"]].insert(0, _item(question))
            return {}
        urls = []
        for number in range(question["feeds"]):
            host = f"127.0.77.{number + 1}"
            said = self._said[host] = []
            server = ThreadingHTTPServer((host, 0), type("_Told", (_Speaker,), {"said": said}))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            urls.append(f"http://{host}:{server.server_port}/feed.xml")
        return {"urls": urls}


if __name__ == "__main__":
    answer_all(_Square().answer)
