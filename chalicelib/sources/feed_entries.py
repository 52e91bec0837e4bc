"""What the fields of a feed become, whatever its format: ids, addresses that can be opened, visible words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from ..domain.entries import Entry
from ..domain.sources import Failure, FailureKind
from ..errors import SourceRefused
from .characters import undoubled
from .visible_text import plain_text, single_spaced, visible_text

_LONGEST_ID = 2_000
_LONGEST_ADDRESS = 4_000
# Most addresses are as plain as this, and need no closer look.
_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,4})?(?:[/?#][!-~]*)?")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as the reader of its format hands it on. Entries are built when asked for; there are `size`.

    `hubs` and `topics` are addresses as the feed writes them.
    """

    title: str
    entries: Iterator[Entry]
    size: int
    notes: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


class Words(NamedTuple):
    """A text of a feed and whether the feed calls it HTML."""

    text: str
    is_html: bool = True

    @property
    def visible(self) -> str:
        """What a person sees of it."""
        text = undoubled(self.text)
        return visible_text(text) if self.is_html else plain_text(text)


def longest(texts: Iterable[Words]) -> str:
    """The one that shows most. Feeds repeat themselves: excerpt and whole text, caption and description."""
    candidates = list(texts)
    if len(candidates) == 1:
        return candidates[0].visible
    found = ""
    for words in sorted(candidates, key=lambda words: len(words.text), reverse=True):
        if len(words.text) > len(found):
            found = max(found, words.visible, key=len)
    return found


def identity(written: object) -> str | None:
    """An id as it stands in the document. A number is one, too; something of endless length is none."""
    if not isinstance(written, str):
        if isinstance(written, bool) or not isinstance(written, int | float):
            return None
        written = str(written)
    found = single_spaced(written)
    return found if 0 < len(found) <= _LONGEST_ID else None


def address(written: object, bases: Iterable[str]) -> str | None:
    """An address that can be opened on the web, a relative one seen from the first base that is absolute.

    Without any, a relative one stands as it is. Other schemes are none: nobody shall press `javascript:`.
    """
    if not isinstance(written, str) or not written.strip() or len(written) > _LONGEST_ADDRESS:
        return None
    if _PLAIN_ADDRESS.fullmatch(written):
        return written
    link = single_spaced(written)
    try:
        base = next((base for base in bases if _is_on_the_web(base)), "")
        link = link if urlsplit(link).scheme else urljoin(base, link)
        return link if _is_on_the_web(link) or not (base or urlsplit(link).scheme) else None
    except ValueError:
        return None


def _is_on_the_web(link: str) -> bool:
    """Raises ValueError for what is no address at all."""
    parts = urlsplit(link)
    _ = parts.port  # raises, too
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def unreadable(reason: str) -> SourceRefused:
    """The refusal of a document that is no feed, for a reason in words."""
    return SourceRefused(Failure(FailureKind.UNREADABLE, reason))
