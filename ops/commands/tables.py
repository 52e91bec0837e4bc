"""Tables on the terminal, or JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

_LEAST_CHARS = 6  # of a column beside the id, however narrow the terminal
_ENDLESS = 100_000


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]], as_json: bool, nothing: str) -> None:
    """Print rows under their columns; `nothing` is said, with what to do about it, when there are none.

    The first column is the id: it is never cut, since people copy it into the next command. In a pipe a row
    is a line.
    """
    if as_json:
        keys = [column.lower().replace(" ", "_") for column in columns]
        click.echo(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2, default=str))
    elif rows:
        _print(columns, [[_plain(cell) for cell in row] for row in rows])
    else:
        click.echo(nothing)


def _print(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    first, *others = columns
    table = Table(Column(first, no_wrap=True), *others, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        # Text, not markup: what sources say must not colour our terminal.
        table.add_row(*map(Text, row))
    console = Console()
    needed = max(len(row[0]) for row in rows) + _LEAST_CHARS * len(columns)
    console.width = max(console.width, needed) if console.is_terminal else _ENDLESS
    console.print(table)


def _plain(cell: object) -> str:
    """Without control characters, which a terminal would obey."""
    text = "" if cell is None else str(cell)
    return "".join(sign if sign.isprintable() else " " for sign in text)
