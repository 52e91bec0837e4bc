"""Which of very many phrases stand in a text? An automaton over words, which looks at each word once.

Phrases are kept by their words, like books in a catalogue: the first word leads on to the second. A text goes
down as far as it has the words, so the time follows the text and not the number of phrases. What has no whole
words, in scripts without spaces, goes by its first two signs; what ends in a wildcard, by how it begins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import folding
from .query_trees import LEAST_BEGINNING, Term
from .readings import Reading, Sought, sought


@dataclass(slots=True)
class _Branch:
    further: dict[str, _Branch] = field(default_factory=dict)
    phrases: list[Sought] = field(default_factory=list)


class PhraseIndex:
    """Terms with whoever seeks them, by number."""

    def __init__(self) -> None:
        self._owners: dict[Sought, set[int]] = defaultdict(set)
        self._root = _Branch()
        self._by_beginning: dict[str, list[Sought]] = defaultdict(list)
        self._by_signs: dict[str, list[Sought]] = defaultdict(list)

    def add(self, term: Term, owner: int) -> None:
        """Seek the term for this owner. One of invisible marks only is never found."""
        how = sought(term)
        if how is None:
            return
        if how not in self._owners:
            self._file(how)
        self._owners[how].add(owner)

    def _file(self, how: Sought) -> None:
        key = how.key
        words = folding.words(key)
        is_cut = how.ends_free and bool(words) and key.endswith(words[-1])
        whole = words[:-1] if is_cut else words
        if whole:
            branch = self._root
            for word in whole:
                branch = branch.further.setdefault(word, _Branch())
            branch.phrases.append(how)
        elif how.takes_rest and words and len(words[0]) >= LEAST_BEGINNING:
            self._by_beginning[words[0][:LEAST_BEGINNING]].append(how)
        else:
            self._by_signs[key[:2]].append(how)

    def owners(self, reading: Reading) -> set[int]:
        """Whoever seeks a term that stands there."""
        found: set[int] = set()
        for how in self._likely(reading):
            owners = self._owners[how]
            if not owners <= found and reading.says(how):
                found |= owners
        return found

    def _likely(self, reading: Reading) -> Iterator[Sought]:
        yield from _down(self._root, reading.words)
        if self._by_beginning:
            for beginning in self._by_beginning.keys() & {word[:LEAST_BEGINNING] for word in reading.words}:
                yield from self._by_beginning[beginning]
        if self._by_signs:
            for signs in self._by_signs.keys() & reading.signs:
                yield from self._by_signs[signs]


def _down(branch: _Branch, words: frozenset[str]) -> Iterator[Sought]:
    for word in branch.further.keys() & words:
        below = branch.further[word]
        yield from below.phrases
        if below.further:
            yield from _down(below, words)
