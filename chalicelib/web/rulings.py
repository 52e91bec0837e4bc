"""From a request's body to the verdict a person gives. What cannot be used is refused, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chalice.app import Request

from ..domain.rulings import RULED, faults
from ..domain.verdicts import Verdict
from ..errors import InvalidInput
from .bodies import fields_of
from .parameters import listed
from .refusals import InvalidRequest

_FIELDS = ("verdict", "note")
_QUOTED = 100  # characters of a wrong value that are said back


def ruling_in(request: Request) -> tuple[Verdict, str]:
    """The verdict, and the note that may go with it. Raises InvalidInput or InvalidRequest."""
    given = fields_of(request)
    verdict, note = given.get("verdict"), given.get("note")
    if errors := tuple(_faults(given, verdict, note)):
        raise InvalidRequest(errors)
    return Verdict(str(verdict)), str(note or "")


def _faults(given: Mapping[str, object], verdict: object, note: object) -> Iterator[InvalidInput]:
    for name in given:
        if name not in _FIELDS:
            yield InvalidInput(name[:_QUOTED], f"is unknown; there are {listed(_FIELDS)}")
    if verdict not in list(RULED):
        said = "" if verdict is None else f", not {str(verdict)[:_QUOTED]!r}"
        yield InvalidInput("verdict", f"must be one of {listed(RULED)}{said}")
    if note is not None and not isinstance(note, str):
        yield InvalidInput("note", "must be a text in quotes")
    else:
        yield from faults(RULED[0], note or "")
