"""The errors that cross a boundary. Callers need one bit: try again, or do not.

    EarshotError
    ├── TemporaryError          the same call may succeed later
    │   └── SourceUnavailable   a source could not be read now; carries its `Failure`
    └── PermanentError          the same call will fail again
        ├── SourceRefused       a source must not or cannot be read; carries its `Failure`
        ├── InvalidInput        what a person or program sent is not usable; says which field
        │   ├── UnreadableQuery a query's text is none; says where, and what to do
        │   └── NotPossible     not as things stand; says what must be done first
        ├── Outdated            it has changed since it was last read
        ├── KeyReused           what has this key was sent before with another content
        ├── InvalidLink         a signed link is forged, damaged or not one of ours
        └── NotFound            there is no such thing

The edge that saw the failure decides which, raises it `from` the original, and attaches what a reader of the
log needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .domain.sources import Failure


class EarshotError(Exception):
    """Anything Earshot raises on purpose."""


class TemporaryError(EarshotError):
    """Try again: the same call may succeed later, after `retry_after_s` seconds where somebody said so."""

    def __init__(self, *args: object, retry_after_s: float | None = None) -> None:
        super().__init__(*args)
        self.retry_after_s = retry_after_s


class PermanentError(EarshotError):
    """Do not try again: the same call will fail again."""


class SourceUnavailable(TemporaryError):
    """A source could not be read this time; `failure` says why in words for its owner."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


class SourceRefused(PermanentError):
    """A source must not, or cannot, be read as it is; `failure` says why in words for its owner."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


class InvalidInput(PermanentError):
    """What was sent cannot be used. `field` names what to correct."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class UnreadableQuery(InvalidInput):
    """A query's text cannot be understood. `line` and `column` count from 1; `told` is the reason without the
    line that it is about.
    """

    def __init__(self, reason: str, text: str, at: int) -> None:
        before = text[:at]
        self.line = before.count("\n") + 1
        self.column = at - (before.rfind("\n") + 1) + 1
        shown = (text.split("\n") or [""])[self.line - 1]
        start = max(0, self.column - _SHOWN // 2)
        caret = " " * (self.column - 1 - start) + "^"
        self.told = f"line {self.line}, column {self.column}: {reason}"
        super().__init__("query", f"{self.told}\n  {shown[start : start + _SHOWN]}\n  {caret}")


_SHOWN = 100  # characters of a query's line


class NotPossible(InvalidInput):
    """It cannot be done as things stand; the reason says what must be done first."""


class KeyReused(PermanentError):
    """What has this key was sent before, and was something else."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the key {key!r} was used before, for something else")
        self.key = key


class InvalidLink(PermanentError):
    """A signed link is forged, damaged, or none of ours."""


class NotFound(PermanentError):
    """There is no such thing."""

    def __init__(self, what: str, which: str) -> None:
        super().__init__(f"no {what} {which!r}")
        self.what = what
        self.which = which


class Outdated(PermanentError):
    """It is no longer what it was when the caller read it."""

    def __init__(self, what: str, which: str) -> None:
        super().__init__(f"{what} {which!r} has changed since it was read")
        self.what = what
        self.which = which
