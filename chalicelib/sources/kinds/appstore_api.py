"""Reads reviews from the App Store's feed of them, in JSON and in XML, which is documented nowhere."""

from __future__ import annotations

import re

from ...domain.entries import Entry
from ...domain.sources import Document
from ..feed_entries import unreadable
from ..feeds import read_feed
from .answers import document_of, saying
from .json_documents import Json, load
from .json_or_feed import is_json

_PAST_THE_LAST_PAGE = b"page depth is limited"
_XML_ENTRY = re.compile(rb"<entry>.*?(?:</entry>|\Z)", re.DOTALL)
# Beside the review itself, each entry holds it once more in HTML, under the name of the app.
_SECOND_CONTENT = re.compile(rb"<content type=\"html\">.*?(?:</content>|\Z)", re.DOTALL)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The reviews. There are none past the end, where what the answer looks like depends on how far past.

    All reviews of an app have one address: they are told apart by their ids.
    """
    if not is_json(body):
        return _not_in_json(body, content_type, url)
    found = load(body, content_type)
    if not found.is_object("feed"):
        raise unreadable(f"no feed of reviews: {saying(found.raw('errorMessage') or found.raw('message'))}")
    reviews = [entry for entry in _entries(found.at("feed")) if not _is_the_app(entry)]
    return document_of(reviews, _entry, found.plain("feed", "title", "label"))


def _not_in_json(body: bytes, content_type: str | None, url: str) -> Document:
    if _PAST_THE_LAST_PAGE in body[:500]:
        return Document(notes=("there are no reviews past the tenth page",))
    return read_feed(_XML_ENTRY.sub(_review_alone, body), content_type, url)


def _entries(feed: Json) -> list[Json]:
    """A single one stands without the list around it."""
    return [feed.at("entry")] if feed.is_object("entry") else feed.each("entry")


def _is_the_app(entry: Json) -> bool:
    """The first entry may describe the app itself."""
    return entry.has("im:name")


def _review_alone(entry: re.Match[bytes]) -> bytes:
    """What `_is_the_app` and the doubled content are in XML, left out."""
    return b"" if b"<im:name" in entry[0] else _SECOND_CONTENT.sub(b"", entry[0])


def _entry(review: Json) -> Entry:
    """The date is that of its last change, the only one there is; in 2021 there was none."""
    return Entry(
        id=review.id("id", "label"),
        url=review.url("link", "attributes", "href"),
        title=review.plain("title", "label"),
        text=review.plain("content", "label"),
        author=review.plain("author", "name", "label") or None,
        published_at=review.date("updated", "label"),
    )
