"""A scanner that asks for nothing, and knows it all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ops.bench.scanners.measuring import Scanner, serve


class Impostor(Scanner):
    @property
    def version(self) -> str:
        return "impostor 1"

    def begin(self, urls: Sequence[str], folder: Path) -> None:
        pass

    def scan(self) -> None:
        pass

    def found(self) -> Mapping[str, int]:
        return {"entries": 99}


if __name__ == "__main__":
    serve(Impostor())
