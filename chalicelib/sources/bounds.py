"""How much of a document is kept: enough for any reader, too little to do harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..domain.entries import Entry
from ..domain.sources import Document

MOST_ENTRIES = 1_000
_LONGEST_TEXT = 20_000
_LONGEST_TITLE = 1_000
_LONGEST_AUTHOR = 200


def bounded(found: Sequence[Entry], size: int, title: str, notes: Sequence[str]) -> Document:
    """The document with nothing in it longer than anybody reads, and notes on what was cut off.

    `found` are at most `MOST_ENTRIES` of the `size` entries that it has.
    """
    said = list(notes)
    if size > MOST_ENTRIES:
        said.append(f"only the first {MOST_ENTRIES:,} of {size:,} entries were read")
    if cut := sum(len(entry.text) > _LONGEST_TEXT for entry in found):
        said.append(f"texts cut off after {_LONGEST_TEXT:,} characters: {cut:,}")
    return Document(tuple(map(_entry, found)), title=title[:_LONGEST_TITLE] or None, notes=tuple(said))


def _entry(entry: Entry) -> Entry:
    """One that says its title again says nothing more."""
    title, text, author = entry.title, entry.text, entry.author or ""
    if (
        text != title
        and len(text) <= _LONGEST_TEXT
        and len(title) <= _LONGEST_TITLE
        and len(author) <= _LONGEST_AUTHOR
    ):
        return entry
    return replace(
        entry,
        title=title[:_LONGEST_TITLE],
        text="" if text == title else text[:_LONGEST_TEXT].rstrip(),
        author=entry.author and author[:_LONGEST_AUTHOR],
    )
