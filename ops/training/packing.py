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
_MOST = 300_000
VERSION = "trained-1"
"""What judgements say they were made by. Raise it with every new file."""


class Packed(NamedTuple):
    """What the file will hold."""

    settings: Settings
    numbers: list[int]
    bad: list[int]
    good: list[int]


def pack(learned: Learned, taught: Sequence[Looked]) -> Packed:
    """The features that move scores most: by their weight and by how many of the texts show them."""
    columns = learned.columns
    against_calm = learned.weights[:, [BAD, GOOD]] - learned.weights[:, [CALM]]
    numbers = np.concatenate([columns.grams, columns.parts]) & NUMBERS
    shown = np.concatenate(
        [
            sum(_shown(looked.grams.numbers, columns.grams) for looked in taught),
            sum(_shown(looked.parts.numbers, columns.parts) for looked in taught),
        ]
    )
    weights = against_calm[: len(numbers)]
    moved = np.abs(weights).max(axis=1) * np.sqrt(shown)
    chosen = np.argsort(-moved, kind="stable")[:_MOST]
    _, firsts = np.unique(numbers[chosen], return_index=True)  # of two with one number, the heavier
    kept = chosen[firsts]
    scale = float(np.abs(weights[kept]).max())
    shares = weights[kept] / scale
    rounded = np.rint(np.sign(shares) * np.sqrt(np.abs(shares)) * _STEPS).astype(int)  # as `WEIGHTS` says
    told = rounded.any(axis=1)
    measures = tuple(_score(pair) for pair in against_calm[len(numbers) :])
    settings = Settings(VERSION, scale, _score(learned.bias[[BAD, GOOD]] - learned.bias[CALM]), 1.0, measures)
    each = numbers[kept][told].tolist()
    return Packed(settings, each, rounded[told, 0].tolist(), rounded[told, 1].tolist())


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
