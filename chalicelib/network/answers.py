"""What both askers and tellers read from the wire: how long to wait, and why there was no answer."""

from __future__ import annotations

import re
import socket
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

_SECONDS = re.compile(r"-?[0-9]{1,9}", re.ASCII)


def retry_after(headers: httpx.Headers, now: datetime) -> timedelta | None:
    """How long we are asked to wait, in seconds or until a date (RFC 9110, 10.2.3); None if not at all.

    A date is read by the server's own clock where the answer tells it, else against `now`. What lies in the
    past is no wait at all.
    """
    value = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(value):
        return timedelta(seconds=max(0, int(value)))
    until = _http_date(value)
    if until is None:
        return None
    return max(timedelta(0), until - (_http_date(headers.get("date", "")) or now))


def _http_date(value: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(value)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def why_unanswered(error: httpx.TransportError) -> str:
    """Why there was no answer, as what is said of the host."""
    if isinstance(error, httpx.ConnectTimeout):
        return "did not answer the call in time"
    if isinstance(error, httpx.TimeoutException):
        return "fell silent in the middle"
    if found := _at_the_bottom(error):
        return found
    if isinstance(error, httpx.ConnectError):
        return "cannot be reached"
    return "broke off, or does not speak HTTP as it should"


def _at_the_bottom(error: BaseException) -> str | None:
    cause: BaseException | None = error
    while cause:
        match cause:
            case ssl.SSLCertVerificationError():
                return f"has a certificate that cannot be trusted: {cause.verify_message}"
            case ssl.SSLError():
                return f"could not agree with us on a secure connection ({cause.reason or 'no reason given'})"
            case socket.gaierror():
                return "is a name that leads nowhere"
            case ConnectionRefusedError():
                return "refuses connections"
        cause = cause.__cause__ or cause.__context__
    return None
