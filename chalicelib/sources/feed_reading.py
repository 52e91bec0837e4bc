"""What the elements of a regular feed mean, one by one, to feedparser and therefore to us.

It makes little of what stands in what: an element means the same wherever it stands, but of two the one that
stands less deep counts (https://github.com/kurtmckee/feedparser/blob/6.0.14/feedparser/mixin.py). `Reading`
remembers what it would, and raises Doubt where it might remember more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from .bounds import MOST_ENTRIES
from .feed_fields import FeedFields, Fields
from .feed_names import Doubt, Names, Version
from .feed_texts import BASE, BASES, DEEPEST, HTML, PLAIN, TYPES, Texts, attributes, mended, refuse_base

# What may stand inside these elements, and then belongs to them.
_OF_A_PERSON = frozenset({"name", "email", "uri", "url", "homepage"})
_OF_AN_IMAGE = frozenset({"title", "link", "description", "url", "href", "width", "height"})
_OF_AN_ENTRYS_IMAGE = frozenset({"url", "href", "width", "height"})
_OF_A_TEXT_BOX = frozenset({"title", "link", "description", "name"})
_OF_A_SOURCE = frozenset(
    "title link id updated author contributor rights subtitle category generator icon logo".split()
)
_ENTITY_OF_A_LINK = re.compile(r"&([A-Za-z0-9_]+);")


class Reading:
    """One document while it is read: what it has said so far, and what feedparser would remember of it."""

    def __init__(self, names: Names, version: Version, has_base: bool, meanings: Meanings) -> None:
        self._names = names
        self._is_atom = version is not Version.RSS
        self._texts = Texts(names, version)
        self._has_base = has_base
        self._meanings = meanings
        self._feed: Fields = {}
        self._entries: list[Fields] = []
        self._size = 0
        self._here = self._feed
        self._depths: dict[str, int] | None = None  # of the fields of an entry; None outside of entries
        self._title_depth = -1
        self._has_content = False
        self._base = ""

    def read(self, root: Element, meanings: Meanings) -> FeedFields:
        """`meanings` are those of what stands right in the root. Raises Doubt, as all that follow do."""
        self._see_base(root)
        self._read(root, 2, meanings)
        return FeedFields(self._feed, self._entries, self._size, self._is_atom)

    def _read(self, element: Element, depth: int, meanings: Meanings) -> None:
        """What means nothing to us may hold something that does."""
        if depth > DEEPEST:
            raise Doubt
        outer, names = self._base, self._names
        for child in element:
            if not BASES.isdisjoint(child.keys()):
                self._see_base(child)
            meaning = meanings.get(names[child.tag])
            if meaning is not None:
                meaning(self, child, depth)
            elif len(child):
                self._read(child, depth + 1, meanings)
            if outer:  # feedparser never goes back from a base to none
                self._base = outer

    def _see_base(self, element: Element) -> None:
        found = BASES.intersection(element.keys())
        if not found:
            return
        base = self._absolute(element.get(BASE, "")) if found == {BASE} else ""
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

    def doubtful(self, element: Element, depth: int) -> None:
        """This and the following are the meanings. `depth` is how deep the element stands."""
        raise Doubt

    def channel(self, element: Element, depth: int) -> None:
        self._about(element)
        self._read(element, depth + 1, self._meanings)

    def entry(self, element: Element, depth: int) -> None:
        if self._depths is not None:
            raise Doubt
        about = self._about(element)
        self._size += 1
        if self._size <= MOST_ENTRIES:
            self._here = {"id": about} if about else {}
            self._entries.append(self._here)
            self._depths, self._title_depth = {}, -1
            self._read(element, depth + 1, self._meanings)
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

    def guid(self, element: Element, depth: int) -> None:
        said = attributes(element) if element.keys() else {}
        self._identify(element, depth, said.get("ispermalink", "true") == "true")

    def id(self, element: Element, depth: int) -> None:
        """Where there is a base, `feed_markup` keeps feedparser from joining ids to it."""
        if self._has_base and "ispermalink" not in attributes(element):
            self._identify(element, depth, is_link=False)
        else:
            self.guid(element, depth)

    def _identify(self, element: Element, depth: int, is_link: bool) -> None:
        value = self._texts.plain(element)
        if value and is_link:
            value = self._absolute(value)
        self._keep("id", value, depth)
        self._here.setdefault("guidislink", is_link and "link" not in self._here)
        if is_link:
            self._here.setdefault("link", value)

    def link(self, element: Element, depth: int) -> None:
        link = attributes(element)
        if "href" not in link:
            self._link_as_text(element, link)
            return
        self._add_link(link)
        link["href"] = self._absolute(link["href"])
        if link["rel"] == "alternate" and TYPES.get(link["type"], PLAIN) != PLAIN:
            self._here["link"] = link["href"]
        if len(element):
            self._read(element, depth + 1, self._meanings)

    def _link_as_text(self, element: Element, link: Fields) -> None:
        written = self._texts.plain(element)
        if not element.keys() and not written:
            return  # as if it were not there: see `feed_markup`
        self._add_link(link)
        if written:
            link["href"] = written = self._absolute(written)
            if "&" in written:
                link["href"] = written = _ENTITY_OF_A_LINK.sub(r"&\1", written.replace("&amp;", "&"))
        self._here["link"] = written

    def _add_link(self, link: Fields) -> None:
        if "url" in link or "uri" in link:
            raise Doubt
        if link.setdefault("rel", "alternate") != "self":
            link.setdefault("type", HTML)
        self._here.setdefault("links", []).append(link)

    def date(self, field: str, element: Element, depth: int) -> None:
        """As it is written."""
        self._keep(field, self._texts.plain(element), depth)

    def title(self, element: Element, depth: int) -> None:
        text, kind = self._texts.typed(element, PLAIN)
        if not -1 < self._title_depth <= depth:
            self._keep("title", text, depth)
            self._here["title_detail"] = {"type": kind}
        if text:
            self._title_depth = depth

    def title_of_media(self, element: Element, depth: int) -> None:
        before = self._title_depth
        self.title(element, depth)
        self._title_depth = before

    def summary(self, element: Element, depth: int) -> None:
        self._summarize(element, depth, PLAIN)

    def description(self, element: Element, depth: int) -> None:
        self._summarize(element, depth, HTML)

    def _summarize(self, element: Element, depth: int, usual: str) -> None:
        """The first one is the summary, the second is content. A feed's description is neither."""
        if "summary" in self._here and not self._has_content:
            self.content(element, depth)
            return
        text, kind = self._texts.typed(element, usual)
        if self._depths is not None or usual == PLAIN:
            self._keep("summary", text, depth)
            self._here["summary_detail"] = {"type": kind}

    def content(self, element: Element, depth: int) -> None:
        self._contain(*self._texts.typed(element, PLAIN))

    def content_encoded(self, element: Element, depth: int) -> None:
        self._contain(*self._texts.typed(element, HTML))

    def _contain(self, text: str, kind: str) -> None:
        self._has_content = True
        self._here.setdefault("content", []).append({"type": kind, "value": text})
        self._here.setdefault("summary", text)

    def author(self, element: Element, depth: int) -> None:
        """Name and mail address, each in its element, or both in one: there feedparser guesses."""
        if self._depths is None and not self._is_atom:
            self.other_person(element, depth)
            return
        person, written = self._person(element, depth)
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

    def _person(self, element: Element, depth: int) -> tuple[Fields, str]:
        """What stands in elements of its own, and what stands outside of them."""
        person: Fields = {}
        written = element.text or ""
        for child in element:
            name, text = self._names[child.tag], (child.text or "").strip()
            refuse_base(child)
            if name in _OF_A_PERSON and not len(child):
                person[name] = text
            elif name == "title":
                self.title(child, depth + 1)
            elif (
                len(child)
                or name in self._meanings
                or name.endswith((":name", ":email"))
                or (text and child.keys())
            ):
                raise Doubt
            written += child.tail or ""
        return person, mended(written.strip())

    def other_person(self, element: Element, depth: int) -> None:
        """Contributors, owners and editors."""
        for child in element.iter():
            refuse_base(child)
            if child is not element and self._names[child.tag] in self._meanings:
                raise Doubt

    def owner(self, element: Element, depth: int) -> None:
        """feedparser also takes the name of an owner for an author's."""
        if len(element) and (self._is_atom or self._depths is not None):
            raise Doubt
        self.other_person(element, depth)

    def image(self, element: Element, depth: int) -> None:
        allowed = _OF_AN_IMAGE if self._depths is None else _OF_AN_ENTRYS_IMAGE
        self._set_aside(element, depth, allowed)

    def text_box(self, element: Element, depth: int) -> None:
        self._set_aside(element, depth, _OF_A_TEXT_BOX if self._depths is None else frozenset())

    def source(self, element: Element, depth: int) -> None:
        if self._depths is None:
            raise Doubt
        self._set_aside(element, depth, _OF_A_SOURCE)

    def _set_aside(self, element: Element, depth: int, allowed: frozenset[str]) -> None:
        """What stands in it is its own; only the depth of its title is remembered."""
        self._title_depth = -1
        for child in element:
            name = self._names[child.tag]
            if name not in allowed and (name in self._meanings or ":" not in name):
                raise Doubt
            refuse_base(child)
            if name in ("author", "contributor"):
                self.other_person(child, depth)
            elif len(child):
                raise Doubt
            elif name == "title" and (child.text or "").strip():
                self._title_depth = depth + 1

    def other_words(self, element: Element, depth: int) -> None:
        if len(element):
            self._texts.typed(element, PLAIN)


Meaning = Callable[[Reading, Element, int], None]
Meanings = Mapping[str, Meaning]
