"""What tests of kinds share: an answer as bytes, what is read from it, and the failure it is refused with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, Failure
from chalicelib.errors import SourceRefused, SourceUnavailable

Read = Callable[[bytes, str | None, str], Document]


def document(read: Read, answer: object) -> Document:
    """The document read from this answer, given as Python values or as bytes."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return read(body, "application/json; charset=utf-8", "https://host.example/answer")


def entry(read: Read, answer: object) -> Entry:
    """The only entry of it."""
    (found,) = document(read, answer).entries
    return found


def failure(read: Read, answer: object) -> tuple[Failure, bool]:
    """Why it is no document, and whether it is worth another try."""
    try:
        found = document(read, answer)
    except (SourceRefused, SourceUnavailable) as error:
        return error.failure, isinstance(error, SourceUnavailable)
    raise AssertionError(f"it was read: {found!r}")


def at(written: str) -> datetime:
    """The moment in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC)
