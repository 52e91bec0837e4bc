"""Finds the feeds that a web page names in its head, however badly it is written.

https://blog.whatwg.org/feed-autodiscovery

Not built on the standard `html.parser`, for the reason that `visible_text` gives: here, too, the time grows
with the length. Every repeat is possessive, or goes on to the end of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from .feed_entries import address
from .visible_text import single_spaced

_TYPES = frozenset(
    f"application/{kind}" for kind in ("rss+xml", "atom+xml", "feed+json", "rdf+xml", "json", "xml")
)
# Comments and scripts are found to be passed over. No `<` stands within a link: a quote left open ends there.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)(?=[\s/>]).*?(?:</\1|\Z)"
    r"""|<(?P<name>link|base)(?=[\s/>])(?P<inside>(?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|["'])*+)""",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([^\s"'/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"']\S*+)))?+""")
_LONGEST = 4_000  # of an attribute, in characters; `unescape` stumbles over numbers of more than 4,300 digits
_LONGEST_TITLE = 200


class FeedLink(NamedTuple):
    """Where a page says that a feed is, and what it calls it. `is_comments` when it seems to hold answers."""

    url: str
    title: str
    is_comments: bool


def feed_links(page: str, url: str) -> Iterator[FeedLink]:
    """The links to feeds in the page's order, as seen from its base, or else from `url`."""
    found = (tag for tag in _TAG.finditer(page) if tag["name"])
    tags = [(tag["name"].lower(), _attributes(tag["inside"])) for tag in found]
    bases = (given["href"] for name, given in tags if name == "base" and "href" in given)
    base = address(next(bases, ""), (url,)) or url
    for name, given in tags:
        if name == "link" and _is_of_feed(given) and (link := address(given.get("href"), (base,))):
            title = single_spaced(given.get("title", ""))[:_LONGEST_TITLE]
            yield FeedLink(link, title, "comment" in f"{given['href']} {title}".lower())


def _attributes(inside: str) -> dict[str, str]:
    """By their names in lower case."""
    written = ((name.lower(), "".join(values)) for name, *values in _ATTRIBUTE.findall(inside))
    return {name: unescape(value) for name, value in written if len(value) <= _LONGEST}


def _is_of_feed(given: dict[str, str]) -> bool:
    kind = given.get("type", "").partition(";")[0].strip().lower()
    is_alternate = "alternate" in given.get("rel", "").lower().split()
    return is_alternate and kind in _TYPES and "oembed" not in given.get("href", "")
