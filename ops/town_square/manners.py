"""HTTP good manners: validators, conditional requests and compression, as RFC 9110 describes them.
Pure functions.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from .messages import Request, Response

_WORTH_COMPRESSING = 500


def polite(request: Request, response: Response, now: datetime) -> Response:
    """The response with everything a well-behaved server adds, or 304 if the client has it already."""
    if not response.polite or response.status != 200:
        return response
    compressed = _accepts_gzip(request.headers) and len(response.body) >= _WORTH_COMPRESSING
    validators = _validators(response, now, weak=compressed)
    if _is_known(request.headers, validators):
        return Response(304, validators)
    headers = {**response.headers, **validators}
    if not compressed:
        return replace(response, headers=headers)
    headers["Content-Encoding"] = "gzip"
    return replace(response, headers=headers, body=gzip.compress(response.body, mtime=0))


def _validators(response: Response, now: datetime, *, weak: bool) -> dict[str, str]:
    # Compressed or not, it means the same but is not the same bytes: that is what a weak tag says
    # (RFC 9110, section 8.8.1).
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:20]}"'
    validators = {"ETag": f"W/{tag}" if weak else tag}
    validators |= {"Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    # A date names a whole second. While that second lasts, more may happen in it, and a client that
    # was given the date would be told 304 later although it missed something.
    changed = response.changed_at
    if changed and now - changed.replace(microsecond=0) >= timedelta(seconds=1):
        validators["Last-Modified"] = format_datetime(changed, usegmt=True)
    return validators


def _is_known(headers: Mapping[str, str], validators: Mapping[str, str]) -> bool:
    # If-None-Match alone decides when both are there (RFC 9110, section 13.2.2).
    if "if-none-match" in headers:
        return _matches(headers["if-none-match"], validators["ETag"])
    since, changed = _date(headers.get("if-modified-since")), _date(validators.get("Last-Modified"))
    return since is not None and changed is not None and changed <= since


def _matches(condition: str, tag: str) -> bool:
    if condition.strip() == "*":
        return True
    # Our tags are hexadecimal, so a list can be split at commas. Weak comparison (section 8.8.3.2).
    return tag.removeprefix("W/") in {each.strip().removeprefix("W/") for each in condition.split(",")}


def _date(value: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(value or "")
    except ValueError:
        return None
    return date if date.tzinfo else None


def _accepts_gzip(headers: Mapping[str, str]) -> bool:
    wishes: dict[str, str] = {}
    for wish in headers.get("accept-encoding", "").lower().split(","):
        coding, _, parameter = wish.partition(";")
        wishes[coding.strip()] = parameter.replace(" ", "")
    parameter = wishes.get("gzip", wishes.get("*", "q=0"))
    return _quality(parameter) > 0


def _quality(parameter: str) -> float:
    try:
        return float(parameter.removeprefix("q=")) if parameter else 1.0
    except ValueError:
        return 0.0
