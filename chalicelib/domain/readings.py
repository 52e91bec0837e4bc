"""A reading is what was said, made ready for being matched: each spelling of it is made once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
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
    """How a term is found: in which spelling of the text, and whether words may go on around it.

    `is_word`: it is one word, in the spelling of a reading's words. It stands where that is one of them.
    """

    needle: str
    is_cased: bool
    is_bare: bool
    begins_free: bool
    ends_free: bool
    takes_rest: bool
    is_word: bool

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
    is_bare = folding.bare(needle) == needle
    begins, ends = folding.begins_anywhere(needle), term.begins or folding.ends_anywhere(needle)
    is_word = is_bare and not term.exact_case and not ends and folding.words(needle) == [needle]
    return Sought(needle, term.exact_case, is_bare, begins, ends, term.begins, is_word)


class Reading:
    """An entry with the kind of the source that says it. `recognise` tells the language of a text."""

    def __init__(self, entry: Entry, kind: str = "", recognise: Recognise = nobody_knows) -> None:
        self._entry = entry
        self._kind = kind.casefold()
        self._recognise = recognise
        self._spans: dict[Term, list[Span]] = {}
        title, text = folding.plain(entry.title), folding.plain(entry.text)
        # A line each, so that nothing stands in both.
        self._cased = f"{title}\n{text}" if title else text
        self._folded = folding.folded(self._cased)
        self.bare = folding.bare(self._folded)  # without cases and accents
        self._words: frozenset[str] | None = None  # many readings are never asked for them

    @property
    def words(self) -> frozenset[str]:
        """The words of it, without cases and accents."""
        if self._words is None:
            self._words = frozenset(folding.words(self.bare))
        return self._words

    @cached_property
    def _bare_cased(self) -> str:
        return folding.bare(self._cased)

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
            found = self._spans[term] = [self._span(place, how) for place in self._places(how)] if how else []
        return found

    def says(self, term: Term) -> bool:
        """True when the term stands anywhere."""
        how = sought(term)
        return how is not None and self.has(how)

    def has(self, how: Sought) -> bool:
        """True when what is found so stands anywhere."""
        if how.is_word:
            return how.needle in self.words
        return next(self._places(how), None) is not None

    def _spelled_as(self, how: Sought) -> str:
        if how.is_cased:
            return self._bare_cased if how.is_bare else self._cased
        return self.bare if how.is_bare else self._folded

    def _places(self, how: Sought) -> Iterator[Span]:
        """Where it stands in the spelling in which it is found, without what goes on behind it."""
        text = self._spelled_as(how)
        start = text.find(how.needle)
        while start >= 0:
            end = start + len(how.needle)
            opens = how.begins_free or start == 0 or not folding.continues(text[start - 1])
            if opens and (how.ends_free or end == len(text) or not folding.continues(text[end])):
                yield start, end
            start = text.find(how.needle, start + 1)

    def _span(self, place: Span, how: Sought) -> Span:
        """The same place in the folded text, in which some letters became two; with the rest of its word."""
        start, end = place
        if how.takes_rest:
            end = _end_of_word(self._spelled_as(how), end)
        if how.is_cased and len(self._cased) != len(self._folded):
            return self._offsets[start], self._offsets[end]
        return start, end

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
    """Where the word that goes on before this place ends, if one does."""
    if not folding.continues(text[at - 1]):
        return at
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
