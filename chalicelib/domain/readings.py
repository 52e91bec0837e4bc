"""A reading is what was said, made ready for being matched: each spelling of it is made once, when needed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from urllib.parse import urlsplit

from . import folding
from .entries import Entry
from .query_trees import FieldName, Term

Recognise = Callable[[str], str | None]
Span = tuple[int, int]

_ADDRESS = re.compile(r"(?<![\w@.-])(?:https?://)?((?:[\w-]+\.)+[^\W\d_]{2,}(?:/\S*)?)")


def nobody_knows(text: str) -> str | None:
    """No language is recognised."""
    return None


@dataclass(frozen=True, slots=True)
class Sought:
    """How a term is found: in which spelling of the text, and whether words may go on around it."""

    needle: str
    is_cased: bool
    is_bare: bool
    begins_free: bool
    ends_free: bool
    takes_rest: bool

    @property
    def key(self) -> str:
        """The needle without cases and accents: where this is not, the term is not."""
        return folding.bare(folding.folded(self.needle))


@lru_cache(maxsize=100_000)
def sought(term: Term) -> Sought | None:
    """None for a term of invisible marks only: nothing to look for."""
    needle = folding.plain(term.phrase)
    if not term.exact_case:
        needle = folding.folded(needle)
    if not needle:
        return None
    begins, ends = folding.begins_anywhere(needle), term.begins or folding.ends_anywhere(needle)
    return Sought(needle, term.exact_case, folding.bare(needle) == needle, begins, ends, term.begins)


class Reading:
    """An entry with the kind of the source that says it. `recognise` tells the language of a text."""

    def __init__(self, entry: Entry, kind: str = "", recognise: Recognise = nobody_knows) -> None:
        self._entry = entry
        self._kind = kind.casefold()
        self._recognise = recognise
        self._spans: dict[Term, list[Span]] = {}

    @cached_property
    def _cased(self) -> str:
        """Title and text on a line each, so that nothing stands in both."""
        title, text = folding.plain(self._entry.title), folding.plain(self._entry.text)
        return f"{title}\n{text}" if title else text

    @cached_property
    def _folded(self) -> str:
        return folding.folded(self._cased)

    @cached_property
    def bare(self) -> str:
        """Without cases and accents."""
        return folding.bare(self._folded)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of `bare`."""
        return frozenset(folding.words(self.bare))

    @cached_property
    def signs(self) -> frozenset[str]:
        """All signs of `bare`, and all pairs of them."""
        return frozenset(self.bare) | frozenset(map("".join, pairwise(self.bare)))

    @cached_property
    def _word_starts(self) -> list[int]:
        return folding.word_starts(self.bare)

    @cached_property
    def title(self) -> Reading:
        """What the title says."""
        return Reading(Entry(text=self._entry.title))

    @cached_property
    def author(self) -> Reading:
        """What the author is called."""
        return Reading(Entry(text=self._entry.author or ""))

    def spans(self, term: Term) -> list[Span]:
        """Where the term stands, in order, as places in the folded text."""
        found = self._spans.get(term)
        if found is None:
            how = sought(term)
            found = self._spans[term] = list(self._find(how)) if how else []
        return found

    def says(self, how: Sought) -> bool:
        """True when it stands anywhere."""
        return next(self._find(how), None) is not None

    def _find(self, how: Sought) -> Iterator[Span]:
        text = self._cased if how.is_cased else self._folded
        text = folding.bare(text) if how.is_bare else text
        start = text.find(how.needle)
        while start >= 0:
            end = start + len(how.needle)
            opens = how.begins_free or start == 0 or not folding.continues(text[start - 1])
            if opens and (how.ends_free or end == len(text) or not folding.continues(text[end])):
                end = _end_of_word(text, end) if how.takes_rest and folding.continues(text[end - 1]) else end
                yield self._unfolded((start, end)) if how.is_cased else (start, end)
            start = text.find(how.needle, start + 1)

    def _unfolded(self, span: Span) -> Span:
        """The same place in the folded text, in which some letters became two."""
        if len(self._cased) == len(self._folded):
            return span
        return self._offsets[span[0]], self._offsets[span[1]]

    @cached_property
    def _offsets(self) -> list[int]:
        return list(accumulate((len(folding.folded(sign)) for sign in self._cased), initial=0))

    def words_apart(self, before: Span, after: Span) -> int | None:
        """How many words on from the end of one place the other begins: 1 is the next word. None where they
        overlap, or one is in the title and the other in the text.
        """
        line = self._folded.find("\n")
        if after[0] < before[1] or before[0] < line < after[0]:
            return None
        starts = self._word_starts
        return bisect_left(starts, after[0]) - bisect_left(starts, before[1]) + 1

    def fits(self, name: FieldName, value: str) -> bool:
        """True when the field has this value."""
        wanted = folding.folded(folding.plain(value))
        match name:
            case FieldName.SITE:
                return bool(self._entry.url) and _is_at(self._entry.url or "", wanted)
            case FieldName.LINK:
                return any(_is_at(address, wanted) for address in self._links)
            case FieldName.KIND:
                return self._kind == wanted or self._kind.startswith(f"{wanted}_")
            case _:
                return self._language == wanted

    @cached_property
    def _links(self) -> list[str]:
        return [address.rstrip(".,;:!?'\")]}>") for address in _ADDRESS.findall(self._folded)]

    @cached_property
    def _language(self) -> str | None:
        return self._recognise(self._entry.content)


def _end_of_word(text: str, at: int) -> int:
    while at < len(text) and folding.continues(text[at]):
        at += 1
    return at


def _is_at(address: str, place: str) -> bool:
    """True when the address is the place, or below it: `example.com` is also above `blog.example.com/x`."""
    host, path = _split(address)
    wanted_host, wanted_path = _split(place)
    is_host = host == wanted_host or host.endswith(f".{wanted_host}")
    return is_host and f"{path}/".startswith(f"{wanted_path}/" if wanted_path else "")


def _split(address: str) -> tuple[str, str]:
    """Host without `www.`, and path, both in lower case."""
    address = address.casefold()
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return "", ""
    return host, parts.path.rstrip("/")
