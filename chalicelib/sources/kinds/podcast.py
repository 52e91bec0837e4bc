"""Podcasts: RSS of episodes, with show notes in one of several elements, and maybe a transcript elsewhere."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.manners import Kind
from ...domain.sources import Document
from ..feed_entries import address
from ..feed_listening import listen
from ..feeds import read_feed
from .feed_elements import name_of, reworked

__all__ = ["KIND", "listen", "read"]

# Podcasting 2.0 offers a transcript in several formats; these, the first best, can be read by people.
_READABLE = ("text/html", "text/plain", "text/vtt", "application/x-subrip", "application/srt")

KIND = Kind(
    hears="podcasts: titles and show notes of episodes, with a link to the transcript where there is one",
    limits="8 MB, 1,000 episodes",
    cannot="What is only spoken is not heard",
    least_interval=15,
    most_interval=240,
)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. The link to the transcript stands at the end of the text."""
    return reworked(read_feed(body, content_type, url), body, content_type, _with_transcript)


def _with_transcript(entry: Entry, element: Element) -> Entry:
    offered = [child for child in element if name_of(child) == "transcript"]
    for kind in _READABLE:
        for transcript in offered:
            link = address(transcript.get("url"), (entry.url or "",))
            if link and transcript.get("type") == kind:
                return replace(entry, text=f"{entry.text} Transcript: {link}".lstrip())
    return entry
