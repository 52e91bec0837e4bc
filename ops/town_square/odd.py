"""The misbehaving corner: one address for each way in which real servers let their readers down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urljoin

from . import odd_feeds
from .messages import Framing, Response

PREFIX = "/odd/"
HOPS = 10
PATIENCE_S = 60
RETRY_AFTER_S = 120
_RSS = {"Content-Type": "application/rss+xml; charset=utf-8"}
_XML = {"Content-Type": "application/xml"}
_HTML = {"Content-Type": "text/html; charset=utf-8"}
_GOOD_FEED = "/blog/feed.xml"


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and when an odd one answers. `pause` waits some seconds and says whether the server is
    closing.
    """

    base: str
    now: datetime
    pause: Callable[[float], bool]
    drip_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Odd:
    """One kind of misbehaviour: what it does in words, and in deed."""

    does: str
    answer: Callable[[Setting], Response]
    kind: str = "rss"


def catalogue() -> list[tuple[str, str, str]]:
    """Every odd one as (path, kind, what it does)."""
    return [(PREFIX + name, odd.kind, odd.does) for name, odd in ODD_ONES.items()]


def answer(name: str, setting: Setting) -> Response | None:
    """What the odd one of that name answers; None if there is none."""
    if name in ODD_ONES:
        return ODD_ONES[name].answer(setting)
    if name == "loop/again":
        return _redirect(setting, 302, PREFIX + "loop")
    if name.startswith("chain/"):
        return _hop(setting, name.removeprefix("chain/"))
    return None


def _redirect(setting: Setting, status: int, target: str) -> Response:
    return Response(status, {"Location": urljoin(setting.base, target)})


def _redirecting(status: int, target: str) -> Callable[[Setting], Response]:
    return lambda setting: _redirect(setting, status, target)


def _hop(setting: Setting, hop: str) -> Response | None:
    if hop not in {str(n) for n in range(1, HOPS + 1)}:
        return None
    if int(hop) == HOPS:
        return Response(headers=_RSS, body=odd_feeds.plain())
    return _redirect(setting, 302, f"{PREFIX}chain/{int(hop) + 1}")


def _always(response: Response) -> Callable[[Setting], Response]:
    return lambda _: response


def _serving(body: Callable[[], bytes], headers: Mapping[str, str] = _RSS) -> Callable[[Setting], Response]:
    return lambda _: Response(headers=headers, body=body())


def _page(status: int, title: str, headers: Mapping[str, str] | None = None) -> Response:
    body = f"<!doctype html><title>{title}</title><h1>{title}</h1>".encode()
    return Response(status, {**_HTML, **(headers or {})}, body)


def _limited_until(setting: Setting) -> Response:
    until = setting.now + timedelta(seconds=RETRY_AFTER_S)
    return _page(429, "Too many requests", {"Retry-After": format_datetime(until, usegmt=True)})


def _slow(setting: Setting) -> Response:
    return Response(headers=_RSS, stream=_drip(setting), framing=Framing.UNTIL_CLOSE)


def _drip(setting: Setting) -> Iterator[bytes]:
    for place in range(int(PATIENCE_S / setting.drip_s)):
        yield odd_feeds.plain()[place : place + 1] or b" "
        if setting.pause(setting.drip_s):
            return


def _flood(framing: Framing, length: int | None = None) -> Callable[[Setting], Response]:
    return lambda _: Response(headers=_RSS, stream=odd_feeds.flood(), framing=framing, length=length)


def _gzip_bomb(_: Setting) -> Response:
    headers = {**_RSS, "Content-Encoding": "gzip"}
    return Response(headers=headers, body=odd_feeds.compressed_flood())


def _truncated(_: Setting) -> Response:
    body = odd_feeds.plain()
    return Response(headers=_RSS, body=body, length=len(body) + 4096, framing=Framing.UNTIL_CLOSE)


_BUSY = {"Retry-After": str(RETRY_AFTER_S)}
_CHALLENGE = {"cf-mitigated": "challenge"}
_METADATA = "http://169.254.169.254/latest/meta-data/"

ODD_ONES: Mapping[str, Odd] = {
    "moved": Odd("301 to the blog's feed, for good", _redirecting(301, _GOOD_FEED)),
    "temporary": Odd("302 to the blog's feed, for now", _redirecting(302, _GOOD_FEED)),
    "loop": Odd("redirects in a circle", _redirecting(302, PREFIX + "loop/again")),
    "chain": Odd(f"a feed behind {HOPS} redirects", _redirecting(302, PREFIX + "chain/1")),
    "private": Odd("redirects to a private address", _redirecting(302, _METADATA)),
    "gone": Odd("410, for good", _always(_page(410, "Gone"))),
    "missing": Odd("404", _always(_page(404, "Not found"))),
    "limited": Odd("429 with Retry-After in seconds", _always(_page(429, "Too many requests", _BUSY))),
    "limited-date": Odd("429 with Retry-After as a date", _limited_until),
    "busy": Odd("503 with Retry-After", _always(_page(503, "Back soon", _BUSY))),
    "wall": Odd("403 and a challenge page", _always(_page(403, "Just a moment...", _CHALLENGE))),
    "slow": Odd(f"a byte now and then, for up to {PATIENCE_S} s", _slow),
    "huge": Odd("200 MB in chunks, without Content-Length", _flood(Framing.CHUNKED)),
    "endless": Odd("200 MB until the connection closes", _flood(Framing.UNTIL_CLOSE)),
    "huge-announced": Odd("Content-Length of 200 MB", _flood(Framing.LENGTH, odd_feeds.FLOOD_BYTES)),
    "gzip-bomb": Odd("a small body that expands to 200 MB", _gzip_bomb),
    "xml-bomb": Odd("entities that expand without end", _serving(odd_feeds.billion_laughs)),
    "broken": Odd("malformed XML with two entries in it", _serving(odd_feeds.broken)),
    "html": Odd("a web page where the feed was", _always(_page(200, "We have a new look!")), "html"),
    "empty": Odd("200 with an empty body", _serving(bytes)),
    "truncated": Odd("Content-Length larger than the body", _truncated),
    "dates": Odd("entries from 1970, from 2090 and without a date", _serving(odd_feeds.dates)),
    "bare": Odd("an entry without id, link and date", _serving(odd_feeds.bare)),
    "encoding": Odd(
        "windows-1251, declared in the XML only",
        _serving(odd_feeds.windows_1251, _XML),
    ),
    "utf16": Odd("UTF-16 with a byte order mark", _serving(odd_feeds.utf16, _XML)),
}
