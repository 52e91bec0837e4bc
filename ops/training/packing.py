"""Makes the file that ships of what was learned: the features that weigh most, each rounded to a byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from chalicelib.judging.model import NUMBERS, Model, Score, Settings, packed

from . import sets, tuning
from .arrays import Floats, Labels, Numbers
from .matrices import Looked
from .measuring import scores_of
from .sets import BAD, CALM, GOOD, Example
from .teaching import Learned

_STEPS = 127
_MOST = 180_000
VERSION = "trained-2"
"""What judgements say they were made by. Raise it with every new file."""


class Packed(NamedTuple):
    """What the file will hold."""

    settings: Settings
    numbers: list[int]
    bad: list[int]
    good: list[int]


def pack(learned: Learned, taught: Sequence[Looked]) -> Packed:
    """The features that move scores most: by their weight and by how often the texts show them.

    Features that share a number weigh what they weigh on average, the more often shown the more: a common one
    must not get the weight of a rare one.
    """
    columns = learned.columns
    against_calm = learned.weights[:, [BAD, GOOD]] - learned.weights[:, [CALM]]
    shown = np.concatenate(
        [
            sum(_shown(looked.grams.numbers, columns.grams) for looked in taught),
            sum(_shown(looked.parts.numbers, columns.parts) for looked in taught),
        ]
    )
    each = np.concatenate([columns.grams, columns.parts]) & NUMBERS
    numbers, group = np.unique(each, return_inverse=True)
    together = np.bincount(group, weights=shown)
    weights = np.stack(
        [np.bincount(group, weights=shown * one) / together for one in against_calm[: columns.words].T],
        axis=1,
    )
    moved = np.abs(weights).max(axis=1) * np.sqrt(together)
    kept = np.sort(np.argsort(-moved, kind="stable")[:_MOST])
    scale = float(np.abs(weights[kept]).max())
    shares = weights[kept] / scale
    rounded = np.rint(np.sign(shares) * np.sqrt(np.abs(shares)) * _STEPS).astype(int)  # as `WEIGHTS` says
    told = rounded.any(axis=1)
    measures = tuple(_score(pair) for pair in against_calm[columns.words :])
    settings = Settings(VERSION, scale, _score(learned.bias[[BAD, GOOD]] - learned.bias[CALM]), 1.0, measures)
    return Packed(
        settings, numbers[kept][told].tolist(), rounded[told, 0].tolist(), rounded[told, 1].tolist()
    )


def fitted(pack: Packed, tuned: Sequence[Example]) -> bytes:
    """The file, with the bias and the warmth that suit the set that is kept for choosing."""
    judging = Model(*pack)
    scores, labels = scores_of(judging, tuned), sets.labels(tuned)
    bias = tuning.best_bias(labels, scores)
    warmth = tuning.best_warmth(labels, scores + bias)
    start = judging.settings.bias
    together = Score(round(start.bad + float(bias[BAD]), 4), round(start.good + float(bias[GOOD]), 4))
    return packed(replace(judging.settings, bias=together, warmth=warmth), *pack[1:])


def _shown(numbers: Numbers, columns: Numbers) -> Labels:
    """How often each column's feature was shown."""
    places = np.searchsorted(columns, numbers)
    places[places == len(columns)] = 0
    return np.bincount(places[columns[places] == numbers], minlength=len(columns))


def _score(pair: Floats) -> Score:
    return Score(round(float(pair[0]), 4), round(float(pair[1]), 4))
