"""Flickr: listens to the public feed of tags, and reads feeds in RSS and Atom; the JSON of feeds and searches
is read by `flickr_api`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.sources import Document, FailureKind
from ..asking import Asking
from ..feeds import read_feed
from ..searching import any_of
from ..several_feeds import listen_to_each
from ..walls import is_page
from .answers import refused
from .feed_elements import adjusted, reworked, tags_of, with_tags
from .json_or_feed import is_json

_NAME = re.compile(r"nobody@flickr\.com \(\"?(.+?)\"?\)")
_DEED = re.compile(r"(?:posted an? (?:photo|video)|has added an? (?:photo|video) to the pool):\s*")

_MOST_CHARS = 400  # of tags in one address

KIND = Kind(
    hears="Flickr: public photos that are tagged with the watch's hashtags",
    limits="the latest 20 photos with any of the tags",
    home="https://www.flickr.com/",
    searches=True,
    least_interval=15,
    most_interval=240,
)


async def listen(asking: Asking) -> Document:
    """The latest photos with any of the tags. In JSON, they have the ids that a search gives them, too."""
    tags = [tag.replace(",", "") for tag in asking.subject.hashtags]
    if not tags:
        raise refused(FailureKind.NOT_CONFIGURED, "the watch has no name or term that could be a tag")
    # https://www.flickr.com/services/feeds/docs/photos_public/
    shape = {"tagmode": "any", "format": "json", "nojsoncallback": 1}
    requests = [
        asking.request("/services/feeds/photos_public.gne", {"tags": some, **shape})
        for some in any_of(tags, _MOST_CHARS, ",")
    ]
    return await listen_to_each(asking, requests)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. Each text ends with the photo's tags."""
    if is_json(body) or is_page(body):
        from . import flickr_api

        return flickr_api.read(body, content_type, url)
    document = adjusted(read_feed(body, content_type, url), _without_deed)
    return reworked(document, body, content_type, _tagged)


def _without_deed(entry: Entry) -> Entry:
    """Without "Ann posted a photo:" before the description, which people mostly leave empty."""
    author = entry.author or ""
    name = found[1] if (found := _NAME.fullmatch(author)) else author
    said = entry.text.removeprefix(f"{name} ")
    deed = _DEED.match(said)
    return replace(entry, text=said[deed.end() :]) if deed else entry


def _tagged(entry: Entry, element: Element) -> Entry:
    """RSS has all tags in one element, parted by spaces. Those with a colon are for machines."""
    tags = " ".join(tags_of(element)).split()
    return replace(entry, text=with_tags(entry.text, [tag for tag in tags if ":" not in tag]))
