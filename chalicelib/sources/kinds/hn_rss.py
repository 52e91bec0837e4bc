"""Hacker News in RSS: its own feeds, and those of hnrss.org and hnapp.com.

Scores and counts of comments are taken out: with them, every poll would find every entry edited.
"""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

from ...domain.entries import Entry
from ...domain.sources import Document
from ..feed_entries import address
from ..feeds import read_feed
from .feed_elements import adjusted, reworked, word
from .links_back import without_link_back

# hnrss.org
_COUNTS = re.compile(
    r"(?:^|\s)(?:Article URL: \S+ )?Comments URL: https://news\.ycombinator\.com/item\?id=\d+"
    r"(?: Points: [\d,]+)?(?: # Comments: [\d,]+)?$"
)
# hnapp.com
_SCORE_IN_TITLE = re.compile(r"(\d+) – ")
_SCORE = re.compile(r"(\d+) points?(?:, \d+ comments?)?$")


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """See `read_feed`. An entry without an id gets the address of its discussion, as in the other feeds."""
    document = reworked(read_feed(body, content_type, url), body, content_type, _with_discussion)
    return adjusted(document, _without_counts)


def _with_discussion(entry: Entry, element: Element) -> Entry:
    discussion = address(word(element, "comments"), ())
    text = without_link_back(entry.text, word(element, "description"), (discussion,))
    return replace(entry, id=entry.id or discussion, text=text)


def _without_counts(entry: Entry) -> Entry:
    text = _COUNTS.sub("", entry.text)
    score = _SCORE.match(text)
    if score is None:
        return replace(entry, text=text)
    in_title = _SCORE_IN_TITLE.match(entry.title)
    title = entry.title[in_title.end() :] if in_title and in_title[1] == score[1] else entry.title
    return replace(entry, title=title, text="")
