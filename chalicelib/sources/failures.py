"""What went wrong, as a failure in words: on the wire, or in an answer other than success.

The words name the host and nothing else of the address, which may hold secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx

from ..domain.sources import Failure, FailureKind
from ..errors import SourceRefused, SourceUnavailable
from ..network.answers import retry_after, why_unanswered

# Headers, and what they hold, by which those who let only browsers in can be told from other refusals:
# https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response
# https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-actions.html
# https://docs.datadome.co/reference/validate-request
_WALLS = (
    ("cf-mitigated", "", "Cloudflare"),
    ("x-amzn-waf-action", "", "AWS WAF"),
    ("x-datadome", "", "DataDome"),
    ("x-dd-b", "", "DataDome"),
    ("set-cookie", "datadome=", "DataDome"),
)
# These say the same whoever says it.
_BEYOND_WALLS = frozenset({404, 410, 429})

_REFUSALS = {
    401: (FailureKind.FORBIDDEN, "wants a password"),
    403: (FailureKind.FORBIDDEN, "does not let us read this"),
    404: (FailureKind.NOT_FOUND, "has nothing at this address"),
    410: (FailureKind.GONE, "has taken this down for good"),
    451: (FailureKind.FORBIDDEN, "may not show this, for legal reasons"),
}

# How limits are told beside Retry-After, by Reddit, GitHub, Mastodon, Bluesky, X, Product Hunt and others.
_LEFT = ("x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining")
_RESETS = ("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")
_NONE_LEFT = re.compile(r"-[0-9.]+|0+(\.0+)?", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,11}(\.[0-9]{1,9})?", re.ASCII)
_EPOCH_SINCE = 1_000_000_000  # no period lasts so many seconds


def status_failure(answer: httpx.Response, host: str, now: datetime) -> SourceRefused | SourceUnavailable:
    """The error for an answer that is neither a success, nor a redirect, nor "not modified"."""
    status = answer.status_code
    wall = None if status in _BEYOND_WALLS else _wall(answer.headers)
    if wall:
        detail = f"{host} lets only browsers in ({wall}, status {status})"
        return SourceRefused(Failure(FailureKind.BOT_WALL, detail))
    if status == 429:
        detail = f"{host} asks us to come less often (status 429)"
        wait = retry_after(answer.headers, now) or _until_reset(answer.headers, now)
        return SourceUnavailable(Failure(FailureKind.RATE_LIMITED, detail, wait))
    if 500 <= status <= 599:
        detail = f"{host} has trouble of its own (status {status})"
        return SourceUnavailable(Failure(FailureKind.SERVER_ERROR, detail, retry_after(answer.headers, now)))
    kind, words = _REFUSALS.get(status, (FailureKind.UNEXPECTED_STATUS, "answered in a way we cannot use"))
    # Limits, too, are told with 403 and 400; what the body says of it comes with this wait.
    wait = retry_after(answer.headers, now) or rest_asked(answer.headers, now)
    return SourceRefused(Failure(kind, f"{host} {words} (status {status})", wait))


def _wall(headers: httpx.Headers) -> str | None:
    """Who built the wall this answer comes from, if it is one."""
    for name, sign, wall in _WALLS:
        if name in headers and sign in headers[name].lower():
            return wall
    return None


def rest_asked(headers: httpx.Headers, now: datetime) -> timedelta | None:
    """How long until more may be asked, where an answer says that this was the last for now; else None."""
    left = next((headers[name] for name in _LEFT if name in headers), "")
    return _until_reset(headers, now) if _NONE_LEFT.fullmatch(left.strip()) else None


def _until_reset(headers: httpx.Headers, now: datetime) -> timedelta | None:
    """Until a limit's period ends: told in seconds, in seconds since 1970, or as a date."""
    value = next((headers[name] for name in _RESETS if name in headers), "").strip()
    if _NUMBER.fullmatch(value):
        seconds = float(value)
        return timedelta(seconds=max(0.0, seconds - now.timestamp() if seconds > _EPOCH_SINCE else seconds))
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return max(timedelta(0), (at if at.tzinfo else at.replace(tzinfo=UTC)) - now)


@contextmanager
def in_words(host: str) -> Iterator[None]:
    """Raises what goes wrong on the wire as SourceUnavailable."""
    try:
        yield
    except httpx.TransportError as error:
        is_late = isinstance(error, httpx.TimeoutException)
        kind = FailureKind.TIMED_OUT if is_late else FailureKind.UNREACHABLE
        raise SourceUnavailable(Failure(kind, f"{host} {why_unanswered(error)}")) from error
