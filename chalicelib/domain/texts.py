"""What any text must be that somebody sends: short enough to be kept, and whole."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import InvalidInput

TORN = "holds half a character (a broken emoji, perhaps): write it anew"


def faults_of(field: str, text: str, longest: int) -> Iterator[InvalidInput]:
    """Everything that is wrong with it, by the name of its field."""
    if len(text) > longest:
        yield InvalidInput(field, f"must be at most {longest:,} characters, not {len(text):,}")
    if is_torn(text):
        yield InvalidInput(field, TORN)


def is_torn(text: str) -> bool:
    """True when it holds a surrogate: half of a character, which can be neither stored nor sent."""
    return any("\ud800" <= sign <= "\udfff" for sign in text)
