"""Which of very many phrases stand in a text? An automaton over words, which looks at each word once.

Phrases are kept by their words, like books in a catalogue: the first word leads on to the second. A text goes
down as far as it has the words, so the time follows the text and not the number of phrases. What has no whole
words, in scripts without spaces, goes by its first two signs; what ends within a word, by how it begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from . import folding
from .query_trees import LEAST_BEGINNING, Term
from .readings import Reading, Sought, sought

_FIRST_HAN = "\u3400"
FEW = 64  # terms that are looked for one by one in less time than it takes to find a text's words

_Filed: TypeAlias = tuple[Sought, list[int]]  # what is sought, and by whom


@dataclass(slots=True)
class _Branch:
    further: dict[str, _Branch] = field(default_factory=dict)
    phrases: list[_Filed] = field(default_factory=list)


class PhraseIndex:
    """Terms with whoever seeks them, by number. Up to `few` terms are looked for one by one."""

    def __init__(self, few: int = FEW) -> None:
        self._most_few = few
        self._owners: dict[Sought, list[int]] = {}
        self._few: list[tuple[str, list[_Filed]]] = []  # by their keys, as long as they are
        self._root = _Branch()
        self._by_beginning: dict[int, dict[str, list[_Filed]]] = {}  # for each length of beginnings
        self._by_run: dict[int, dict[int, list[_Filed]]] = {}  # for each length of runs
        self._by_sign: dict[str, list[_Filed]] = defaultdict(list)

    def add(self, term: Term, owner: int) -> None:
        """Seek the term for this owner. One of invisible marks only is never found."""
        how = sought(term)
        if how is None:
            return
        owners = self._owners.get(how)
        if owners is None:
            owners = self._owners[how] = []
            key = how.key
            self._place(key, how.ends_free).append((how, owners))
            if len(self._owners) <= self._most_few:
                self._few.append((key, [(how, owners)]))
        owners.append(owner)

    def _place(self, key: str, ends_free: bool) -> list[_Filed]:
        words = folding.words(key)
        is_cut = ends_free and bool(words) and key.endswith(words[-1])
        whole = words[:-1] if is_cut else words
        if whole:
            branch = self._root
            for word in whole:
                branch = branch.further.setdefault(word, _Branch())
            return branch.phrases
        if words:
            beginning = words[0][:LEAST_BEGINNING]
            return self._by_beginning.setdefault(len(beginning), defaultdict(list))[beginning]
        unspaced = folding.UNSPACED.search(key)
        if not unspaced:
            return self._by_sign[max(key)]  # of `#😀` the emoji, which few texts have
        signs = key[unspaced.start() :]
        length = _telling(signs)
        return self._by_run.setdefault(length, defaultdict(list))[folding.runs(signs, length)[0]]

    def owners(self, reading: Reading) -> set[int]:
        """Whoever seeks a term that stands there."""
        found: set[int] = set()
        for phrases in self._likely(reading):
            for how, owners in phrases:
                if not found.issuperset(owners) and reading.has(how):
                    found.update(owners)
        return found

    def _likely(self, reading: Reading) -> Iterator[list[_Filed]]:
        if len(self._owners) <= self._most_few:
            yield from (phrases for key, phrases in self._few if key in reading.bare)
            return
        yield from _down(self._root, reading.words)
        for length, by_beginning in self._by_beginning.items():
            beginnings = by_beginning.keys() & {word[:length] for word in reading.words}
            yield from (by_beginning[beginning] for beginning in beginnings)
        yield from (phrases for sign, phrases in self._by_sign.items() if sign in reading.bare)
        if self._by_run and folding.UNSPACED.search(reading.bare):
            for length, by_run in self._by_run.items():
                yield from (by_run[run] for run in by_run.keys() & folding.runs(reading.bare, length))


def _telling(signs: str) -> int:
    """How many of a phrase's first signs tell it from most others: of Han two, of smaller scripts four."""
    if len(signs) < 4 or signs[0] >= _FIRST_HAN:
        return min(len(signs), 2)
    return 4


def _down(branch: _Branch, words: frozenset[str]) -> Iterator[list[_Filed]]:
    for word in _shared(branch.further, words):
        below = branch.further[word]
        yield below.phrases
        if below.further:
            yield from _down(below, words)


def _shared(further: dict[str, _Branch], words: frozenset[str]) -> Iterable[str]:
    """What is in both, in the time of the smaller."""
    return words.intersection(further) if len(further) < len(words) else further.keys() & words
