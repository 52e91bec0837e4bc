"""Texts as teachers read them: numbered words in order, and beside each what lists and rules say of it."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import svds

from chalicelib.judging.features import key_of, negated_at
from chalicelib.judging.measures import listed

from .arrays import Floats, Labels
from .hearing import heard
from .sets import Example

LONGEST, CHANNELS, SIZE = 48, 5, 100
PADDING, UNKNOWN = 0, 1
_WORDS, _NEAR, _AT_ONCE = 40_000, 4, 1000


@dataclass(frozen=True, slots=True)
class Line:
    """A text as a teacher reads it: its words in order, and beside each what lists and rules say of it."""

    keys: list[str]
    marks: Floats


def line(example: Example) -> Line:
    """The first words of a text, with their marks."""
    reading, signals, _ = heard(example)
    found = reading.found[:LONGEST]
    marks = np.zeros((len(found), CHANNELS), dtype=np.float32)
    known = listed()
    negated = negated_at(found, reading.lexicon.role("negations"))
    for at, token in enumerate(found):
        written = reading.text[token.start : token.end]
        is_loud = written.isupper() and len(written) > 2
        marks[at, :4] = (known.get(token.low, 0.0) / 4, negated[at], is_loud, reading.share(at) > 0)
    for signal in signals:
        marks[signal.first : signal.last, 4] = signal.weight / 3
    return Line([key_of(token.low) for token in found], marks)


def lines(examples: Sequence[Example], workers: int = 2) -> list[Line]:
    """All of them as lines, in their order."""
    chunks = [examples[at : at + _AT_ONCE] for at in range(0, len(examples), _AT_ONCE)]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return [each for chunk in pool.imap(_lines, chunks) for each in chunk]


def _lines(examples: Iterable[Example]) -> list[Line]:
    return [line(example) for example in examples]


class Alphabet:
    """The words that teachers know, and what stands near each, as vectors."""

    def __init__(self, lines: Sequence[Line]) -> None:
        counts = Counter(key for each in lines for key in each.keys)
        self._ids = {key: at + 2 for at, (key, count) in enumerate(counts.most_common(_WORDS)) if count > 2}
        self.vectors = self._vectors(lines)

    def ids(self, lines: Sequence[Line]) -> Labels:
        """A row of numbers for each line."""
        rows = np.full((len(lines), LONGEST), PADDING, dtype=np.int64)
        for row, each in zip(rows, lines, strict=True):
            row[: len(each.keys)] = [self._ids.get(key, UNKNOWN) for key in each.keys]
        return rows

    def _vectors(self, lines: Sequence[Line]) -> Floats:
        """From how much oftener than by chance words stand near each other: positive PMI, largest axes."""
        size = len(self._ids) + 2
        ids = self.ids(lines)
        pairs = sparse.csr_matrix((size, size), dtype=np.float32)
        for apart in range(1, _NEAR + 1):
            one, other = ids[:, :-apart].ravel(), ids[:, apart:].ravel()
            both = (one > UNKNOWN) & (other > UNKNOWN)
            weights = np.full(both.sum(), 1 / apart, dtype=np.float32)
            pairs = pairs + sparse.csr_matrix((weights, (one[both], other[both])), shape=(size, size))
        pairs = (pairs + pairs.T).tocoo()
        often = np.asarray(pairs.sum(axis=1)).ravel() + 1e-9
        smooth = often**0.75
        surprise = np.log(pairs.data * smooth.sum() / (often[pairs.row] * smooth[pairs.col]))
        above = surprise > 0
        table = sparse.csr_matrix((surprise[above], (pairs.row[above], pairs.col[above])), shape=(size, size))
        left, strengths, _ = svds(table, k=SIZE, v0=np.ones(size, dtype=np.float32))
        vectors = left * np.sqrt(strengths)
        return np.asarray(vectors / (vectors.std() + 1e-9) * 0.3, dtype=np.float32)


def stacked(lines: Sequence[Line]) -> Floats:
    """The marks of all lines, filled up to one length."""
    marks = np.zeros((len(lines), LONGEST, CHANNELS), dtype=np.float32)
    for row, each in zip(marks, lines, strict=True):
        row[: len(each.keys)] = each.marks
    return marks
