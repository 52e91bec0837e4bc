"""The application as a WSGI server would run it, so that tools which speak WSGI can ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from chalice.test import Client

# What the gateway answers by itself where there is no route, as the template has it say that; the local one
# has words of its own.
NOTHING_THERE = (
    b'{"type": "about:blank", "title": "Not Found", "status": 404, "detail": "there is nothing here"}'
)

Start = Callable[[str, list[tuple[str, str]]], object]


def wsgi(client: Client) -> Callable[[dict[str, Any], Start], Iterable[bytes]]:
    """What a WSGI server calls; the client hands requests on as the gateway would."""

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").title(): value
            for name, value in environ.items()
            if name.startswith("HTTP_") or name == "CONTENT_TYPE"
        }
        # The path as it was sent: WSGI has undone its escapes.
        path, query = environ["REQUEST_URI"].partition("?")[0], environ.get("QUERY_STRING", "")
        asked = f"{path}?{query}" if query else path
        size = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(size) if size else b""
        got = client.http.request(environ["REQUEST_METHOD"], asked, headers=headers, body=body)
        if got.status_code == 403 and got.body.startswith(b'{"message"'):
            start("404 Not Found", [("Content-Type", "application/problem+json")])
            return [NOTHING_THERE]
        start(f"{got.status_code} {HTTPStatus(got.status_code).phrase}", list(got.headers.items()))
        return [got.body if isinstance(got.body, bytes) else got.body.encode()]

    return answer
