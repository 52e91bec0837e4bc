"""Reads the list of articles that GDELT finds in the world's news
(https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/).
"""

from __future__ import annotations

from ...domain.entries import Entry
from ...domain.sources import Document
from ..feed_entries import unreadable
from .answers import document_of, rate_limited, saying
from .json_documents import Json, load
from .json_or_feed import is_json
from .odd_answers import wait_in_words, without_stray_escapes

_TOO_OFTEN = b"limit requests"


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The articles; an empty object where there are none. Errors come in plain text, whatever the status."""
    if not is_json(body) and _TOO_OFTEN in body[:500].lower():
        said = body[:500].decode("utf-8", "replace")
        raise rate_limited(f"asks us to come less often: {saying(said)}", wait_in_words(said))
    found = load(without_stray_escapes(body), content_type)
    if not found.is_list("articles") and found.value != {}:
        raise unreadable("JSON, but no list of articles")
    return document_of(found.each("articles"), _entry)


def _entry(article: Json) -> Entry:
    """Dated when GDELT saw the article, which is soon after it appeared. It knows no authors."""
    return Entry(
        url=article.url("url"),
        title=article.escaped("title"),
        published_at=article.date("seendate"),
    )
