"""Finds the feed in a document and mends what keeps XML readers from reading it, before one is asked.

Everything before the root element is left out, and with it all that a document type can do: entities that
expand without end, and entities that would be fetched.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from .bounds import MOST_ENTRIES
from .feed_entries import unreadable

_PROLOG = re.compile(
    r"(?:\s++|<!--.*?-->|<\?.*?\?>|<!doctype[^\[>]*+(?:\[.*?\]\s*)?>)*+", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:rss|rdf|feed|channel|entry))(?=[\s>/])", re.IGNORECASE)
_ROOT_INSIDE = re.compile(r"<(rss|rdf:rdf|feed|channel)(?=\s[^<>]*>|>)", re.IGNORECASE)
_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_END_OF_ENTRY = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_PREFIXED_ENTRY = re.compile(r"<([\w.-]+):(?:channel|item|entry|feed)(?=[\s>/])")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A CDATA section, or a reference that XML does not know by itself, or a stray `&`.
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    r"|&(?!(?:amp|lt|gt|quot|apos);)(?:(?P<number>#x[0-9a-f]{1,8}|#\d{1,8});|[a-z][a-z0-9]{1,31};)?",
    re.DOTALL | re.IGNORECASE,
)
# Attributes and namespaces cost feedparser time by the square of their number. Of a hundred recorded feeds,
# none has more than 20 attributes in a tag, 9 namespaces, or 50,000 tags in a megabyte.
MOST_TAGS = 400_000
MOST_NAMESPACES = 200
_NAMESPACE = re.compile(r"xmlns:([\w.-]+)")
_CROWDED_TAG = re.compile(r"""<[a-z_](?:[^<>"']*+(?:"[^"<]*+"|'[^'<]*+')){200}""", re.IGNORECASE)
# We have no use for these, and they cost the same.
_TAGS = re.compile(r"(</?(?:[\w.-]+:)?)(?:category|keywords|subject|tags)(?=[\s>/])", re.IGNORECASE)
# Names of namespaces are only names, but people put them right. feedparser knows them with http.
_SECURE_NAMESPACE = re.compile(r"""(xmlns(?::[\w.-]+)?\s*=\s*["'])https:""")
# A link that says nothing hides from feedparser that the guid is one.
_EMPTY_LINK = re.compile(r"<link>\s*(?:<!\[CDATA\[\s*\]\]>\s*)?</link>|<link\s*/>", re.IGNORECASE)
# An id is a name; feedparser takes it for an address and joins it to xml:base, but not a guid that denies it.
_ID = re.compile(r"<((?:[\w.-]+:)?)id(?=[\s>])")
_END_OF_ID = re.compile(r"</((?:[\w.-]+:)?)id\s*>")


@dataclass(frozen=True, slots=True)
class FeedMarkup:
    """The feed's element, mended, with at most `MOST_ENTRIES` of its `size` entries.

    It began after `lines_before` lines of the document, in whose line `stray_line` stood the first `&` that
    was no reference.
    """

    xml: str
    is_atom: bool
    size: int
    lines_before: int
    stray_line: int | None


def feed_root(text: str) -> re.Match[str] | None:
    """The start of a feed's outermost element, with its name; None where the document is of another kind."""
    prolog = _PROLOG.match(text)
    return _ROOT.match(text, prolog.end() if prolog else 0)


def feed_markup(text: str) -> FeedMarkup | None:
    """None where there is no feed in the text. It may stand inside a web page, or after a line of prose.

    Raises SourceRefused for one that is made to keep its reader busy.
    """
    root = feed_root(text) or _ROOT_INSIDE.search(text)
    if root is None:
        return None
    end = text.find(">", text.rfind(f"</{root[1]}")) + 1
    whole = text[root.start() : end if end > root.end() else len(text)]
    lines_before = text.count("\n", 0, root.start())
    xml, stray_at = _with_references_mended(_NOT_XML.sub("", whole))
    xml, size = _without_surplus(_with_prefix_mended(xml))
    if _is_a_bomb(xml):
        raise unreadable("a feed with more markup than anybody could read")
    stray_line = None if stray_at is None else lines_before + whole.count("\n", 0, stray_at) + 1
    is_atom = root[1].lower().endswith(("feed", "entry"))
    return FeedMarkup(_for_feedparser(xml), is_atom, size, lines_before, stray_line)


def _with_references_mended(xml: str) -> tuple[str, int | None]:
    """Every reference one that XML knows, or the character itself; also, where the first stray `&` stood."""
    strays: list[int] = []

    def mended(match: re.Match[str]) -> str:
        if match[0].startswith("<"):
            return match[0]
        if not match["number"]:
            strays.append(match.start())
        return html.escape(html.unescape(match[0]))

    return _REFERENCE.sub(mended, xml), strays[0] if strays else None


def _with_prefix_mended(xml: str) -> str:
    """Without a prefix that the feed gives its entries but never declares."""
    found = _PREFIXED_ENTRY.search(xml)
    if found is None or f"xmlns:{found[1]}" in xml:
        return xml
    return re.sub(rf"<(/?){re.escape(found[1])}:", r"<\1", xml)


def _without_surplus(xml: str) -> tuple[str, int]:
    """Without the entries beyond the bound; also, how many there are."""
    starts = [match.start() for match in _ENTRY.finditer(xml)]
    if len(starts) <= MOST_ENTRIES:
        return xml, len(starts)
    surplus = starts[MOST_ENTRIES]
    ends = [match.end() for match in _END_OF_ENTRY.finditer(xml, surplus)]
    return xml[:surplus] + (xml[ends[-1] :] if ends else ""), len(starts)


def _is_a_bomb(xml: str) -> bool:
    if xml.count("<") > MOST_TAGS or _CROWDED_TAG.search(xml):
        return True
    return len(set(_NAMESPACE.findall(xml))) > MOST_NAMESPACES


def _for_feedparser(xml: str) -> str:
    xml = _TAGS.sub(r"\1unused", _EMPTY_LINK.sub("", xml))
    xml = _SECURE_NAMESPACE.sub(r"\1http:", xml)
    if "xml:base" in xml:
        xml = _END_OF_ID.sub(r"</\1guid>", _ID.sub(r'<\1guid ispermalink="false"', xml))
    return xml
