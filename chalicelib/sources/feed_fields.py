"""What an RSS or Atom feed says, in the fields that feedparser has for it, whoever read them; and the entries
that these become.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..domain.addresses import is_web_address
from ..domain.entries import Entry
from .feed_dates import parse_date
from .feed_entries import Feed, Words, address, identity, longest

Fields = dict[str, Any]

_HTML_TYPES = ("text/html", "application/xhtml+xml")
# The relations of a link to the page an entry stands on, the best first.
_PAGE_RELATIONS = ("alternate", "related")
# Files that an entry brings along are not the page it stands on.
_FILE = re.compile(
    r"\.(?:aac|avi|flac|gif|jpe?g|m4[abpv]|mkv|mov|mp[34]|og[agv]|opus|png|wav|web[mp]|wm[av])$", re.I
)


@dataclass(frozen=True, slots=True)
class FeedFields:
    """The fields of a feed and of its entries, of which there are `size`, though fewer may have been read."""

    feed: Fields
    entries: list[Fields]
    size: int
    is_atom: bool
    notes: tuple[str, ...] = ()

    def as_seen_from(self, url: str) -> Feed:
        """The feed, with addresses as seen from where it was found, unless it says otherwise itself."""
        bases = (*_links(self.feed, ("alternate", "self")), url)
        # Entries of Atom inherit the feed's author (RFC 4287, 4.2.1). RSS names an editor, who wrote none.
        author = _author(self.feed, is_atom=True) if self.is_atom else None
        return Feed(
            title=_words(self.feed, "title", self.is_atom).visible,
            entries=(_entry(fields, self.is_atom, author, bases) for fields in self.entries),
            size=self.size,
            notes=self.notes,
            hubs=tuple(_links(self.feed, ("hub",))),
            topics=tuple(_links(self.feed, ("self",))),
        )


def _entry(fields: Fields, is_atom: bool, author: str | None, bases: tuple[str, ...]) -> Entry:
    published = _date(fields, "published") or _date(fields, "created")
    updated = _date(fields, "updated")
    if not (is_atom or published):  # RSS has one date, however it is called
        published, updated = updated, None
    return Entry(
        id=identity(dict.get(fields, "id")),
        url=_url(fields, is_atom, bases),
        title=_words(fields, "title", is_atom).visible,
        text=longest(_texts(fields, is_atom)),
        author=_author(fields, is_atom) or author,
        published_at=published,
        updated_at=updated,
    )


def _url(fields: Fields, is_atom: bool, bases: tuple[str, ...]) -> str | None:
    """The page the entry stands on: a link to it, else a guid that does not deny that it is one."""
    for link in _links(fields, _PAGE_RELATIONS):
        if url := address(link, bases):
            return url
    if is_atom or not dict.get(fields, "guidislink"):
        return None
    guid = address(dict.get(fields, "id"), ())
    return guid if is_web_address(guid) and not _FILE.search(guid or "") else None


def _links(fields: Fields, relations: tuple[str, ...]) -> list[str]:
    """The links of these relations, in their order; of one relation, HTML before other types."""
    links = [link for link in _dicts(fields, "links") if link.get("rel") in relations and link.get("href")]
    if len(links) > 1:
        links.sort(key=lambda link: (relations.index(link["rel"]), link.get("type") != "text/html"))
    return [link["href"] for link in links]


def _author(fields: Fields, is_atom: bool) -> str | None:
    """The first of several. RSS writes name and mail address as it likes into one element: as it stands."""
    authors = _dicts(fields, "authors")
    first = authors[0] if authors else {}
    names = [first.get("name"), first.get("email")]
    if not is_atom and len(authors) < 2:
        names.insert(0, dict.get(fields, "author"))
    return next((shown for name in names if isinstance(name, str) and (shown := Words(name).visible)), None)


def _texts(fields: Fields, is_atom: bool) -> Iterable[Words]:
    """What may be the entry's text. Two contents of an Atom entry are the same one, plain and dressed.

    Where there is no summary, feedparser puts a content in its place, and does not say whether it is HTML.
    """
    summary = _words(fields, "summary", is_atom)
    contents = [
        _typed(content.get("value"), content, is_atom)
        for content in _dicts(fields, "content")
        if _is_text(content)
    ]
    if not contents:
        return [summary]
    plain = [words for words in contents if not words.is_html] if is_atom else []
    repeats = summary.text in [words.text for words in contents]
    return [*(plain or contents), *([] if repeats else [summary])]


def _is_text(content: Fields) -> bool:
    kind = str(content.get("type"))
    return kind.startswith("text/") or kind.endswith("xml")


def _words(fields: Fields, key: str, is_atom: bool) -> Words:
    """A text construct. In RSS any text may be HTML; in Atom its type says."""
    detail = dict.get(fields, f"{key}_detail")
    return _typed(dict.get(fields, key), detail if isinstance(detail, dict) else {}, is_atom)


def _typed(text: object, detail: Fields, is_atom: bool) -> Words:
    return Words(text if isinstance(text, str) else "", not is_atom or detail.get("type") in _HTML_TYPES)


def _date(fields: Fields, key: str) -> datetime | None:
    """Our own reading, for feedparser's takes what a date lacks from today's."""
    written = dict.get(fields, key)
    return parse_date(written) if isinstance(written, str) else None


def _dicts(fields: Fields, key: str) -> list[Fields]:
    found = dict.get(fields, key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
