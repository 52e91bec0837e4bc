"""Reads articles from DEV and other Forem sites (https://developers.forem.com/api)."""

from __future__ import annotations

from ...domain.entries import Entry
from ...domain.sources import Document
from .answers import document_of, saying, status_told
from .json_documents import Json, load
from .odd_answers import wait_in_words


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """A list of articles, or one with its text."""
    found = load(body, content_type)
    if found.is_list():
        return document_of(found.each(), _entry)
    if found.has("id") and found.has("title"):
        return document_of([found], _entry)
    said = found.raw("error") or found.raw("message")
    raise status_told(found.number("status"), f"no articles: {saying(said)}", wait_in_words(said))


def _entry(article: Json) -> Entry:
    return Entry(
        id=article.id("id"),
        url=article.url("url") or article.url("canonical_url"),
        title=article.plain("title"),
        text=article.html("body_html") or article.plain("description"),
        author=article.plain("user", "username") or None,
        published_at=article.date("published_at") or article.date("published_timestamp"),
        updated_at=article.date("edited_at"),
    )
