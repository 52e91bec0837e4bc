"""What people may send: reads and checks the bodies of `_publish`, `_edit` and `_delete`.

Everything here comes from a stranger. It is checked once, on arrival, and escaped when it becomes
HTML or XML.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from .markup import writable
from .messages import Request
from .sites import BY_KEY
from .square import Draft

MOST_BYTES = 64 * 1024
_FORM = "application/x-www-form-urlencoded"
_LONGEST = {"title": 300, "text": 20_000, "author": 80, "url": 2000, "site": 40}
# RFC 3986: reserved characters, and the per cent sign of what is quoted already.
_IN_ADDRESSES = "%:/?#[]@!$&'()*+,;=~"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Refused(Exception):
    """Somebody asked for something the square does not do. The message is for them."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def check_origin(request: Request) -> None:
    """Only this machine may speak, and no web page from elsewhere on its behalf."""
    if not request.from_here:
        raise Refused(403, "only this machine may say something here")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).hostname not in _LOOPBACK:
        raise Refused(403, f"a page from {origin!r} may not speak for you")


def is_form(request: Request) -> bool:
    """Whether it comes from the form on the front page."""
    return _media_type(request) == _FORM


def read_draft(request: Request, base: str) -> Draft:
    """What a person wants to say."""
    fields = _fields(request, required={"site", "title", "text"}, optional={"author", "url"})
    if fields["site"] not in BY_KEY:
        raise Refused(400, f"there is no site {fields['site']!r}, only {', '.join(BY_KEY)}")
    return Draft(
        site=fields["site"],
        title=fields["title"],
        text=fields["text"],
        author=fields.get("author") or "A passer-by",
        url=_link(fields["url"], base) if fields.get("url") else "",
    )


def read_edit(request: Request, base: str) -> tuple[str, str]:
    """The link of a post and its new words."""
    fields = _fields(request, required={"url", "text"})
    return _link(fields["url"], base), fields["text"]


def read_deletion(request: Request, base: str) -> str:
    """The link of the post to take down."""
    return _link(_fields(request, required={"url"})["url"], base)


def _fields(request: Request, required: Set[str], optional: Set[str] = frozenset()) -> dict[str, str]:
    given = _decoded(request)
    if unknown := sorted(given.keys() - required - optional):
        raise Refused(400, f"unknown fields: {', '.join(unknown)}")
    fields = {name: _checked(name, value) for name, value in given.items()}
    if missing := sorted(name for name in required if not fields.get(name)):
        raise Refused(400, f"missing or empty: {', '.join(missing)}")
    return fields


def _decoded(request: Request) -> Mapping[str, object]:
    if is_form(request):
        return dict(parse_qsl(request.body.decode("utf-8", "replace")))
    if _media_type(request) != "application/json":
        raise Refused(415, f"send application/json or {_FORM}")
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "the body is not JSON") from error
    if not isinstance(given, dict):
        raise Refused(400, "the body must be a JSON object")
    return given


def _checked(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Refused(400, f"{name} must be a string")
    if len(value) > _LONGEST[name]:
        raise Refused(400, f"{name} is longer than {_LONGEST[name]} characters")
    return writable(value).strip()


def _link(url: str, base: str) -> str:
    """The address as the square knows it: a path if it is the square's own, else as given."""
    try:
        parts = urlsplit(urljoin(base, url))
    except ValueError as error:
        raise Refused(400, f"not an address: {url!r}") from error
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise Refused(400, f"not a web address: {url!r}")
    if parts.netloc == urlsplit(base).netloc:
        parts = parts._replace(scheme="", netloc="")
    return quote(parts.geturl(), safe=_IN_ADDRESSES)


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
