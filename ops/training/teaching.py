"""Teaches the linear model: gold labels of all sets together, and what teachers say of texts beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from . import tuning
from .arrays import Floats, Labels
from .linear import fit
from .matrices import Columns, Looked
from .sets import CALM

_CLASSES = 3
_RIDGE = 3e-5
_MEASURES = 0.3  # how much the measures count beside words; chosen on the tuning set


@dataclass(frozen=True, slots=True)
class Lesson:
    """A set that teaches: what its texts show, the share of each class in each, and what each weighs."""

    looked: Looked
    shares: Floats
    weights: Floats


def labelled(looked: Looked, labels: Labels, weight: float) -> Lesson:
    """A lesson of gold labels, the rarer classes weighing more."""
    shares = np.eye(_CLASSES, dtype=np.float32)[labels]
    return Lesson(looked, shares, tuning.balanced(labels, weight))


def advised(looked: Looked, scores: Floats, weight: float) -> Lesson:
    """A lesson of what teachers say."""
    return Lesson(looked, tuning.probabilities(scores), np.full(len(scores), weight, dtype=np.float32))


def both(gold: Lesson, advice: Lesson) -> Lesson:
    """A lesson of labels and of what teachers say of the same texts, each with its weight."""
    weights = gold.weights + advice.weights
    shares = gold.shares * gold.weights[:, None] + advice.shares * advice.weights[:, None]
    return Lesson(gold.looked, shares / weights[:, None], weights)


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned: the weights of each column for each class, and the bias of the first lesson's set."""

    columns: Columns
    weights: Floats
    bias: Floats

    def scores(self, looked: Looked) -> Floats:
        """The scores of these texts, calm always 0."""
        scores = np.asarray(self.columns.rows(looked) @ self.weights + self.bias, dtype=np.float32)
        return scores - scores[:, [CALM]]


def learn(lessons: Sequence[Lesson]) -> Learned:
    """What all lessons teach together. The habits of each go into a bias; the first one's is kept."""
    columns = Columns.often([lesson.looked for lesson in lessons])
    sizes = [len(lesson.weights) for lesson in lessons]
    rows = sparse.vstack([columns.rows(lesson.looked, _MEASURES) for lesson in lessons], format="csr")
    everything = sparse.hstack([rows, _one_each(sizes)], format="csr", dtype=np.float32)
    del rows
    shares = np.concatenate([lesson.shares for lesson in lessons])
    weights = np.concatenate([lesson.weights for lesson in lessons])
    found = fit(everything, shares, weights, _RIDGE)
    held, bias = found[: -len(sizes)].copy(), found[-len(sizes)]
    held[-lessons[0].looked.measures.shape[1] :] *= _MEASURES  # as if the measures had come as they are
    return Learned(columns, held, bias)


def _one_each(sizes: Sequence[int]) -> sparse.csr_matrix:
    """A column for each lesson, 1 in its rows."""
    of_lesson = np.repeat(np.arange(len(sizes)), sizes)
    ones = np.ones(len(of_lesson), dtype=np.float32)
    return sparse.csr_matrix((ones, (np.arange(len(of_lesson)), of_lesson)))
