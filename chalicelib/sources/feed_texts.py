"""The texts of a feed's elements, as feedparser has them.

It takes the markup inside of an element for what it is only where the feed says so, and mends what was
encoded twice (https://github.com/kurtmckee/feedparser/blob/6.0.14/feedparser/mixin.py).
"""

from __future__ import annotations

import contextlib
import re
from html import escape
from xml.etree.ElementTree import Element

from .feed_names import Doubt, Names, Version

PLAIN, HTML, XHTML = "text/plain", "text/html", "application/xhtml+xml"
TYPES = {"text": PLAIN, "plain": PLAIN, "html": HTML, "xhtml": XHTML, PLAIN: PLAIN, HTML: HTML, XHTML: XHTML}
DEEPEST = 100

BASE = "{http://www.w3.org/XML/1998/namespace}base"
BASES = frozenset({BASE, "base", "Base", "BASE"})  # feedparser takes any of them for one
_READ = frozenset({"href", "ispermalink", "mode", "rel", "type", "uri", "url"})
_CONTROLS = re.compile("[\x80-\x9f]")
_AS_CP1252 = {code: char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))}


class Texts:
    """Reads elements of one feed. All methods raise Doubt."""

    def __init__(self, names: Names, version: Version) -> None:
        self._names = names
        self._version = version

    def plain(self, element: Element) -> str:
        """Of an element that holds nothing else."""
        if len(element):
            raise Doubt
        text = element.text
        return mended(text.strip()) if text else ""

    def typed(self, element: Element, usual: str) -> tuple[str, str]:
        """The text and its type, which is the usual one unless the element says otherwise."""
        if not element.keys():
            return self.plain(element), usual
        said = attributes(element)
        kind = TYPES.get(said.get("type", usual))
        if kind is None or said.get("mode") == "base64":
            raise Doubt
        if kind != XHTML:
            return self.plain(element), kind
        if self._version is Version.RSS:
            raise Doubt
        return mended(self._markup(element).strip()), kind

    def _markup(self, element: Element) -> str:
        """As it was written, but for attributes. In Atom 1.0 a `div` around all of it does not count."""
        if self._version is Version.ATOM_1_0 and [self._names[child.tag] for child in element] == [
            "xhtml:div"
        ]:
            (child,) = element
            if not (element.text or "").strip() and not (child.tail or "").strip():
                refuse_base(child)
                element = child
        pieces: list[str] = []
        self._write(element, pieces, 1)
        return "".join(pieces)

    def _write(self, element: Element, pieces: list[str], depth: int) -> None:
        if depth > DEEPEST:
            raise Doubt
        pieces.append(escape(element.text or "", quote=False))
        for child in element:
            refuse_base(child)
            space, _, tag = self._names[child.tag].partition(":")
            if space != "xhtml" or tag in ("body", "svg"):
                raise Doubt
            pieces.append(f"<{tag}>")
            self._write(child, pieces, depth + 1)
            pieces += (f"</{tag}>", escape(child.tail or "", quote=False))


def attributes(element: Element) -> dict[str, str]:
    """The element's attributes of no namespace, in lower case as feedparser has them."""
    found: dict[str, str] = {}
    for name, value in element.items():
        if name[0] != "{":
            key = name.lower()
            found[key] = value.lower() if key in ("rel", "type") else value
        elif name.rpartition("}")[2].lower() in _READ:
            raise Doubt  # it also knows this one without its namespace
    return found


def refuse_base(element: Element) -> None:
    """Raises Doubt if addresses inside of this element are relative to another place than those around it."""
    if not BASES.isdisjoint(element.keys()):
        raise Doubt


def mended(text: str) -> str:
    """UTF-8 that was taken for Latin-1, and what of cp1252 was, as it was meant."""
    if text.isascii():
        return text
    encoded = text.encode(errors="surrogatepass")
    if b"\xc2" not in encoded:  # with which all of U+0080 to U+00BF begin: there is neither
        return text
    if b"\xc3" in encoded:
        with contextlib.suppress(UnicodeError):
            text = text.encode("latin-1").decode()
    return text.translate(_AS_CP1252) if _CONTROLS.search(text) else text
