"""Where teachers study: on all sets at once, each with a head of its own, so that one helps the other."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import torch

from . import sets, tuning
from .arrays import Floats
from .lines import Alphabet, Line, lines, stacked
from .sets import Example
from .teachers import Task, Teacher

_AT_ONCE = 2
_THREADS = 1  # of each teacher; results differ in the last digits with another number
_EVEN = 0.5  # what sets other than the leading one weigh for teachers


class School:
    """The texts of all sets as teachers read them; `silent` names the sets of which no label is looked at."""

    def __init__(self, material: Mapping[str, Sequence[Example]], silent: Collection[str]) -> None:
        self._lines: dict[str, list[Line]] = {name: lines(examples) for name, examples in material.items()}
        self._alphabet = Alphabet([each for told in self._lines.values() for each in told])
        names = [name for name in material if name not in silent and material[name]]
        self._tasks = [self._task(name, material[name], name == names[0]) for name in names]

    def advice(self, kinds: Sequence[str], say: Callable[[str], None]) -> list[dict[str, Floats]]:
        """What a teacher of each kind (see `Body`), having studied, says of every text of every set. Two of a
        kind differ by their seed."""
        found = []
        with multiprocessing.get_context("fork").Pool(_AT_ONCE, _enter, (self,)) as pool:
            for kind, said in zip(kinds, pool.imap(_taught, enumerate(kinds)), strict=True):
                say(f"one has read by {kind}")
                found.append(said)
        return found

    def taught(self, kind: str, seed: int) -> dict[str, Floats]:
        """What one teacher says of every text of every set."""
        torch.set_num_threads(_THREADS)
        torch.use_deterministic_algorithms(True)
        teacher = Teacher(self._tasks, self._alphabet.vectors, kind, seed)
        teacher.study()
        return {
            name: teacher.scores(self._alphabet.ids(told), stacked(told))
            for name, told in self._lines.items()
        }

    def _task(self, name: str, examples: Sequence[Example], leads: bool) -> Task:
        told, labels = self._lines[name], sets.labels(examples)
        if name in sets.HELPING:
            weights = np.full(len(labels), sets.HELPING[name], dtype=np.float32)
        else:
            weights = tuning.balanced(labels, 1.0 if leads else _EVEN)
        return Task(self._alphabet.ids(told), stacked(told), labels, weights, int(labels.max()) + 1)


_entered: School  # by each process, which would else be sent it anew with each question


def _enter(school: School) -> None:
    global _entered
    _entered = school


def _taught(numbered: tuple[int, str]) -> dict[str, Floats]:
    seed, kind = numbered
    return _entered.taught(kind, seed)
