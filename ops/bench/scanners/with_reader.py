"""PyPI's `reader`, fifty workers, with its database in a file, as it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import reader

from .measuring import Scanner, serve

_WORKERS = 50


class WithReader(Scanner):
    """The library's own way to update all feeds."""

    @property
    def version(self) -> str:
        """See `Scanner`."""
        return f"reader {reader.__version__}, {_WORKERS} workers"

    def begin(self, urls: Sequence[str], folder: Path) -> None:
        """See `Scanner`."""
        self._reader = reader.make_reader(str(folder / "reader.sqlite"))
        for url in urls:
            self._reader.add_feed(url)

    def scan(self) -> None:
        """See `Scanner`."""
        self._reader.update_feeds(scheduled=False, workers=_WORKERS)

    def found(self) -> Mapping[str, int]:
        """See `Scanner`."""
        return {"entries": self._reader.get_entry_counts().total or 0}


if __name__ == "__main__":
    serve(WithReader())
