"""Tables on the terminal, or JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]], as_json: bool, nothing: str) -> None:
    """Print rows under their columns; `nothing` is said, with what to do about it, when there are none."""
    if as_json:
        keys = [column.lower().replace(" ", "_") for column in columns]
        click.echo(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2, default=str))
        return
    if not rows:
        click.echo(nothing)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        # Text, not markup: what sources say must not colour our terminal.
        table.add_row(*(Text("" if cell is None else _plain(str(cell))) for cell in row))
    Console().print(table)


def _plain(text: str) -> str:
    """Without control characters, which a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
