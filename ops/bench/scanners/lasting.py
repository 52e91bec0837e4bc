"""One worker of Earshot that fetches more and more sources, and keeps nothing of what comes of them.

What it holds afterwards is what stays in the function itself.
"""

from __future__ import annotations

import asyncio
import gc
import resource
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from chalicelib import garbage, logs
from chalicelib.domain.changes import Change
from chalicelib.domain.hosts import Host
from chalicelib.domain.likeness import Trace
from chalicelib.domain.mentions import Mention
from chalicelib.domain.sources import Source
from tests import fakes

from ..questions import answer_all
from .instance import Worker, scan, source_at
from .measuring import most_held_mb

_PAGE_MB = resource.getpagesize() / 1e6


class _PassingSources(fakes.FakeSourceStore):
    """Knows only what is fetched now."""

    def save(self, source: Source) -> bool:
        return self.sources.pop(source.id, None) is not None

    def save_host(self, host: Host) -> None:
        pass


class _PassingMentions(fakes.FakeMentionStore):
    def gather(
        self, mention_ids: Collection[str], trace_keys: Collection[str], surely: bool
    ) -> tuple[tuple[Mention, ...], tuple[Trace, ...]]:
        return (), ()

    def commit(self, change: Change) -> bool:
        return True


class Lasting:
    """The worker, and how many sources it has fetched."""

    def __init__(self) -> None:
        garbage.spare_start()  # as app.py does
        self._loop = asyncio.Runner()
        self._sources = _PassingSources()
        self._worker = Worker(self._sources, _PassingMentions())

    def answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """Fetch these; say how many entries were heard so far, and what is held now and was at most."""
        logs.configure()
        urls: Sequence[str] = question["urls"]
        found = [source_at(url) for url in urls]
        self._sources.sources |= {source.id: source for source in found}
        self._loop.run(scan(self._worker, found))
        del found
        gc.collect()
        return {"entries": self._worker.hear.entries, "held_mb": _held_mb(), "most_mb": most_held_mb()}


def _held_mb() -> float:
    """Pages of this process that lie in memory (https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_MB


if __name__ == "__main__":
    answer_all(Lasting().answer)
