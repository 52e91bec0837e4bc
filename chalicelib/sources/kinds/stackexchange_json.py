"""Reads what the API of Stack Exchange answers (https://api.stackexchange.com/docs): questions, answers and
comments, the seconds to wait, and errors, which all come with status 400.
"""

from __future__ import annotations

from ...domain.entries import Entry
from ...domain.sources import Document
from ...errors import SourceRefused, SourceUnavailable
from .answers import document_of, rate_limited, saying, status_told
from .json_documents import Json, load
from .odd_answers import wait_in_words

# A comment also names the post it belongs to, an answer its question: the first of these is its own.
_IDS = ("comment_id", "answer_id", "question_id", "post_id", "user_id")
# https://api.stackexchange.com/docs/error-handling, as statuses mean elsewhere.
_THROTTLED = 502
_STATUS_OF_ERROR = {405: 403, 406: 403}


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """Raises SourceUnavailable with the wait that the words of a throttled answer name."""
    found = load(body, content_type)
    if not found.is_list("items"):
        raise _failure(found)
    wait = found.number("backoff") or 0
    notes = [f"asks us to wait {wait:,} seconds before asking the same again"] if wait > 0 else []
    return document_of(found.each("items"), _entry, notes=notes)


def _entry(item: Json) -> Entry:
    return Entry(
        id=next(filter(None, (item.id(key) for key in _IDS)), None),
        url=item.url("link"),
        title=item.escaped("title"),
        text=item.html("body") or item.html("excerpt") or item.escaped("body_markdown"),
        author=item.escaped("owner", "display_name") or None,
        published_at=item.date("creation_date"),
        updated_at=item.date("last_edit_date"),
    )


def _failure(found: Json) -> SourceRefused | SourceUnavailable:
    error, said = found.number("error_id"), found.raw("error_message")
    if error == _THROTTLED:
        return rate_limited(f"asks us to come less often: {saying(said)}", wait_in_words(said))
    status = _STATUS_OF_ERROR.get(error, error) if error is not None else None
    return status_told(status, f"no list of items: {saying(said)}")
