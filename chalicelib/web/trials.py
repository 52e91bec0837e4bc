"""From a request's body to the watch that is to be tried. What cannot be used is refused, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalice.app import Request

from .. import wiring
from ..domain.noises import Noise
from ..domain.query_trees import Query
from ..domain.watches import Watch, WatchKind
from ..errors import InvalidInput
from .bodies import fields_of
from .parameters import listed
from .refusals import InvalidRequest

_USUAL_DAYS, _MOST_DAYS = 30, 90
_QUOTED = 100  # characters of a wrong value that are said back
_NEW = Watch("preview", "Preview", WatchKind.OWN, ("preview",))  # what is tried beside no watch


def trial_in(request: Request) -> tuple[Watch, timedelta]:
    """The watch as it would be, and how far back it is tried. Raises InvalidInput or InvalidRequest.

    What is not given stays as the watch has it.
    """
    read, errors = _read_all(fields_of(request))
    if not errors and "watch" not in read and "query" not in read:
        errors.append(InvalidInput("query", "is needed, or a 'watch' whose query is tried as it is saved"))
    if errors:
        raise InvalidRequest(tuple(errors))
    watch: Watch = read.get("watch", _NEW)
    changed = replace(watch, query=read.get("query", watch.query), without=read.get("without", watch.without))
    return changed, timedelta(days=read.get("days", _USUAL_DAYS))


def _read_all(given: Mapping[str, object]) -> tuple[dict[str, Any], list[InvalidInput]]:
    """The fields that can be read, and why the others cannot. `null` is as good as leaving a field out."""
    read: dict[str, Any] = {}
    errors: list[InvalidInput] = []
    for name, value in given.items():
        try:
            if name not in _READERS:
                raise InvalidInput(name[:_QUOTED], f"is unknown; there are {listed(_READERS)}")
            if value is not None:
                read[name] = _READERS[name](value)
        except InvalidInput as error:
            errors.append(error)
    return read, errors


def _query(value: object) -> Query:
    if not isinstance(value, str):
        raise InvalidInput("query", "must be a text in quotes")
    return wiring.parse_query()(value)


def _watch(value: object) -> Watch:
    known = {watch.id: watch for watch in wiring.watches().all()}
    if not isinstance(value, str) or value not in known:
        there_are = listed(known) or "none yet"
        raise InvalidInput("watch", f"there is no {str(value)[:_QUOTED]!r}; there are {there_are}")
    return known[value]


def _without(value: object) -> tuple[Noise, ...]:
    if not isinstance(value, list) or [each for each in value if each not in list(Noise)]:
        raise InvalidInput("without", f"must be a list of some of {listed(Noise)}")
    return tuple(dict.fromkeys(map(Noise, value)))


def _days(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MOST_DAYS:
        raise InvalidInput("days", f"must be a number from 1 to {_MOST_DAYS}, not {str(value)[:_QUOTED]!r}")
    return value


_READERS: dict[str, Callable[[object], object]] = {
    "query": _query,
    "watch": _watch,
    "without": _without,
    "days": _days,
}
