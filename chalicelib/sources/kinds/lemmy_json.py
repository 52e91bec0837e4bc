"""What Lemmy answers: posts and comments, listed or searched for.

https://join-lemmy.org/api/
"""

from __future__ import annotations

from ...domain.entries import Entry
from ...domain.sources import Document
from ..feed_entries import unreadable
from .answers import document_of, joined, saying, status_in, status_told
from .json_documents import Json, load

_LISTS = {"posts": "post", "comments": "comment"}


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """Posts and comments in the document's order. Communities and users are nothing that somebody said."""
    answer = load(body, content_type)
    views = [view for key, found in answer.below() if key in _LISTS for view in found.each()]
    if views or any(answer.is_list(key) for key in _LISTS):
        return document_of(views, _entry)
    if answer.has("error"):
        words = f"{answer.raw('error')} {answer.raw('message')}"
        raise status_told(status_in(words), f"the server says: {saying(words)}")
    raise unreadable("JSON, but no posts or comments of Lemmy")


def _entry(view: Json) -> Entry:
    """`ap_id` names it on all servers; its number is another one on each, and one of a post and a comment."""
    said = view.at("comment") if view.is_object("comment") else view.at("post")
    is_gone = said.is_true("deleted") or said.is_true("removed")
    return Entry(
        id=said.id("ap_id") or said.id("id"),
        url=said.url("ap_id"),
        title="" if is_gone else said.escaped("name"),
        text="" if is_gone else _text(said),
        author=view.plain("creator", "name") or None,
        published_at=said.date("published") or said.date("published_at"),
        updated_at=said.date("updated") or said.date("updated_at"),
    )


def _text(said: Json) -> str:
    """A comment's words; a post's, and the page it links to."""
    if said.has("content"):
        return said.escaped("content")
    return joined((said.escaped("body"), said.url("url") or "", said.escaped("alt_text")))
