"""What feedparser calls the elements of a feed: by its own prefix for their namespace, not by the feed's.

It knows namespaces in any case, and goes by the feed's prefix where it does not know one
(https://github.com/kurtmckee/feedparser/blob/6.0.14/feedparser/parsers/strict.py).
"""

from __future__ import annotations

import re
from enum import Enum
from html import unescape

from .feed_markup import MOST_NAMESPACES

_RSS_1 = ("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
_ATOM_0_3, _ATOM_1_0 = "http://purl.org/atom/ns#", "http://www.w3.org/2005/atom"

# What it takes for RSS or Atom, whatever was meant.
_TAKEN_FOR_FEEDS = f"""
    {" ".join(_RSS_1)} {_ATOM_0_3} {_ATOM_1_0} http://blogs.law.harvard.edu/tech/rss
    http://example.com/newformat# http://example.com/necho http://purl.org/echo/ uri/of/echo/namespace#
    http://purl.org/pie/ http://purl.org/rss/1.0/modules/rss091#
""".split()
# Those that matter to us. It knows some more, whose elements mean nothing that we ask for.
_KNOWN = {
    **dict.fromkeys(_TAKEN_FOR_FEEDS, ""),
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/xml/1998/namespace": "xml",
}
# One that is longer is not found, and then its elements are doubted. CDATA may hold any number of them.
_DECLARATION = re.compile(
    r"""xmlns(?::([^\s=]{1,30}))?\s{0,9}=\s{0,9}(?:"([^"<]{0,999})"|'([^'<]{0,999})')"""
)
_ANY_RSS = "backend.userland.com/rss"
# It does not know these, but the prefix that they commonly have.
_BY_PREFIX = {"http://www.rssboard.org/media-rss": "media"}
_PREFIXES = frozenset(_KNOWN.values()) - {""}


class Version(Enum):
    """What feedparser takes a feed for; all versions of RSS are one to it."""

    RSS = "rss"
    ATOM_0_3 = "atom 0.3"
    ATOM_1_0 = "atom 1.0"


class Doubt(Exception):  # no error: feedparser is asked instead
    """This document may mean something else to feedparser."""


class Names(dict[str, str]):
    """The name of each tag, such as `title` or `dc:date`, found when first asked for.

    Raises Doubt where feedparser might mix up the namespaces that are declared in the document.
    """

    def __init__(self, document: str) -> None:
        super().__init__()
        self._prefixes: dict[str, str] = {}
        self._spaces = set[str]()
        spaces: dict[str, str] = {}
        for prefix, uri in _declared(document):
            self._spaces.add(_plain(uri))
            known = _known(uri)
            if prefix and spaces.setdefault(prefix.lower(), uri) != uri:
                raise Doubt  # one prefix, two namespaces
            if known is None and self._prefixes.setdefault(uri, prefix) != prefix:
                raise Doubt  # one namespace that it goes by prefix for, two prefixes
            if prefix.lower() in _PREFIXES and prefix != (known or _BY_PREFIX.get(uri)):
                raise Doubt  # it calls this namespace otherwise, or takes the prefix's word
            if (uri and uri.split() != [uri]) or len(spaces) + len(self._prefixes) > MOST_NAMESPACES:
                raise Doubt  # it parts names from their namespaces by a blank

    def version_of(self, root: str) -> Version:
        """The version of a feed with this tag outermost. Raises Doubt for what is none, or might be another.

        feedparser goes by the first namespace that is declared, whether it is used or not.
        """
        name, space = self[root], root.rpartition("}")[0][1:].lower()
        if name in ("rss", "rdf:rdf"):
            return Version.RSS
        others = {_ATOM_0_3: {*_RSS_1, _ATOM_1_0}, _ATOM_1_0: {*_RSS_1}}.get(space)
        if name != "feed" or others is None or self._spaces & others:
            raise Doubt
        return Version.ATOM_0_3 if space == _ATOM_0_3 else Version.ATOM_1_0

    def __missing__(self, tag: str) -> str:
        space, _, local = tag.rpartition("}")
        prefix = _known(space[1:]) if space else ""
        if prefix is None:
            prefix = self._prefixes.get(space[1:])
        if prefix is None:
            raise Doubt
        name = self[tag] = (f"{prefix}:{local}" if prefix else local).lower()
        return name


def _declared(document: str) -> set[tuple[str, str]]:
    """Prefixes and their namespaces."""
    found = {match.groups("") for match in _DECLARATION.finditer(document)}
    return {(prefix, unescape(double or single)) for prefix, double, single in found}


def _known(uri: str) -> str | None:
    """What feedparser calls the namespace; None if it goes by the prefix."""
    uri = _plain(uri)
    return "" if _ANY_RSS in uri else _KNOWN.get(uri)


def _plain(uri: str) -> str:
    """As it is known, in small letters. People also write it with https."""
    lower = uri.lower()
    return f"http:{lower[6:]}" if lower.startswith("https:") else lower
