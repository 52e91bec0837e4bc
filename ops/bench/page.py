"""The pages that keep what was measured last: each part between two marks, with the machine and the day."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from ..errors import ServiceFailed
from .companions import ROOT
from .tables import Findings, said

_DOCS = ROOT / "docs"
_OF_COSTS = frozenset({"costs", "month", "growth", "simulation"})
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


def page_of(part: str) -> Path:
    """Where it is written down."""
    return _DOCS / ("costs.md" if part in _OF_COSTS else "performance.md")


def write(part: str, findings: Findings) -> None:
    """Write down what a part found, and its picture beside it. Raises ServiceFailed where it has no place."""
    page = page_of(part)
    text = written_into(page.read_text("utf-8"), part, f"{machine()}\n\n{said(findings)}")
    page.write_text(text, "utf-8")
    if findings.picture:
        page.with_name(f"{part}.svg").write_text(findings.picture, "utf-8")


def written_into(page: str, part: str, text: str) -> str:
    """The page with this between the part's marks. Raises ServiceFailed where it has none."""
    begin, end = f"<!-- {part}: written by make bench -->\n", f"<!-- {part}: end -->"
    before, mark, rest = page.partition(begin)
    _, other, after = rest.partition(end)
    if not (mark and other):
        raise ServiceFailed(
            f"the page has no place for {part}: put the lines {begin.strip()} and {end} there"
        )
    return f"{before}{mark}\n{text.strip()}\n\n{other}{after}"
