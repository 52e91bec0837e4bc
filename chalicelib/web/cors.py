"""Which origins' pages may use the API from a browser (https://fetch.spec.whatwg.org/#http-cors-protocol).

Only those that are configured. Cookies play no part: a page sends a token of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus

from chalice.app import Request, Response

from .. import wiring

_SENT = "Authorization, Content-Type, Idempotency-Key, If-Match"
_READ = "ETag, Link, Location, RateLimit-Policy, Retry-After, WWW-Authenticate"
_AN_HOUR = "3600"


def preflight(methods: Iterable[str]) -> Callable[..., Response]:
    """The view by which a browser asks, before it lets a page use one of these methods."""
    allowed = ", ".join(sorted({*methods, "OPTIONS"}))

    def answer(request: Request, **path: str) -> Response:
        headers: dict[str, str | list[str]] = {"Allow": allowed, "Content-Type": "application/json"}
        if headers_for(request):
            headers |= {
                "Access-Control-Allow-Methods": allowed,
                "Access-Control-Allow-Headers": _SENT,
                "Access-Control-Max-Age": _AN_HOUR,
            }
        return Response("", headers, HTTPStatus.NO_CONTENT.value)

    return answer


def headers_for(request: Request) -> Mapping[str, str]:
    """What lets a page of a configured origin read the answer; nothing for all others."""
    origin = str(request.headers.get("origin", ""))
    if not origin or origin not in wiring.settings().cors_origins:
        return {}
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": _READ, "Vary": "Origin"}
