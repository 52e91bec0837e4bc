"""Earshot itself: five instances of its fetch function, each a process of its own, that share the feeds."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from chalicelib import __version__

from ..companions import Companion
from .measuring import Scanner, cpu_s, serve

_INSTANCES = 5  # with ten orders at once each: as many requests at once as the peers make


class Earshot(Scanner):
    """Asks all instances at once, and adds up what they say."""

    def __init__(self) -> None:
        self._instances = [
            Companion(Path(sys.executable), "ops.bench.scanners.instance") for _ in range(_INSTANCES)
        ]
        self._threads = ThreadPoolExecutor(_INSTANCES)
        self._last: Sequence[Mapping[str, Any]] = ()
        self._cpu_s = 0.0

    @property
    def version(self) -> str:
        """See `Scanner`."""
        return f"Earshot {__version__}, {_INSTANCES} instances"

    def begin(self, urls: Sequence[str], folder: Path) -> None:
        """See `Scanner`. Nothing is kept in the folder."""
        shares = [{"urls": urls[number::_INSTANCES]} for number in range(_INSTANCES)]
        self._ask(shares)

    def scan(self) -> None:
        """See `Scanner`."""
        self._last = self._ask([{"do": "scan"}] * _INSTANCES)
        self._cpu_s += self._sum("cpu_s")

    def found(self) -> Mapping[str, int]:
        """See `Scanner`: what was heard in all scans so far, and which of that was about the watched."""
        return {what: int(self._sum(what)) for what in ("entries", "mentions")}

    def cpu_s(self) -> float:
        """See `Scanner`."""
        return cpu_s() + self._cpu_s

    def memory_mb(self) -> float:
        """See `Scanner`: all instances together."""
        return self._sum("memory_mb")

    def _ask(self, questions: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        pairs = zip(self._instances, questions, strict=True)
        return list(self._threads.map(lambda pair: pair[0].ask(**pair[1]), pairs))

    def _sum(self, what: str) -> float:
        return sum(float(answer[what]) for answer in self._last)


if __name__ == "__main__":
    serve(Earshot())
