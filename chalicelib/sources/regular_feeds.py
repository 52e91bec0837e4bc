"""Reads RSS and Atom that are as they should be, as feedparser would and in a tenth of its time.

On any doubt it reads nothing: what is not well-formed, or says anything in an unusual way, is left to
feedparser, whose ways are followed here (version 6.0.14, https://github.com/kurtmckee/feedparser): an element
means the same wherever it stands, but of two the one that stands less deep counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from .bounds import MOST_ENTRIES
from .feed_fields import FeedFields, Fields
from .feed_markup import MOST_TAGS, feed_root
from .feed_names import ATOM_0_3, ATOM_1_0, RSS_1, Doubt, Names
from .feed_texts import BASE, BASES, DEEPEST, HTML, PLAIN, TYPES, Texts, attributes, mended, refuse_base

# What may stand inside these elements, and then belongs to them.
_OF_A_PERSON = frozenset({"name", "email", "uri", "url", "homepage"})
_OF_AN_IMAGE = frozenset({"title", "link", "description", "url", "href", "width", "height"})
_OF_AN_ENTRYS_IMAGE = frozenset({"url", "href", "width", "height"})
_OF_A_TEXT_BOX = frozenset({"title", "link", "description", "name"})
_OF_A_SOURCE = frozenset(
    "title link id updated author contributor rights subtitle category generator icon logo".split()
)
# Control characters, which browsers, and `feed_markup` with them, take for characters of cp1252.
_ODD_REFERENCE = re.compile(r"&#(?:0*1(?:2[7-9]|[345]\d)|x0*(?:7f|[89][0-9a-f]));", re.IGNORECASE)
_ENTITY_OF_A_LINK = re.compile(r"&([A-Za-z0-9_]+);")


def regular_feed(text: str) -> FeedFields | None:
    """None for what is no feed, or none that can be read in this way without doubt."""
    root = feed_root(text)
    if root is None or _is_crowded(text) or _ODD_REFERENCE.search(text):
        return None
    try:
        # Without what stands before the root element no entity can be declared: none is expanded or fetched.
        element = ElementTree.fromstring(text[root.start() :].encode())  # noqa: S314
        return _Reading(Names(text), element, has_base="xml:base" in text).read()
    except (ElementTree.ParseError, UnicodeEncodeError, Doubt):
        return None


def _is_crowded(text: str) -> bool:
    """True for what may be more tags or attributes than anybody could read."""
    if len(text) <= MOST_TAGS:
        return False
    return text.count("<") > MOST_TAGS or max(text.count('"'), text.count("'")) > 2 * MOST_TAGS


class _Reading:
    """One document while it is read: what it has said so far, and what feedparser would remember of it."""

    def __init__(self, names: Names, root: Element, has_base: bool) -> None:
        """Raises Doubt for a root element of another kind."""
        self._names = names
        self._root = root
        self._has_base = has_base
        name, space = names[root.tag], root.tag.rpartition("}")[0][1:].lower()
        self._is_atom = name == "feed"
        if self._is_atom:
            self._refuse_other_versions(space)
        elif name not in ("rss", "rdf:rdf"):
            raise Doubt
        self._texts = Texts(names, self._is_atom, space == ATOM_1_0)
        self._feed: Fields = {}
        self._entries: list[Fields] = []
        self._size = 0
        self._here = self._feed
        self._depths: dict[str, int] | None = None  # of the fields of an entry; None outside of entries
        self._title_depth = -1
        self._has_content = False
        self._base = ""

    def _refuse_other_versions(self, space: str) -> None:
        """feedparser goes by the first namespace that is declared, whether it is used or not."""
        others = {ATOM_0_3: (*RSS_1, ATOM_1_0), ATOM_1_0: RSS_1}.get(space)
        if others is None or not self._names.spaces.isdisjoint(others):
            raise Doubt

    def read(self) -> FeedFields:
        """Raises Doubt."""
        self._see_base(self._root)
        self._read(self._root, 2, _READERS if self._is_atom else _AT_TOP)
        return FeedFields(self._feed, self._entries, self._size, self._is_atom)

    def _read(self, element: Element, depth: int, readers: Mapping[str, _Reader]) -> None:
        """Reads on inside of what means nothing to us, which may hold something that does."""
        if depth > DEEPEST:
            raise Doubt
        outer, names = self._base, self._names
        for child in element:
            if child.attrib and not BASES.isdisjoint(child.attrib):
                self._see_base(child)
            reader = readers.get(names[child.tag])
            if reader is not None:
                reader(self, child, depth)
            elif len(child):
                self._read(child, depth + 1, readers)
            if outer:  # feedparser never goes back from a base to none
                self._base = outer

    def _see_base(self, element: Element) -> None:
        found = BASES & element.attrib.keys()
        if not found:
            return
        base = self._absolute(element.attrib[BASE]) if found == {BASE} else ""
        if not base.startswith(("http://", "https://")):
            raise Doubt
        self._base = base

    def _absolute(self, link: str) -> str:
        if ":///" in link:  # feedparser takes the third slash away
            raise Doubt
        try:
            return urljoin(self._base, link) if self._base else link
        except ValueError:
            raise Doubt from None

    def _keep(self, field: str, text: str, depth: int) -> None:
        if self._depths is not None:
            if depth > self._depths.get(field, depth):
                return
            self._depths[field] = depth
        self._here[field] = text

    # What the elements mean, by their names in `_READERS`. `depth` is how deep they stand.

    def _doubtful(self, element: Element, depth: int) -> None:
        raise Doubt

    def _channel(self, element: Element, depth: int) -> None:
        self._about(element)
        self._read(element, depth + 1, _READERS)

    def _entry(self, element: Element, depth: int) -> None:
        if self._depths is not None:
            raise Doubt
        about = self._about(element)
        self._size += 1
        if self._size <= MOST_ENTRIES:
            self._here = {"id": about} if about else {}
            self._entries.append(self._here)
            self._depths, self._title_depth = {}, -1
            self._read(element, depth + 1, _READERS)
            self._here, self._depths = self._feed, None
        self._has_content = False

    def _about(self, element: Element) -> str:
        """The id that RSS 1.0 has in an attribute. Others have links there, and dates: see CDF."""
        about = ""
        for attribute, value in element.items():
            name = self._names[attribute]
            if name.rpartition(":")[2] in ("href", "lastmod"):
                raise Doubt
            about = value if name == "rdf:about" else about
        return about

    def _guid(self, element: Element, depth: int) -> None:
        said = attributes(element) if element.attrib else {}
        self._identify(element, depth, said.get("ispermalink", "true") == "true")

    def _id(self, element: Element, depth: int) -> None:
        """Where there is a base, `feed_markup` keeps feedparser from joining ids to it."""
        if self._has_base and "ispermalink" not in attributes(element):
            self._identify(element, depth, is_link=False)
        else:
            self._guid(element, depth)

    def _identify(self, element: Element, depth: int, is_link: bool) -> None:
        value = self._texts.plain(element)
        if value and is_link:
            value = self._absolute(value)
        self._keep("id", value, depth)
        self._here.setdefault("guidislink", is_link and "link" not in self._here)
        if is_link:
            self._here.setdefault("link", value)

    def _link(self, element: Element, depth: int) -> None:
        written = self._texts.plain(element)
        if not element.attrib and not written:
            return  # as if it were not there: see `feed_markup`
        link = attributes(element)
        if "url" in link or "uri" in link:
            raise Doubt
        if link.setdefault("rel", "alternate") != "self":
            link.setdefault("type", HTML)
        self._here.setdefault("links", []).append(link)
        if "href" in link:
            link["href"] = self._absolute(link["href"])
            if link["rel"] == "alternate" and TYPES.get(link["type"], PLAIN) != PLAIN:
                self._here["link"] = link["href"]
            return
        if written:
            link["href"] = written = self._absolute(written)
            if "&" in written:
                link["href"] = written = _ENTITY_OF_A_LINK.sub(r"&\1", written.replace("&amp;", "&"))
        self._here["link"] = written

    def date(self, field: str, element: Element, depth: int) -> None:
        """As it is written."""
        self._keep(field, self._texts.plain(element), depth)

    def _title(self, element: Element, depth: int) -> None:
        text, kind = self._texts.typed(element, PLAIN)
        if not -1 < self._title_depth <= depth:
            self._keep("title", text, depth)
            self._here["title_detail"] = {"type": kind}
        if text:
            self._title_depth = depth

    def _title_of_media(self, element: Element, depth: int) -> None:
        before = self._title_depth
        self._title(element, depth)
        self._title_depth = before

    def _summary(self, element: Element, depth: int) -> None:
        self._summarize(element, depth, PLAIN)

    def _description(self, element: Element, depth: int) -> None:
        self._summarize(element, depth, HTML)

    def _summarize(self, element: Element, depth: int, usual: str) -> None:
        """The first one is the summary, the second is content. A feed's description is neither."""
        if "summary" in self._here and not self._has_content:
            self._content(element, depth)
            return
        text, kind = self._texts.typed(element, usual)
        if self._depths is not None or usual == PLAIN:
            self._keep("summary", text, depth)
            self._here["summary_detail"] = {"type": kind}

    def _content(self, element: Element, depth: int) -> None:
        self._contain(*self._texts.typed(element, PLAIN))

    def _content_encoded(self, element: Element, depth: int) -> None:
        self._contain(*self._texts.typed(element, HTML))

    def _contain(self, text: str, kind: str) -> None:
        self._has_content = True
        self._here.setdefault("content", []).append({"type": kind, "value": text})
        self._here.setdefault("summary", text)

    def _author(self, element: Element, depth: int) -> None:
        """Name and mail address, each in its element, or both in one: there feedparser guesses."""
        if self._depths is None and not self._is_atom:
            self._other_person(element, depth)
            return
        person, written = self._person(element)
        authors: list[Fields] = self._here.setdefault("authors", [])
        authors.append(person)
        self._keep("author", written, depth)
        name, email = person.get("name"), person.get("email")
        if name or email:
            self._here["author"] = f"{name} ({email})" if name and email else name or email
        if person:
            self._here.setdefault("author_detail", {}).update(person)
        elif self._here["author"]:
            person["name"] = self._here["author"]
            self._here.setdefault("author_detail", person)  # the same object: the next author may change it
        first = authors[0].get("name") or ""
        if "@" in first and (self._is_atom or len(authors) > 1 or "<" in first):
            raise Doubt

    def _person(self, element: Element) -> tuple[Fields, str]:
        """What stands in elements of its own, and what stands outside of them."""
        person: Fields = {}
        written = element.text or ""
        for child in element:
            name, text = self._names[child.tag], (child.text or "").strip()
            refuse_base(child)
            if name in _OF_A_PERSON and not len(child):
                person[name] = text
            elif text or len(child) or name in _READERS or name.endswith((":name", ":email")):
                raise Doubt
            written += child.tail or ""
        return person, mended(written.strip())

    def _other_person(self, element: Element, depth: int) -> None:
        """Contributors, owners and editors."""
        for child in element.iter():
            refuse_base(child)
            if child is not element and self._names[child.tag] in _READERS:
                raise Doubt

    def _owner(self, element: Element, depth: int) -> None:
        """feedparser also takes the name of an owner for an author's."""
        if len(element) and (self._is_atom or self._depths is not None):
            raise Doubt
        self._other_person(element, depth)

    def _image(self, element: Element, depth: int) -> None:
        allowed = _OF_AN_IMAGE if self._depths is None else _OF_AN_ENTRYS_IMAGE
        self._set_aside(element, depth, allowed)

    def _text_box(self, element: Element, depth: int) -> None:
        self._set_aside(element, depth, _OF_A_TEXT_BOX if self._depths is None else frozenset())

    def _source(self, element: Element, depth: int) -> None:
        if self._depths is None:
            raise Doubt
        self._set_aside(element, depth, _OF_A_SOURCE)

    def _set_aside(self, element: Element, depth: int, allowed: frozenset[str]) -> None:
        """What stands in it is its own; only the depth of its title is remembered."""
        self._title_depth = -1
        for child in element:
            name = self._names[child.tag]
            if name not in allowed and (name in _READERS or ":" not in name):
                raise Doubt
            refuse_base(child)
            if name in ("author", "contributor"):
                self._other_person(child, depth)
            elif len(child):
                raise Doubt
            elif name == "title" and (child.text or "").strip():
                self._title_depth = depth + 1

    def _other_words(self, element: Element, depth: int) -> None:
        if len(element):
            self._texts.typed(element, PLAIN)


_Reader = Callable[[_Reading, Element, int], None]


def _dated(field: str) -> _Reader:
    return lambda reading, element, depth: reading.date(field, element, depth)


_READERS: dict[str, _Reader] = {
    name: reader
    for reader, names in (
        (_Reading._entry, "item entry"),
        (_Reading._guid, "guid"),
        (_Reading._id, "id"),
        (_Reading._link, "link"),
        (_Reading._title, "title dc:title"),
        (_Reading._title_of_media, "media:title"),
        (_Reading._description, "description dc:description media:description"),
        (_Reading._summary, "summary itunes:summary"),
        (_Reading._content, "content"),
        (_Reading._content_encoded, "content:encoded"),
        (_dated("published"), "published issued pubdate dcterms:issued"),
        (_dated("updated"), "updated modified lastbuilddate dc:date dcterms:modified"),
        (_dated("created"), "created dcterms:created"),
        (_Reading._author, "author managingeditor dc:author dc:creator itunes:author"),
        (_Reading._other_person, "contributor dc:contributor"),
        (_Reading._owner, "itunes:owner"),
        (_Reading._source, "source"),
        (_Reading._image, "image"),
        (_Reading._text_box, "textinput"),
        (_Reading._other_words, "rights copyright subtitle tagline info dc:rights itunes:subtitle"),
        (_Reading._other_words, "feedburner:browserfriendly"),
        (_Reading._doubtful, "feed rss rdf:rdf channel body xhtml:body fullitem abstract"),
        # What feedparser would take for a field, or for its own notes, if it met elements of these names.
        (_Reading._doubtful, "date links authors guidislink author_detail title_detail summary_detail"),
        (_Reading._doubtful, "description_detail author:detail title:detail summary:detail"),
        (_Reading._doubtful, "description:detail"),
    )
    for name in names.split()
}
_AT_TOP = dict.fromkeys(_READERS, _Reading._doubtful) | {
    "channel": _Reading._channel,
    "item": _Reading._entry,
    "image": _Reading._image,
    "textinput": _Reading._text_box,
}
