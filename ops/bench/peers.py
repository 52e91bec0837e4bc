"""Who is measured beside whom, and what there is to do where one of them is absent."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from .companions import ROOT

_OURS = Path(sys.executable)
_THEIRS = ROOT / ".venv-bench" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Peer:
    """One who scans: the name in tables, the module that drives it, and the Python that runs this.

    One that `may_ask_for_all` sometimes asks for what it has already: that is its own affair, and its 304s
    say so. One that is slow scans in the first round only.
    """

    name: str
    module: str
    python: Path
    command: str = ""
    how_to_get: str = ""
    may_ask_for_all: bool = False
    is_slow: bool = False

    @property
    def is_there(self) -> bool:
        """Whether it can be asked."""
        return self.python.exists() and (not self.command or shutil.which(self.command) is not None)


_SCANNERS = "ops.bench.scanners"
_BENCH = "make bench installs it into .venv-bench"
EARSHOT = Peer("Earshot", f"{_SCANNERS}.earshot", _OURS)
READER = Peer("reader", f"{_SCANNERS}.with_reader", _THEIRS, how_to_get=_BENCH)
NEWSBOAT = Peer(
    "newsboat",
    f"{_SCANNERS}.with_newsboat",
    _OURS,
    "newsboat",
    "apt-get install newsboat",
    may_ask_for_all=True,
)
HTTPX = Peer("bare httpx", f"{_SCANNERS}.bare_httpx", _OURS)
PEERS = (
    EARSHOT,
    READER,
    NEWSBOAT,
    Peer("rss2email", f"{_SCANNERS}.with_rss2email", _THEIRS, how_to_get=_BENCH, is_slow=True),
    HTTPX,
    Peer("pycurl", f"{_SCANNERS}.with_pycurl", _THEIRS, how_to_get=_BENCH),
)
