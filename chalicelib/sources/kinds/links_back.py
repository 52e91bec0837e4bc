"""Finds the words at the end of an entry's text that only lead to its own page: "Comments", "Read more"."""

from __future__ import annotations

import re
from collections.abc import Collection
from html import unescape

from ..visible_text import visible_text

_TAIL = 1_000
_LINK_AT_THE_END = re.compile(
    r"(?:<p>\s*<small>[^<>]*</small>\s*</p>\s*)?"  # forums count the replies there
    r"(?:<p>\s*)?<a\s[^<>]*?href=[\"']([^\"'<>]*)[\"'][^<>]*>[^<>]*</a>\s*(?:</p>\s*)?$",
    re.IGNORECASE,
)


def without_link_back(text: str, html: str, pages: Collection[str | None]) -> str:
    """The visible text without what its last link shows, if that stands alone and leads to one of the pages.

    `html` is what the text was made from.
    """
    found = _LINK_AT_THE_END.search(html[-_TAIL:].rstrip())
    if found is None or unescape(found[1]) not in pages:
        return text
    return text.removesuffix(visible_text(found[0])).rstrip()
