"""A WebSub hub with its publisher, and our API, each on a loopback port and strict in what it takes.

The hub keeps to https://www.w3.org/TR/websub/ to the letter, and asserts that we do; what a test wants it to
do otherwise is said in its fields. The API is our application behind what API Gateway does to a request.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx
from chalice.app import Chalice

ATOM, RSS, JSON = "application/atom+xml", "application/rss+xml", "application/feed+json"


@dataclass(frozen=True)
class Asked:
    """A request as a server received it."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Said:
    """What it answers."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def listening(answer: Callable[[Asked], Said]) -> Iterator[str]:
    """The address of a server that answers so, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = answer(Asked(self.command, self.path, headers, body))
            self.send_response_only(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

        do_POST = do_GET  # noqa: N815  # the name is the library's

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Gateway:
    """Our API behind API Gateway. Bodies of binary types reach it in base64, all others as UTF-8 text.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
    """

    def __init__(self, app: Chalice) -> None:
        self._app = app
        self._one_at_a_time = threading.Lock()  # as in a Lambda worker

    def __call__(self, asked: Asked) -> Said:
        parts = urlsplit(asked.path)
        _, stage, route, *values = parts.path.split("/")
        assert (stage, route, len(values)) == ("api", "websub", 2), asked.path
        media = asked.headers.get("content-type", "").partition(";")[0].strip().lower()
        is_binary = media in self._app.api.binary_types
        body = base64.b64encode(asked.body) if is_binary else asked.body
        event = {
            "httpMethod": asked.method,
            "headers": dict(asked.headers),
            "multiValueQueryStringParameters": parse_qs(parts.query, keep_blank_values=True) or None,
            "pathParameters": dict(zip(("source_id", "key"), values, strict=True)),
            "stageVariables": None,
            "requestContext": {
                "httpMethod": asked.method,
                "resourcePath": "/websub/{source_id}/{key}",
                "path": parts.path,
            },
            "body": body.decode("utf-8", "replace") or None,
            "isBase64Encoded": is_binary,
        }
        with self._one_at_a_time:
            answer: dict[str, Any] = self._app(event, None)
        return Said(answer["statusCode"], answer["body"].encode(), answer["headers"])


@dataclass
class Granted:
    """A subscription as the hub keeps it."""

    secret: str
    until: datetime


@dataclass
class HubServer:
    """A hub at `/hub` and the publisher's site beside it: `pages` holds what is at which path.

    In `pages`, `{base}` stands for the server's own address. With `verifies` it verifies before it answers.
    `lease` is what it gives, whatever is asked for. `answers` is what it says to a request instead.
    """

    now: Callable[[], datetime]
    base: str = ""
    pages: dict[str, Said] = field(default_factory=dict)
    verifies: bool = True
    lease: timedelta | None = None
    answers: Said | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    granted: dict[tuple[str, str], Granted] = field(default_factory=dict)
    verifications: list[httpx.Response] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Said:
        path = urlsplit(asked.path).path
        if asked.method == "POST":
            return self._subscribe(path, asked)
        self.fetched.append(path)
        page = self.pages[path]
        headers = {name: value.replace("{base}", self.base) for name, value in page.headers.items()}
        return Said(page.status, page.body.replace(b"{base}", self.base.encode()), headers)

    def _subscribe(self, path: str, asked: Asked) -> Said:
        assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
        given = parse_qs(asked.body.decode("utf-8"), strict_parsing=True)
        form = {name: value for name, (value,) in given.items()}
        assert form["hub.mode"] == "subscribe"
        assert int(form["hub.lease_seconds"]) > 0
        assert 0 < len(form["hub.secret"].encode()) < 200
        assert urlsplit(form["hub.callback"]).scheme in ("http", "https")
        self.asked.append({**form, "path": path})
        if path in self.pages:  # a redirect, or another hub
            said = self.pages[path]
            return Said(
                said.status, headers={"Location": said.headers["Location"].replace("{base}", self.base)}
            )
        if self.answers:
            return self.answers
        if self.verifies:
            self.verify()
        return Said(202)

    def verify(self, **changes: str | None) -> httpx.Response:
        """Verify what was asked for last, with these parameters changed, or left out where they are None."""
        form = self.asked[-1]
        lease = self.lease or timedelta(seconds=int(form["hub.lease_seconds"]))
        wanted: dict[str, str | None] = {
            "hub.mode": "subscribe",
            "hub.topic": form["hub.topic"],
            "hub.challenge": secrets.token_urlsafe(24),
            "hub.lease_seconds": str(int(lease.total_seconds())),
        }
        wanted |= {f"hub.{name}": value for name, value in changes.items()}
        answer = self.call_back(form["hub.callback"], wanted)
        if answer.is_success and answer.text == wanted["hub.challenge"]:
            granted = Granted(form["hub.secret"], self.now() + lease)
            self.granted[form["hub.callback"], form["hub.topic"]] = granted
        self.verifications.append(answer)
        return answer

    def deny(self, reason: str) -> httpx.Response:
        """Tell that the subscription asked for last is over."""
        form = self.asked[-1]
        self.granted.pop((form["hub.callback"], form["hub.topic"]), None)
        given = {"hub.mode": "denied", "hub.topic": form["hub.topic"], "hub.reason": reason}
        return self.call_back(form["hub.callback"], given)

    def call_back(self, callback: str, wanted: Mapping[str, str | None]) -> httpx.Response:
        query = urlencode(
            {name: value for name, value in wanted.items() if value is not None}, quote_via=quote
        )
        return httpx.get(f"{callback}?{query}", trust_env=False)

    def publish(
        self,
        body: bytes,
        content_type: str = ATOM,
        method: str = "sha256",
        signature: str | None = None,
        heeds_leases: bool = True,
    ) -> list[httpx.Response]:
        """Distribute it to every subscriber, signed so, or with this signature; empty for none.

        Whoever answers 410 is forgotten, and who has no lease any more is not told.
        """
        answers = []
        for (callback, topic), granted in list(self.granted.items()):
            if heeds_leases and self.now() >= granted.until:
                continue
            links = f'<{self.base}/hub>; rel="hub", <{topic}>; rel="self"'
            headers = {"Content-Type": content_type, "Link": links}
            digest = hmac.new(granted.secret.encode(), body, getattr(hashlib, method)).hexdigest()
            signed = f"{method}={digest}" if signature is None else signature
            if signed:
                headers["X-Hub-Signature"] = signed
            answer = httpx.post(callback, content=body, headers=headers, trust_env=False)
            if answer.status_code == 410:
                del self.granted[callback, topic]
            answers.append(answer)
        return answers
