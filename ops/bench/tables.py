"""What a part of the bench hands back, and how it is written down: one table, and what was to be reached.

A part is a module of `ops.bench` with `measure`, a function whose arguments all have defaults (those of a
real run) and which answers with Findings, and `command`, the click command that calls it and shows them.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aim:
    """What was to be reached, what was measured, and whether that is enough; None where nothing was."""

    what: str
    wanted: str
    measured: str
    is_reached: bool | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What a part measured: a table under its title, its aims, and notes, each a sentence or two.

    A heading that ends with `:` belongs to a column of figures, which stand to the right. `picture` is an
    SVG, which stands beside the page under the part's name.
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    aims: tuple[Aim, ...] = ()
    notes: tuple[str, ...] = ()
    picture: str = ""


def spread(samples: Sequence[float], digits: int = 2) -> str:
    """Least, median and most of several repeats."""
    low, middle, high = min(samples), statistics.median(samples), max(samples)
    return " / ".join(f"{value:,.{digits}f}" for value in (low, middle, high))


def said(findings: Findings) -> str:
    """A section with its aims, for the terminal."""
    return "\n".join([written(findings), *([aims_written(findings.aims), ""] if findings.aims else [])])


def written(findings: Findings) -> str:
    """A section in Markdown."""
    lines = [f"### {findings.title}", "", *_table(findings.headings, findings.rows), ""]
    for note in findings.notes:
        lines += [note, ""]
    return "\n".join(lines)


def aims_written(aims: Sequence[Aim]) -> str:
    """What was to be reached, in Markdown; what was not is in bold."""
    words = {True: "yes", False: "**no**", None: "not measured"}
    rows = [(aim.what, aim.wanted, aim.measured, words[aim.is_reached]) for aim in aims]
    return "\n".join(_table(("what", "wanted", "measured", "reached"), rows))


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    rule = ["---:" if heading.endswith(":") else "---" for heading in headings]
    lines = [[heading.removesuffix(":") for heading in headings], rule, *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]
