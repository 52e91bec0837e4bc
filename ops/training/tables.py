"""Writes figures down in tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .figures import Figure


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table."""
    return [_row(head), _row(["---"] * len(head)), *map(_row, rows)]


def percent(figure: Figure) -> str:
    """A share of 100 with its interval."""
    return f"{100 * figure.value:.1f} ({100 * figure.low:.1f}–{100 * figure.high:.1f})"


def share(figure: Figure) -> str:
    """A share of 1 with its interval."""
    return f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
