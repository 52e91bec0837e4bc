"""Teachers: small networks that read words in order. Too large to ship, they advise on any text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from .arrays import Floats, Labels
from .lines import CHANNELS, PADDING, SIZE

_BATCH, _RATE, _ROUNDS, _WIDTH = 256, 1.5e-3, 4, 128


class Body(nn.Module):
    """Reads word vectors and marks by `windows` or in `order`, and keeps what is most striking."""

    def __init__(self, vectors: Floats, kind: str) -> None:
        super().__init__()
        self.words = nn.Embedding.from_pretrained(
            torch.from_numpy(vectors), freeze=False, padding_idx=PADDING
        )
        wide = SIZE + CHANNELS
        self.kind = kind
        if kind == "windows":
            self.windows = nn.ModuleList(
                nn.Conv1d(wide, 100, size, padding=size // 2) for size in (1, 2, 3, 4, 5)
            )
            self.out = nn.Linear(5 * 100 + wide, _WIDTH)
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
            turned = seen.transpose(1, 2)
            found = [torch.relu(window(turned)).amax(dim=2) for window in self.windows]
        else:
            told, _ = self.order(seen)
            found = [
                (told - 1e4 * (1 - there)).amax(dim=1),
                (told * there).sum(dim=1) / there.sum(dim=1).clamp(min=1),
            ]
        return torch.relu(self.out(self.forget(torch.cat([*found, mean], dim=-1))))


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

    def study(self, say: Callable[[str], None]) -> None:
        """Go through all tasks several times, in an order drawn by the seed."""
        learner = torch.optim.Adam([*self._body.parameters(), *self._heads.parameters()], lr=_RATE)
        batches = [
            (task, at) for task, each in enumerate(self._tasks) for at in range(0, len(each.labels), _BATCH)
        ]
        pace = torch.optim.lr_scheduler.LambdaLR(
            learner, lambda step: 1 - step / (len(batches) * _ROUNDS + 1)
        )
        self._body.train()
        for turn in range(_ROUNDS):
            orders = [self._dice.permutation(len(task.labels)) for task in self._tasks]
            lost = 0.0
            for place in self._dice.permutation(len(batches)):
                task, at = batches[place]
                loss = self._loss(task, orders[task][at : at + _BATCH])
                learner.zero_grad(set_to_none=True)
                loss.backward()
                nn.utils.clip_grad_norm_(self._body.parameters(), 5.0)
                learner.step()
                pace.step()
                lost += float(loss.detach())
            say(f"round {turn + 1} of {_ROUNDS}: loss {lost / len(batches):.3f}")

    def scores(self, ids: Labels, marks: Floats) -> Floats:
        """What the first head says of these lines."""
        self._body.eval()
        with torch.no_grad():
            parts = [
                self._heads[0](
                    self._body(torch.from_numpy(ids[at : at + 1024]), torch.from_numpy(marks[at : at + 1024]))
                )
                for at in range(0, len(ids), 1024)
            ]
        return np.asarray(torch.cat(parts).numpy(), dtype=np.float32)

    def _loss(self, task: int, chosen: Labels) -> torch.Tensor:
        each = self._tasks[task]
        longest = max(1, int((each.ids[chosen] != PADDING).sum(axis=1).max()))
        ids, marks = each.ids[chosen, :longest], each.marks[chosen, :longest]
        told = self._heads[task](self._body(torch.from_numpy(ids), torch.from_numpy(marks)))
        lost = nn.functional.cross_entropy(told, torch.from_numpy(each.labels[chosen]), reduction="none")
        return (lost * torch.from_numpy(each.weights[chosen])).mean()
