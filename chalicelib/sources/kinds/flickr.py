"""Flickr: the public feeds in RSS and Atom here, the JSON of feeds and searches in `flickr_api`."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.sources import Document
from ..feeds import read_feed
from .feed_elements import adjusted, reworked, tags_of, with_tags
from .json_or_feed import is_json

_NAME = re.compile(r"nobody@flickr\.com \(\"?(.+?)\"?\)")
_DEED = re.compile(r"(?:posted an? (?:photo|video)|has added an? (?:photo|video) to the pool):\s*")


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. Each text ends with the photo's tags."""
    if is_json(body):
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
