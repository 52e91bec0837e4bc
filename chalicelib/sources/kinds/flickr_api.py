"""Reads photos from Flickr in JSON: what its API answers
(https://www.flickr.com/services/api/flickr.photos.search.html), and its public feeds.
"""

from __future__ import annotations

import re

from ...domain.entries import Entry
from ...domain.reach import reach_of
from ...domain.sources import Document, FailureKind
from ...errors import SourceRefused, SourceUnavailable
from .answers import document_of, refused, saying, status_told
from .json_documents import Json, load
from .odd_answers import without_stray_escapes

_PHOTOS = "https://www.flickr.com/photos/"
_PHOTO = re.compile(r"/photos/[^/]+/(\d+)")
# In feeds, an address that is nobody's stands around the name: `nobody@flickr.com ("name")`.
_NOBODY = re.compile(r"nobody@flickr\.com \(\"?(.*?)\"?\)", re.DOTALL)
# What stands before the description there, after the name: "Ann posted a photo:".
_DEED = re.compile(r"\A(?:posted an? (?:photo|video)|has added an? (?:photo|video) to the pool):\s*")
_MOST_TAGS = 75  # that many Flickr allows
_UNAVAILABLE = frozenset({"0", "10", "105", "201"})
_WITHOUT_RIGHT = frozenset({"98", "99", "100"})


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """The photos, each with its description and, where they are told, its tags."""
    found = load(without_stray_escapes(body), content_type)
    if found.is_list("items"):
        return document_of(found.each("items"), _from_feed, found.escaped("title"))
    for around in ("photos", "photoset"):
        if found.is_list(around, "photo"):
            return document_of(found.each(around, "photo"), _from_search)
    raise _failure(found)


def _from_search(photo: Json) -> Entry:
    number, owner = photo.id("id"), photo.plain("owner")
    place = photo.plain("pathalias") or owner  # feeds know the owner by this name, where there is one
    return Entry(
        id=number,
        url=f"{_PHOTOS}{place}/{number}" if number and place else None,
        title=photo.escaped("title") or photo.escaped("title", "_content"),
        text=_with_tags(photo.html("description", "_content"), photo),
        author=photo.plain("ownername") or owner or None,
        published_at=photo.date("dateupload"),
        updated_at=photo.date("lastupdate"),
        reach=reach_of(photo.number("views")),
    )


def _from_feed(item: Json) -> Entry:
    link = item.url("link")
    photo = _PHOTO.search(link or "")
    author = _somebody(item.plain("author"))
    said = item.html("description").removeprefix(f"{author} ")
    return Entry(
        id=photo[1] if photo else None,
        url=link,
        title=item.escaped("title"),
        text=_with_tags(_DEED.sub("", said, count=1), item),
        author=author,
        published_at=item.date("published"),
    )


def _with_tags(text: str, photo: Json) -> str:
    """A photo is often found by its tags alone, which people see beside it; not those of machines."""
    tags = [f"#{tag}" for tag in photo.plain("tags").split()[:_MOST_TAGS] if ":" not in tag]
    return " ".join([*filter(None, [text]), *tags])


def _somebody(author: str) -> str | None:
    found = _NOBODY.fullmatch(author)
    return (found[1] if found else author).strip() or None


def _failure(found: Json) -> SourceRefused | SourceUnavailable:
    """https://www.flickr.com/services/api/flickr.photos.search.html, error codes."""
    code, said = found.raw("code"), saying(found.raw("message"))
    if code in _WITHOUT_RIGHT:
        return refused(FailureKind.FORBIDDEN, f"does not let us read this: {said}")
    return status_told(503 if code in _UNAVAILABLE else None, f"no photos: {said}")
