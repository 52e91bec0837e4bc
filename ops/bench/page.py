"""The page that keeps what was measured last: each part between two marks, with the machine and the day."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .companions import ROOT

PAGE = ROOT / "docs" / "performance.md"
_LIBRARIES = ("httpx", "feedparser", "boto3", "pynamodb")
_MODEL = re.compile(r"^model name\s*:\s*(.+)$", re.M)


def machine() -> str:
    """The day, the machine and what ran on it, in one line."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = _MODEL.search(Path("/proc/cpuinfo").read_text())
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; {cores} cores ({model[1] if model else platform.machine()}), "
        f"{memory:.0f} GiB; load {os.getloadavg()[1]:.1f}; Python {platform.python_version()}; {libraries}."
    )


def written_into(page: str, part: str, text: str) -> str:
    """The page with this between the part's marks, if it has any: some parts have a page of their own."""
    begin, end = f"<!-- {part}: written by make bench -->\n", f"<!-- {part}: end -->"
    before, mark, rest = page.partition(begin)
    _, other, after = rest.partition(end)
    if not (mark and other):
        return page
    return f"{before}{mark}\n{text.strip()}\n\n{other}{after}"
