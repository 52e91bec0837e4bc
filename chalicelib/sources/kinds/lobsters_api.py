"""Reads what Lobsters answers in JSON (https://lobste.rs/about): lists of stories, and single ones."""

from __future__ import annotations

from ...domain.entries import Entry
from ...domain.reach import reach_of
from ...domain.sources import Document
from ..feed_entries import unreadable
from .answers import document_of
from .json_documents import Json, load


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The stories. A story's page holds its comments, too; those are heard in the feed of all comments."""
    found = load(body, content_type)
    if found.is_list():
        return document_of(found.each(), _entry)
    if not found.has("short_id"):
        raise unreadable("JSON, but neither stories nor a story")
    unheard = len(found.each("comments"))
    notes = [f"comments left to the feed of comments: {unheard:,}"] if unheard else []
    return document_of([found], _entry, notes=notes)


def _entry(story: Json) -> Entry:
    """A story leads to what it is about, or else to its own page."""
    return Entry(
        id=story.id("short_id"),
        url=story.url("url") or story.url("short_id_url") or story.url("comments_url"),
        title=story.plain("title"),
        text=story.html("description") or story.html("comment"),
        author=_who(story, "submitter_user") or _who(story, "commenting_user"),
        published_at=story.date("created_at"),
        updated_at=story.date("updated_at"),
        reach=reach_of(None, story.number("score"), story.number("comment_count")),
    )


def _who(story: Json, key: str) -> str | None:
    """A name, which was an object around it until 2022."""
    return story.plain(key, "username") or story.plain(key) or None
