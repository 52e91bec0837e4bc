"""Debian's `newsboat`, fifty threads: its own command for reloading all feeds, with its cache in a file."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from .measuring import Scanner, serve

_CONFIG = "reload-threads 50\ndownload-retries 1\nmax-items 0\n"


class WithNewsboat(Scanner):
    """The command, once a scan; its start, where it reads its cache, is part of it."""

    @property
    def version(self) -> str:
        """See `Scanner`."""
        said = subprocess.run(["newsboat", "--version"], capture_output=True, text=True, check=True).stdout
        return f"{' '.join(said.split()[:2])}, 50 threads"

    def begin(self, urls: Sequence[str], folder: Path) -> None:
        """See `Scanner`."""
        self._folder = folder
        (folder / "config").write_text(_CONFIG)
        (folder / "urls").write_text("\n".join(urls) + "\n")

    def scan(self) -> None:
        """See `Scanner`."""
        files = {"-C": "config", "-u": "urls", "-c": "cache.db"}
        options = [part for flag, name in files.items() for part in (flag, str(self._folder / name))]
        subprocess.run(["newsboat", "-q", *options, "-x", "reload"], capture_output=True, check=True)

    def found(self) -> Mapping[str, int]:
        """See `Scanner`."""
        with closing(sqlite3.connect(self._folder / "cache.db")) as cache:
            (count,) = cache.execute("SELECT count(*) FROM rss_item").fetchone()
        return {"entries": count}


if __name__ == "__main__":
    serve(WithNewsboat())
