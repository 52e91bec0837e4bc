"""Small things about text and HTML: what a reader sees of a piece of markup, and how plain text
becomes markup.
"""

from __future__ import annotations

import html
import re
import unicodedata
from html.parser import HTMLParser

_BLOCKS = {"p", "li", "ol", "ul", "blockquote", "br", "div"}
_PARAGRAPH = re.compile(r"<p[ >].*?</p>", re.DOTALL)
# XML 1.0, section 2.2: most control characters and lone surrogates cannot be in a document at all.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def visible_text(markup: str) -> str:
    """What a reader sees: no tags, no attributes, no comments, entities resolved, white space
    tidied.
    """
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return " ".join("".join(reader.pieces).split())


def first_paragraph(markup: str) -> str:
    """The first paragraph of an article, as markup; all of it where there is no paragraph."""
    found = _PARAGRAPH.search(markup)
    return found.group() if found else markup


def paragraphs(text: str) -> str:
    """Plain text as HTML: everything escaped, blank lines end a paragraph."""
    blocks = re.split(r"\n\s*\n", text.strip().replace("\r\n", "\n"))
    return "".join(f"<p>{html.escape(block).replace(chr(10), '<br>')}</p>" for block in blocks)


def writable(text: str) -> str:
    """The text without the characters that would make any XML it is put into unreadable."""
    return _UNWRITABLE.sub("", text)


def slug(title: str) -> str:
    """The title as a part of an address: short, lower case, ASCII."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    return "-".join(words)[:48].strip("-") or "post"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
