"""Teachers: small networks that read words in order. Too large to ship, they advise on any text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from .arrays import Floats, Labels
from .lines import CHANNELS, PADDING, SIZE

_BATCH, _RATE, _ROUNDS, _WIDTH = 256, 1.5e-3, 3, 128
_POOL = 16  # batches whose lines are sorted by length together, so that little is read that is only padding
_WINDOWS = (1, 2, 3, 4)


class Body(nn.Module):
    """Reads word vectors and marks by `windows` or in `order`, and keeps what is most striking."""

    def __init__(self, vectors: Floats, kind: str) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(
            torch.from_numpy(vectors), freeze=False, padding_idx=PADDING, sparse=True
        )
        wide = SIZE + CHANNELS
        self.kind = kind
        if kind == "windows":
            self.windows = nn.ModuleList(nn.Linear(size * wide, 100) for size in _WINDOWS)
            self.out = nn.Linear(len(_WINDOWS) * 100 + wide, _WIDTH)
        else:
            self.order = nn.GRU(wide, 100, batch_first=True, bidirectional=True)
            self.out = nn.Linear(2 * 200 + wide, _WIDTH)
        self.forget = nn.Dropout(0.4)

    def forward(self, ids: torch.Tensor, marks: torch.Tensor) -> torch.Tensor:
        """A vector for each text."""
        there = (ids != PADDING).unsqueeze(-1).float()
        seen = torch.cat([self.forget(self.words(ids)), marks], dim=-1) * there
        mean = seen.sum(dim=1) / there.sum(dim=1).clamp(min=1)
        if self.kind == "windows":
            found = self._through_windows(seen)
        else:
            told, _ = self.order(seen)
            found = [
                (told - 1e4 * (1 - there)).amax(dim=1),
                (told * there).sum(dim=1) / there.sum(dim=1).clamp(min=1),
            ]
        return torch.relu(self.out(self.forget(torch.cat([*found, mean], dim=-1))))

    def _through_windows(self, seen: torch.Tensor) -> list[torch.Tensor]:
        """What each window shows at its best place. In 16 bits, which some processors do twice as fast."""
        with torch.autocast("cpu", torch.bfloat16):
            short = seen.to(torch.bfloat16)
            found = []
            for size, window in zip(_WINDOWS, self.windows, strict=True):
                padded = nn.functional.pad(short, (0, 0, size // 2, (size - 1) // 2))
                beside = torch.cat([padded[:, at : at + seen.shape[1]] for at in range(size)], dim=-1)
                found.append(torch.relu(window(beside).amax(dim=1)).float())
        return found


@dataclass(frozen=True, slots=True)
class Task:
    """A set's lines with their labels, from 0 to `classes`, and what each line weighs."""

    ids: Labels
    marks: Floats
    labels: Labels
    weights: Floats
    classes: int


class Teacher:
    """One body, and a head for each task; the first task's is asked."""

    def __init__(self, tasks: Sequence[Task], vectors: Floats, kind: str, seed: int) -> None:
        torch.manual_seed(seed)
        self._body = Body(vectors, kind)
        self._heads = nn.ModuleList(nn.Linear(_WIDTH, task.classes) for task in tasks)
        self._tasks = tasks
        self._dice = np.random.default_rng(seed)

    def study(self) -> None:
        """Go through all tasks several times, in an order drawn by the seed."""
        words = self._body.words.weight
        others = [each for each in [*self._body.parameters(), *self._heads.parameters()] if each is not words]
        learners = [torch.optim.Adam(others, lr=_RATE), torch.optim.SparseAdam([words], lr=_RATE)]
        steps = _ROUNDS * sum(-(-len(task.labels) // _BATCH) for task in self._tasks) + 1
        paces = [
            torch.optim.lr_scheduler.LambdaLR(learner, lambda step: max(0.0, 1 - step / steps))
            for learner in learners
        ]
        self._body.train()
        for task, chosen in (batch for _ in range(_ROUNDS) for batch in self._batches()):
            loss = self._loss(task, chosen)
            for learner in learners:
                learner.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(others, 5.0)
            for each in (*learners, *paces):
                each.step()

    def scores(self, ids: Labels, marks: Floats) -> Floats:
        """What the first head says of these lines."""
        self._body.eval()
        sizes = _sizes(ids)
        order = np.argsort(sizes, kind="stable")
        found = np.zeros((len(ids), self._tasks[0].classes), dtype=np.float32)
        with torch.no_grad():
            for at in range(0, len(ids), 1024):
                chosen = order[at : at + 1024]
                found[chosen] = self._told(0, ids, marks, chosen).numpy()
        return found

    def _batches(self) -> list[tuple[int, Labels]]:
        """All lines of all tasks in batches of near lengths, well shaken."""
        batches = []
        for task, each in enumerate(self._tasks):
            sizes = _sizes(each.ids)
            order = self._dice.permutation(len(each.labels))
            for pool in _cut(order, _POOL * _BATCH):
                batches += [
                    (task, part) for part in _cut(pool[np.argsort(sizes[pool], kind="stable")], _BATCH)
                ]
        return [batches[place] for place in self._dice.permutation(len(batches))]

    def _loss(self, task: int, chosen: Labels) -> torch.Tensor:
        each = self._tasks[task]
        told = self._told(task, each.ids, each.marks, chosen)
        lost = nn.functional.cross_entropy(told, torch.from_numpy(each.labels[chosen]), reduction="none")
        return (lost * torch.from_numpy(each.weights[chosen])).mean()

    def _told(self, task: int, ids: Labels, marks: Floats, chosen: Labels) -> torch.Tensor:
        longest = max(1, int(_sizes(ids[chosen]).max()))
        kept, beside = ids[chosen, :longest], marks[chosen, :longest]
        told: torch.Tensor = self._heads[task](self._body(torch.from_numpy(kept), torch.from_numpy(beside)))
        return told


def _sizes(ids: Labels) -> Labels:
    return np.asarray((ids != PADDING).sum(axis=1))


def _cut(rows: Labels, size: int) -> Iterator[Labels]:
    return (rows[at : at + size] for at in range(0, len(rows), size))
