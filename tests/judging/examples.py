"""The sentences that judges are tested on, read from the tables beside this module."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from chalicelib.domain.verdicts import Verdict


class Example(NamedTuple):
    verdict: Verdict
    about: str
    text: str


def examples(table: str) -> list[Example]:
    """Everything in one of the tables, `read_right` or `known_misses`."""
    path = Path(__file__).with_name(f"{table}.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("# ")]
    return [Example(Verdict(verdict), about, text) for verdict, about, text in rows]
