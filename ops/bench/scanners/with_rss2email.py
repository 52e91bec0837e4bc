"""PyPI's `rss2email`, one feed after the other: its own command, which marks what it would send."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from .measuring import Scanner, serve


class WithRss2email(Scanner):
    """The command, once a scan; no mail is sent."""

    @property
    def version(self) -> str:
        """See `Scanner`."""
        return f"rss2email {version('rss2email')}, one by one"

    def begin(self, urls: Sequence[str], folder: Path) -> None:
        """See `Scanner`."""
        self._folder = folder
        feeds = (f"[feed.f{number}]\nurl = {url}\n" for number, url in enumerate(urls))
        (folder / "config").write_text("[DEFAULT]\nto = nobody@example.com\n\n" + "\n".join(feeds))

    def scan(self) -> None:
        """See `Scanner`."""
        command = [str(Path(sys.executable).with_name("r2e"))]
        files = ["-c", str(self._folder / "config"), "-d", str(self._folder / "data")]
        subprocess.run([*command, *files, "run", "--no-send"], capture_output=True, check=True)

    def found(self) -> Mapping[str, int]:
        """See `Scanner`."""
        kept = json.loads((self._folder / "data").read_text())
        return {"entries": sum(len(feed["seen"]) for feed in kept["feeds"])}


if __name__ == "__main__":
    serve(WithRss2email())
