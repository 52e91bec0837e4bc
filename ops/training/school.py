"""Where teachers study: on all sets at once, each with a head of its own, so that one helps the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch

from . import sets, tuning
from .arrays import Floats
from .lines import Alphabet, Line, lines, stacked
from .sets import Example
from .teachers import Task, Teacher

_THREADS = 2  # results differ in the last digits with another number
_SEED = 1
_EVEN = 0.5  # what sets other than the leading one weigh for teachers


class School:
    """The texts of all sets as teachers read them."""

    def __init__(self, material: Mapping[str, Sequence[Example]]) -> None:
        self._material = material
        self._lines: dict[str, list[Line]] = {name: lines(examples) for name, examples in material.items()}
        self._alphabet = Alphabet([each for told in self._lines.values() for each in told])

    def advice(self, kind: str, say: Callable[[str], None]) -> dict[str, Floats]:
        """What a teacher of this kind (see `Body`), having studied, says of every text of every set."""
        torch.set_num_threads(_THREADS)
        torch.use_deterministic_algorithms(True)
        names = [name for name in self._material if name not in sets.UNLABELLED]
        teacher = Teacher(
            [self._task(name, name == names[0]) for name in names], self._alphabet.vectors, kind, _SEED
        )
        teacher.study(say)
        return {
            name: teacher.scores(self._alphabet.ids(told), stacked(told))
            for name, told in self._lines.items()
        }

    def _task(self, name: str, leads: bool) -> Task:
        told, labels = self._lines[name], sets.labels(self._material[name])
        if name in sets.HELPING:
            weights = np.full(len(labels), sets.HELPING[name], dtype=np.float32)
        else:
            weights = tuning.balanced(labels, 1.0 if leads else _EVEN)
        return Task(self._alphabet.ids(told), stacked(told), labels, weights, int(labels.max()) + 1)
