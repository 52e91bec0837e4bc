"""Teaches the linear model: gold labels of all sets together, and what teachers say of texts beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from . import tuning
from .arrays import Floats, Labels
from .linear import fit
from .matrices import Columns
from .sets import CALM

_CLASSES = 3
_RIDGE, _RIDGE_OF_ADVICE, _ROUNDS = 3e-5, 2e-6, 50  # shares are less noisy than labels, and many more
_MEASURES = 0.3  # how much the measures count beside words; chosen on the tuning set
_UNSEEN = 0.5  # how often each class is taken to have used each feature beside what was seen
_EVEN, _LEAST, _MOST = 0.5, 0.2, 6.0  # the unevenness that counts 1; between which it counts


@dataclass(frozen=True, slots=True)
class Lesson:
    """A set that teaches: a row of features for each text, the share of each class, and what each weighs."""

    rows: sparse.csr_matrix
    shares: Floats
    weights: Floats


def labelled(rows: sparse.csr_matrix, labels: Labels, weight: float) -> Lesson:
    """A lesson of gold labels, the rarer classes weighing more."""
    shares = np.eye(_CLASSES, dtype=np.float32)[labels]
    return Lesson(rows, shares, tuning.balanced(labels, weight))


def advised(rows: sparse.csr_matrix, scores: Floats, weight: float) -> Lesson:
    """A lesson of what teachers say."""
    return Lesson(rows, tuning.probabilities(scores), np.full(len(scores), weight, dtype=np.float32))


def both(gold: Lesson, advice: Lesson) -> Lesson:
    """A lesson of labels and of what teachers say of the same texts, each with its weight."""
    weights = gold.weights + advice.weights
    shares = gold.shares * gold.weights[:, None] + advice.shares * advice.weights[:, None]
    return Lesson(gold.rows, shares / weights[:, None], weights)


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: the weights of each column for each class, and the bias of the first lesson's set."""

    columns: Columns
    weights: Floats
    bias: Floats

    def scores(self, rows: sparse.csr_matrix) -> Floats:
        """The scores of these texts, calm always 0."""
        scores = np.asarray(rows @ self.weights + self.bias, dtype=np.float32)
        return scores - scores[:, [CALM]]


def learn(
    lessons: Sequence[Lesson], columns: Columns, telling: Floats, before: Learned | None = None
) -> Learned:
    """What all lessons teach together, beginning at what was learned of labels `before` there was advice.

    Features count by how `telling` they are. The habits of each set go into a bias; the first one's is kept.
    """
    sizes = [len(lesson.weights) for lesson in lessons]
    rows = sparse.vstack([lesson.rows for lesson in lessons], format="csr")
    rows = sparse.csr_matrix((rows.data * telling[rows.indices], rows.indices, rows.indptr), rows.shape)
    everything = sparse.hstack([rows, _one_each(sizes)], format="csr", dtype=np.float32)
    del rows
    shares = np.concatenate([lesson.shares for lesson in lessons])
    weights = np.concatenate([lesson.weights for lesson in lessons])
    if before is None:
        found = fit(everything, shares, weights, _RIDGE, _ROUNDS)
    else:
        start = np.concatenate([before.weights / telling[:, None], *[before.bias[None, :]] * len(sizes)])
        found = fit(everything, shares, weights, _RIDGE_OF_ADVICE, _ROUNDS, start)
    return Learned(columns, found[: -len(sizes)] * telling[:, None], found[-len(sizes)])


def how_telling(gold: Sequence[Lesson], columns: Columns) -> Floats:
    """What each column is worth: words by how unevenly the classes use them, as labels show. What is learned
    of a telling one is held less small; of all that was tried this gained most.

    The logarithm of the ratio of counts, as in https://aclanthology.org/P12-2018/.
    """
    counts = sum(_used(lesson) for lesson in gold)[: columns.words]
    others = counts.sum(axis=1, keepdims=True) - counts
    uneven = np.sqrt((np.log(_frequency(counts) / _frequency(others)) ** 2).mean(axis=1))
    found = np.full(gold[0].rows.shape[1], _MEASURES, dtype=np.float32)
    found[: columns.words] = np.clip(uneven / _EVEN, _LEAST, _MOST)
    return found


def _used(lesson: Lesson) -> Floats:
    """How often each class used each feature, by the weight of the texts."""
    rows = lesson.rows
    there = sparse.csr_matrix((np.ones_like(rows.data), rows.indices, rows.indptr), shape=rows.shape)
    return np.asarray(there.T @ (lesson.shares * lesson.weights[:, None]), dtype=np.float32)


def _frequency(counts: Floats) -> Floats:
    seen = counts + _UNSEEN
    return np.asarray(seen / seen.sum(axis=0))


def _one_each(sizes: Sequence[int]) -> sparse.csr_matrix:
    """A column for each lesson, 1 in its rows."""
    of_lesson = np.repeat(np.arange(len(sizes)), sizes)
    ones = np.ones(len(of_lesson), dtype=np.float32)
    return sparse.csr_matrix((ones, (np.arange(len(of_lesson)), of_lesson)))
