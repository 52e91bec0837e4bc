"""Tables on the terminal, or JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import click

from chalicelib.domain.deliveries import DeliveryStatus
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.urgency import Urgency
from chalicelib.domain.verdicts import Verdict
from chalicelib.web.times import iso

from .times import shown

_COLOURS: dict[StrEnum, str] = {
    Verdict.BAD: "red",
    Verdict.GOOD: "green",
    Verdict.TROLL: "magenta",
    Verdict.UNSURE: "yellow",
    Urgency.URGENT: "bold red",
    MentionStatus.NEW: "bold",
    MentionStatus.NOTIFIED: "bold",
    DeliveryStatus.FAILED: "red",
}
for_programs = click.option("--json", "as_json", is_flag=True, help="For programs.")
"""Lets a command be asked for JSON."""

_LEAST_CHARS = 6  # of a column beside the id, however narrow the terminal
_ENDLESS = 100_000


def show(columns: Sequence[str], rows: Sequence[Sequence[Any]], as_json: bool, nothing: str) -> None:
    """Print rows under their columns; `nothing` is said, with what to do about it, when there are none.

    The first column is the id: it is never cut, since people copy it into the next command. In a pipe a row
    is a line. Times are told by this machine's clock; programs get them in UTC.
    """
    if as_json:
        keys = [column.lower().replace(" ", "_") for column in columns]
        click.echo(
            json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2, default=_written)
        )
    elif rows:
        _print(columns, rows)
    else:
        click.echo(nothing)


def tell_program(shape: object) -> None:
    """Print what a program asked for as the API answers it."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(shape), indent=2).decode())


def _print(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    first, *others = columns
    table = Table(Column(first, no_wrap=True), *others, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        # Text, not markup: what sources say must not colour our terminal.
        table.add_row(*(Text(plain(cell), style=colour_of(cell)) for cell in row))
    console = Console()
    needed = max(len(plain(row[0])) for row in rows) + _LEAST_CHARS * len(columns)
    console.width = max(console.width, needed) if console.is_terminal else _ENDLESS
    console.print(table)


def plain(cell: object) -> str:
    """Without control characters, which a terminal would obey."""
    text = "" if cell is None else shown(cell) if isinstance(cell, datetime) else str(cell)
    return "".join(sign if sign.isprintable() else " " for sign in text)


def colour_of(cell: object) -> str:
    """The style in which a word of ours stands out; none for what others say."""
    return _COLOURS.get(cell, "") if isinstance(cell, StrEnum) else ""


def _written(cell: object) -> str:
    return iso(cell) if isinstance(cell, datetime) else str(cell)
