"""Versions of what is shown, so that nobody changes what they have not seen: ETag and If-Match (RFC 9110)."""

from __future__ import annotations

import hashlib
import re

import msgspec
from chalice.app import Request

from ..errors import InvalidInput, Outdated

_TAG = re.compile(r'"(\d{1,9})"')
_CONTENT = re.compile(r'"[0-9a-f]{16}"')


def etag(version: int) -> str:
    """The version as a header carries it."""
    return f'"{version}"'


def version_in(request: Request) -> int | None:
    """The version that the caller has seen; None where it does not matter to them. Raises InvalidInput."""
    given = str(request.headers.get("if-match", "")).strip()
    if given in ("", "*"):
        return None
    found = _TAG.fullmatch(given)
    if found is None:
        raise InvalidInput("If-Match", "must be an ETag that this API gave, in its quotes")
    return int(found[1])


def tag_of(body: msgspec.Struct) -> str:
    """The same for the same content, where nothing counts its versions."""
    return f'"{hashlib.blake2b(msgspec.json.encode(body), digest_size=8).hexdigest()}"'


def check_unchanged(request: Request, what: str, which: str, now: msgspec.Struct | None) -> None:
    """Raises Outdated where the caller has seen another one than there is now (None is none at all), and
    InvalidInput for what is no tag of ours.

    Two who change the same thing in the same instant may both have seen what there was: the last one counts.
    """
    given = str(request.headers.get("if-match", "")).strip()
    if not given:
        return
    seen = [tag.strip() for tag in given.split(",")]
    if any(tag != "*" and _CONTENT.fullmatch(tag) is None for tag in seen):
        raise InvalidInput("If-Match", "must be an ETag that this API gave, in its quotes")
    if now is None or not {"*", tag_of(now)} & set(seen):
        raise Outdated(what, which)
