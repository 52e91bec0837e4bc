"""Turns texts into the numbers that a linear model learns from: one row a text, one column a feature."""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import sparse

from chalicelib.judging.features import Shown, parts, shown

from .arrays import Floats, Labels, Numbers
from .hearing import heard
from .sets import Example

_AT_ONCE = 1000
_PART = 1  # parts of words are numbered apart from words
_FEWEST = 3  # a feature that is shown less often teaches nothing


@dataclass(frozen=True, slots=True)
class Bag:
    """The numbers of one kind of feature, text after text: those of text i end at `ends[i + 1]`."""

    numbers: Numbers
    ends: Labels

    @classmethod
    def of(cls, texts: Sequence[Numbers]) -> Bag:
        """A bag of so many texts."""
        ends = np.cumsum([0, *(len(text) for text in texts)])
        return cls(np.concatenate([*texts, np.zeros(0, np.uint32)]), ends)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a number of texts show."""

    grams: Bag
    parts: Bag
    measures: Floats


def look(examples: Sequence[Example], workers: int = 2) -> Looked:
    """What these texts show, in their order."""
    chunks = [examples[at : at + _AT_ONCE] for at in range(0, len(examples), _AT_ONCE)]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        rows = [row for chunk in pool.imap(_look, chunks) for row in chunk]
    return Looked(
        Bag.of([grams for grams, _, _ in rows]),
        Bag.of([pieces for _, pieces, _ in rows]),
        np.asarray([measures for _, _, measures in rows], dtype=np.float32),
    )


def as_judged(example: Example) -> Shown:
    """What the model would see of this text."""
    told = heard(example)
    return shown(told.reading, told.signals)


def _look(examples: Iterable[Example]) -> list[tuple[Numbers, Numbers, list[float]]]:
    return [_numbered(as_judged(example)) for example in examples]


def _numbered(seen: Shown) -> tuple[Numbers, Numbers, list[float]]:
    grams = np.asarray([zlib.crc32(gram.encode()) for gram in seen.grams], dtype=np.uint32)
    pieces = [_pieces(word) for word in seen.words]
    return grams, np.concatenate([*pieces, np.zeros(0, np.uint32)]), seen.measures


@lru_cache(maxsize=100_000)
def _pieces(word: str) -> Numbers:
    return np.asarray([zlib.crc32(piece.encode(), _PART) for piece in parts(word)], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which features are columns, by ascending number; the measures come after them."""

    grams: Numbers
    parts: Numbers

    @classmethod
    def often(cls, looked: Iterable[Looked], fewest: int = _FEWEST) -> Columns:
        """Those that occur often enough to teach."""
        each = list(looked)
        kinds = [one.grams for one in each], [one.parts for one in each]
        return cls(*(_often(bags, fewest) for bags in kinds))

    @property
    def words(self) -> int:
        """How many columns come before the measures."""
        return len(self.grams) + len(self.parts)

    def rows(self, looked: Looked) -> sparse.csr_matrix:
        """The matrix of these texts. In each row each kind of feature has the length 1."""
        kinds = [_rows(looked.grams, self.grams), _rows(looked.parts, self.parts)]
        return sparse.hstack([*kinds, sparse.csr_matrix(looked.measures)], format="csr", dtype=np.float32)


def _often(bags: Sequence[Bag], fewest: int) -> Numbers:
    numbers, counts = np.unique(np.concatenate([bag.numbers for bag in bags]), return_counts=True)
    return numbers[counts >= fewest]


def _rows(bag: Bag, columns: Numbers) -> sparse.csr_matrix:
    places = np.searchsorted(columns, bag.numbers)
    places[places == len(columns)] = 0
    known = columns[places] == bag.numbers
    ends = np.concatenate([[0], np.cumsum(known)])[bag.ends]
    counts = np.maximum(np.diff(bag.ends), 1)
    values = np.repeat(1 / np.sqrt(counts), np.diff(ends)).astype(np.float32)
    rows = sparse.csr_matrix((values, places[known], ends), shape=(len(counts), len(columns)))
    rows.sum_duplicates()
    return rows
