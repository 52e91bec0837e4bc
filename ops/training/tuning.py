"""What is chosen on the set kept for choosing: the bias of each class, and how warm probabilities are."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .arrays import Floats, Labels
from .sets import BAD, CALM, GOOD

_STEPS = np.linspace(-0.6, 0.6, 49)
_NEARLY = 0.002
_SMOOTH = 0.12  # with less, chance decides between peaks that lie far apart


def macro_recall(labels: Labels, scores: Floats) -> float:
    """The mean over the classes that occur of the share of each that is found."""
    return float(np.mean(_recalls(labels, scores)))


def best_bias(labels: Labels, scores: Floats) -> Floats:
    """What to add for bad and for good so that most of each class is found.

    The recall jumps from step to step, so its mean over near steps counts. Of what is nearly as good as the
    best, that is taken by which most of the bad are found: a complaint that is missed is the worse error.
    """
    recalls = np.array(
        [[_recalls(labels, scores + _bias(bad, good)) for good in _STEPS] for bad in _STEPS], dtype=np.float32
    )
    near = np.abs(_STEPS[:, None] - _STEPS[None, :]) <= _SMOOTH * 2
    smooth = near @ np.moveaxis(recalls, 2, 0) @ near.T / np.outer(near.sum(axis=1), near.sum(axis=1))
    mean = smooth.mean(axis=0)
    found = np.where(mean >= mean.max() - _NEARLY, smooth[0], 0.0)
    bad, good = np.unravel_index(int(found.argmax()), found.shape)
    return _bias(_STEPS[bad], _STEPS[good])


def best_warmth(labels: Labels, scores: Floats) -> float:
    """What to divide scores by so that, were each class as frequent, the probabilities are right."""
    return min(
        (step / 100 for step in range(30, 301, 5)), key=lambda warmth: surprise(labels, scores / warmth)
    )


def surprise(labels: Labels, scores: Floats) -> float:
    """How improbable the scores say the labels are; each class weighs the same."""
    shares = probabilities(scores)[np.arange(len(labels)), labels]
    return float(np.mean([-np.log(shares[labels == each]).mean() for each in np.unique(labels)]))


def probabilities(scores: Floats) -> Floats:
    """The shares that add up to 1 in each row."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float32)


def balanced(labels: Labels, weight: float) -> Floats:
    """A weight for each row such that all classes that occur weigh the same and the mean is `weight`."""
    weights = np.zeros(len(labels), dtype=np.float32)
    present: Iterable[int] = [each for each in (BAD, CALM, GOOD) if (labels == each).any()]
    for each in present:
        of_it = labels == each
        weights[of_it] = weight * len(labels) / (len(list(present)) * of_it.sum())
    return weights


def _recalls(labels: Labels, scores: Floats) -> list[float]:
    """The share of each class that occurs that is found, the bad first."""
    verdicts = scores.argmax(axis=1)
    return [float((verdicts[labels == each] == each).mean()) for each in np.unique(labels)]


def _bias(bad: float, good: float) -> Floats:
    return np.asarray([bad, 0.0, good], dtype=np.float32)
