"""Reads what the search of Hacker News answers: stories and comments, without the marks around what it found
(https://hn.algolia.com/api).
"""

from __future__ import annotations

from ...domain.entries import Entry
from ...domain.sources import Document
from .answers import document_of, saying, status_told
from .json_documents import Json, load

_PAGE_OF = "https://news.ycombinator.com/item?id="


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The hits of a search, or the one thing that `items/ID` is about, without what was answered to it."""
    found = load(body, content_type)
    if found.is_list("hits"):
        return document_of(found.each("hits"), _entry)
    if found.has("id") and found.has("author"):
        return document_of([found], _entry)
    said = found.raw("message") or found.raw("error")
    raise status_told(found.number("status"), f"no list of hits: {saying(said)}")


def _entry(hit: Json) -> Entry:
    """A story leads to what it is about; a comment, and a story about nothing else, to its own page."""
    item = hit.id("objectID") or hit.id("id")
    page = f"{_PAGE_OF}{item}" if item else None
    return Entry(
        id=item,
        url=hit.url("url") or page,
        title=hit.escaped("title"),
        text=hit.html("story_text") or hit.html("comment_text") or hit.html("text"),
        author=hit.plain("author") or None,
        published_at=hit.date("created_at") or hit.date("created_at_i"),
        updated_at=hit.date("updated_at"),
    )
