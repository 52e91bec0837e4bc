"""What an answer comes to once understood: entries within bounds, or a failure in the source's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from ...domain.entries import Entry
from ...domain.sources import Document, Failure, FailureKind
from ...errors import SourceRefused, SourceUnavailable
from ..bounds import MOST_ENTRIES, bounded
from ..visible_text import visible_text

Item = TypeVar("Item")

_LONGEST_SAYING = 160
_MOST_PARTS = 100
# What may be a secret in an error message: an address, or a run of characters that is no word.
_PERHAPS_SECRET = re.compile(r"\w+://\S+|(?=[\w.~+/=-]*\d)[\w.~+/=-]{16,}|[\w~+/=-]{32,}")
# What servers say in their errors, in words or as a name, and the status that it means.
_WORDS_OF_STATUS = (
    (
        429,
        re.compile(
            r"rate.?limit|too.?many.?requests|too much|throttl|quota|usage.?cap|limit.?exceeded", re.I
        ),
    ),
    (
        401,
        re.compile(
            r"not?.?author|unauthor|forbidden|permi(?:tted|ssion)|credential|log(?:ged)?.?in|auth\w*.?(?:miss|requir)"
            r"|requires? an? auth|(?:invalid|expired|access|bad).{0,12}(?:token|grant|key)|not valid",
            re.I,
        ),
    ),
    (404, re.compile(r"not.?found|no.?such|couldnt_find", re.I)),
    (
        500,
        re.compile(
            r"internal.?(?:server)?.?error|capacity|upstream|unavailable|not.?enough.?resources", re.I
        ),
    ),
)
_KINDS_OF_STATUS = {
    401: FailureKind.FORBIDDEN,
    402: FailureKind.FORBIDDEN,
    403: FailureKind.FORBIDDEN,
    404: FailureKind.NOT_FOUND,
    410: FailureKind.GONE,
    451: FailureKind.FORBIDDEN,
}


def document_of(
    items: Sequence[Item],
    entry_of: Callable[[Item], Entry | None],
    title: str = "",
    notes: Sequence[str] = (),
) -> Document:
    """The entries of the items, in their order and within bounds, with notes on what was left out or cut off.

    An item is left out when `entry_of` gives None for it, or an entry with neither id, address nor words.
    """
    made = [entry_of(item) for item in items[:MOST_ENTRIES]]
    entries = [entry for entry in made if entry is not None and entry.key]
    said = list(notes)
    if left_out := len(made) - len(entries):
        said.append(f"entries left out because they cannot be used: {left_out:,}")
    return bounded(entries, len(items), title, said)


def joined(parts: Iterable[str]) -> str:
    """What is seen together, in one line: the author's words first, then what they come with.

    What was said before is not said again: a card's title often is in the text, too.
    """
    said = ""
    for part in islice(parts, _MOST_PARTS):
        if part and part not in said:
            said = f"{said} · {part}" if said else part
    return said


def saying(text: str) -> str:
    """What a source says about its trouble, fit for its owner's eyes: one short line without any secret."""
    return (
        _PERHAPS_SECRET.sub("…", visible_text(text[:2_000]))[:_LONGEST_SAYING].rstrip()
        or "it does not say why"
    )


def refused(kind: FailureKind, detail: str) -> SourceRefused:
    """The refusal of an answer that says so itself."""
    return SourceRefused(Failure(kind, detail))


def rate_limited(detail: str, retry_after: timedelta | None = None) -> SourceUnavailable:
    """The source asks us to come later, whatever status its answer has."""
    return SourceUnavailable(Failure(FailureKind.RATE_LIMITED, detail, retry_after))


def status_told(
    status: int | None, detail: str, retry_after: timedelta | None = None
) -> SourceRefused | SourceUnavailable:
    """The error for an answer whose body tells its status. Without one, it is that we cannot read it."""
    if status == 429:
        return rate_limited(detail, retry_after)
    if status is not None and 500 <= status <= 599:
        return SourceUnavailable(Failure(FailureKind.SERVER_ERROR, detail, retry_after))
    unknown = FailureKind.UNREADABLE if status is None else FailureKind.UNEXPECTED_STATUS
    return refused(_KINDS_OF_STATUS.get(status or 0, unknown), detail)


def status_in(words: str) -> int | None:
    """The status that an error message means, where only words tell it. They may be in any language."""
    return next((status for status, signs in _WORDS_OF_STATUS if signs.search(words[:500])), None)
