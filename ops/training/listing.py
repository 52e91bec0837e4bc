"""Writes VADER's word list, which ships beside the model, from the package that its author publishes."""

from __future__ import annotations

from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

_PACKAGE = "vaderSentiment"


def write_list(path: Path) -> None:
    """The words with their valence, after the licence, which must stand with every copy."""
    licence = distribution(_PACKAGE).read_text("LICENSE.txt") or ""
    head = ["VADER's list of words and their valence. Written by `make train`.", "", *licence.splitlines()]
    table = (files(_PACKAGE) / "vader_lexicon.txt").read_text(encoding="utf-8")
    pairs = [line.split("\t")[:2] for line in table.splitlines() if line.strip()]
    words = [f"{word}\t{valence}" for word, valence in pairs if float(valence)]
    remarks = [f"# {' '.join(line.split())}".rstrip() for line in head]
    path.write_text("\n".join([*remarks, *words]) + "\n", encoding="utf-8")
