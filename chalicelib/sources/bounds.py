"""How much of a document is kept: enough for any reader, too little to do harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..domain.entries import Entry
from ..domain.sources import Document

MOST_ENTRIES = 1_000
_LONGEST_TEXT = 20_000
_MOST_TEXT = 2_000_000  # characters of all texts together; each of them may take four bytes
_LONGEST_TITLE = 1_000
_LONGEST_AUTHOR = 200


def bounded(found: Sequence[Entry], size: int, title: str, notes: Sequence[str]) -> Document:
    """The document with nothing in it longer than anybody reads, and notes on what was cut off.

    `found` are at most `MOST_ENTRIES` of the `size` entries that it has.
    """
    said = list(notes)
    if size > MOST_ENTRIES:
        said.append(f"only the first {MOST_ENTRIES:,} of {size:,} entries were read")
    longest = _longest_text(found)
    if cut := sum(len(entry.text) > longest for entry in found):
        said.append(f"texts cut off after {longest:,} characters: {cut:,}")
    entries = tuple(_entry(entry, longest) for entry in found)
    return Document(entries, title=title[:_LONGEST_TITLE] or None, notes=tuple(said))


def _longest_text(found: Sequence[Entry]) -> int:
    """As much of each as is kept: where all of them are too much, an equal part."""
    kept = sum(min(len(entry.text), _LONGEST_TEXT) for entry in found)
    return _LONGEST_TEXT if kept <= _MOST_TEXT else _MOST_TEXT // len(found)


def _entry(entry: Entry, longest: int) -> Entry:
    """One that says its title again says nothing more."""
    title, text, author = entry.title, entry.text, entry.author or ""
    if (
        text != title
        and len(text) <= longest
        and len(title) <= _LONGEST_TITLE
        and len(author) <= _LONGEST_AUTHOR
    ):
        return entry
    return replace(
        entry,
        title=title[:_LONGEST_TITLE],
        text="" if text == title else text[:longest].rstrip(),
        author=entry.author and author[:_LONGEST_AUTHOR],
    )
