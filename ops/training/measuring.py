"""What a judge makes of many texts, and what that is worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chalicelib.judging.model import Model
from chalicelib.judging.trained import score

from .arrays import Floats
from .hearing import heard
from .sets import Example


def scores_of(judging: Model, examples: Sequence[Example]) -> Floats:
    """A row for each text: what speaks for bad, calm (0) and good."""
    found = [score(heard(example), judging) for example in examples]
    return np.asarray([(each.bad, 0.0, each.good) for each in found], dtype=np.float32)
