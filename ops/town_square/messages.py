"""What goes in and out of the square, as values: a request, a response, and the few ways a body can
be sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class Framing(Enum):
    """How the end of a body is announced (RFC 9112, section 6)."""

    LENGTH = "content-length"
    CHUNKED = "chunked"
    UNTIL_CLOSE = "until close"


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Header names are in lower case; `path` has no query."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    from_here: bool = True


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. `polite` ones get validators, conditional answers and compression.

    With `stream` the body is produced while it is sent. `length` is what Content-Length claims,
    true or not.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    stream: Iterable[bytes] | None = None
    length: int | None = None
    framing: Framing = Framing.LENGTH
    polite: bool = False
    changed_at: datetime | None = None
