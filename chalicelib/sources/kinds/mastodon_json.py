"""What Mastodon, and servers that speak its language, answer: timelines, and searches for statuses.

https://docs.joinmastodon.org/entities/Status/
"""

from __future__ import annotations

from collections.abc import Iterator

from ...domain.entries import Entry
from ...domain.sources import Document
from ..feed_entries import unreadable
from .answers import document_of, joined, saying, status_in, status_told
from .json_documents import Json, load


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The statuses. Those who search also find accounts and hashtags, which nobody said."""
    answer = load(body, content_type)
    for found in (answer, answer.at("statuses"), answer.at("data"), answer.at("data", "statuses")):
        if found.is_list():
            return document_of(found.each(), _entry)
    if answer.has("error"):
        words = f"{answer.raw('error')} {answer.raw('error_description')}"
        raise status_told(status_in(words), f"the server says: {saying(words)}")
    raise unreadable("JSON, but no statuses of Mastodon")


def _entry(found: Json) -> Entry:
    """A boost stands for the status it repeats: it has no words and no page of its own."""
    status = found.at("reblog") if found.is_object("reblog") else found
    return Entry(
        id=status.id("id"),
        url=status.url("url") or status.url("uri"),
        title=status.plain("spoiler_text"),
        text=joined(_texts(status)),
        author=status.plain("account", "acct") or None,
        published_at=status.date("created_at"),
        updated_at=status.date("edited_at"),
    )


def _texts(status: Json) -> Iterator[str]:
    """Its words; pictures' descriptions, a poll's choices, the title of a linked page, a status quoted."""
    yield status.html("content")
    for attachment in status.each("media_attachments"):
        yield attachment.plain("description")
    for option in status.each("poll", "options"):
        yield option.plain("title")
    yield status.plain("card", "title")
    if quoted := status.html("quote", "quoted_status", "content"):
        yield f"“{quoted}”"
