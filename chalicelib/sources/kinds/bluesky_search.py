"""What Bluesky's `app.bsky.feed.searchPosts` answers; feeds hold the same posts, one level deeper.

https://docs.bsky.app/docs/api/app-bsky-feed-search-posts
"""

from __future__ import annotations

from collections.abc import Iterator

from ...domain.entries import Entry
from ...domain.sources import Document
from ..feed_entries import unreadable
from .answers import document_of, joined, saying, status_in, status_told
from .json_documents import Json, load

_PROFILES = "https://bsky.app/profile"
_COLLECTION = "/app.bsky.feed.post/"


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The posts; `cursor` and `hitsTotal` are for whoever asks for the next page."""
    answer = load(body, content_type)
    if answer.is_list("posts"):
        return document_of(answer.each("posts"), _entry)
    if answer.is_list("feed"):
        return document_of([item.at("post") for item in answer.each("feed")], _entry)
    if answer.has("error") or answer.has("message"):
        name, words = answer.raw("error"), answer.raw("message")
        detail = f"Bluesky says: {saying(f'{name}: {words}' if words else name)}"
        raise status_told(status_in(f"{name} {words}"), detail)
    raise unreadable("JSON, but no posts of Bluesky")


def _entry(post: Json) -> Entry:
    uri = post.id("uri") or ""
    did, _, key = uri.removeprefix("at://").partition(_COLLECTION)
    who = _name(post, did)
    return Entry(
        id=uri or None,
        url=Json(f"{_PROFILES}/{who}/post/{key}").url() if who and key else None,
        text=joined(_texts(post)),
        author=who or None,
        published_at=post.date("record", "createdAt") or post.date("indexedAt"),
    )


def _name(post: Json, did: str) -> str:
    """The handle; where it no longer leads to its owner, the name that lasts."""
    handle = post.plain("author", "handle")
    return post.plain("author", "did") or did if handle in ("", "handle.invalid") else handle


def _texts(post: Json) -> Iterator[str]:
    yield post.plain("record", "text")
    yield from _shown_with(post)
    yield from _unseen(post.at("record"))


def _shown_with(post: Json) -> Iterator[str]:
    """The words of what is embedded: pictures' descriptions, the title of a linked page, a post quoted.

    Searches answer with `embed` made ready for display; where it is missing, the record holds most of it.
    """
    embed = post.at("embed") if post.is_object("embed") else post.at("record", "embed")
    for part in (embed, embed.at("media")):
        for image in part.each("images"):
            yield image.plain("alt")
        yield part.plain("alt")
        yield part.plain("external", "title")
        yield part.plain("external", "uri")
    for quoted in (embed.at("record"), embed.at("record", "record")):
        if words := quoted.plain("value", "text"):
            yield f"“{words}”"


def _unseen(record: Json) -> Iterator[str]:
    """Addresses that the text shows shortened or under other words, and tags beside the text."""
    for facet in record.each("facets"):
        for feature in facet.each("features"):
            yield feature.plain("uri")
    for tag in record.each("tags"):
        yield f"#{tag.plain()}" if tag.plain() else ""
