"""Versions of what is shown, so that nobody changes what they have not seen: ETag and If-Match (RFC 9110)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import TypeVar

import msgspec
from chalice.app import Request

from ..domain.seen import Seen
from ..errors import InvalidInput, Outdated

Thing = TypeVar("Thing")

_TAG = re.compile(r'"(\d{1,9})"')
_CONTENT = re.compile(r'"[0-9a-f]{16}"')


def etag(version: int) -> str:
    """The version as a header carries it."""
    return f'"{version}"'


def version_in(request: Request) -> int | None:
    """The version that the caller has seen; None where it does not matter to them. Raises InvalidInput."""
    given = _if_match(request)
    if given in ("", "*"):
        return None
    found = _TAG.fullmatch(given)
    if found is None:
        raise InvalidInput("If-Match", "must be an ETag that this API gave, in its quotes")
    return int(found[1])


def tag_of(body: msgspec.Struct) -> str:
    """The same for the same content, where nothing counts its versions."""
    return f'"{hashlib.blake2b(msgspec.json.encode(body), digest_size=8).hexdigest()}"'


def seen_in(
    request: Request, what: str, which: str, now: Thing | None, shape: Callable[[Thing], msgspec.Struct]
) -> Seen[Thing] | None:
    """What the caller has seen, where they say so and it is still what there is; None where it does not
    matter to them. Raises as `check_unchanged` does.
    """
    check_unchanged(request, what, which, shape(now) if now is not None else None)
    return None if _if_match(request) in ("", "*") else Seen(now)


def check_unchanged(request: Request, what: str, which: str, now: msgspec.Struct | None) -> None:
    """Raises Outdated where the caller has seen another one than there is now (None is none at all), and
    InvalidInput for what is no tag of ours.
    """
    given = _if_match(request)
    if not given:
        return
    seen = [tag.strip() for tag in given.split(",")]
    if any(tag != "*" and _CONTENT.fullmatch(tag) is None for tag in seen):
        raise InvalidInput("If-Match", "must be an ETag that this API gave, in its quotes")
    if now is None or not {"*", tag_of(now)} & set(seen):
        raise Outdated(what, which)


def _if_match(request: Request) -> str:
    return str(request.headers.get("if-match", "")).strip()
