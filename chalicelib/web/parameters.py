"""From a query string to what it asks for. Whatever cannot be used is refused by name, all of it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from ..domain.coverage import CoverageFilter, State
from ..domain.mentions import MentionFilter, MentionStatus
from ..domain.verdicts import Verdict
from ..errors import InvalidInput
from .refusals import InvalidRequest

PERIOD = timedelta(days=30)  # how far a list looks back unless told
FURTHEST = timedelta(days=1100)  # a list is walked day by day, and nothing is kept much longer
MOST_A_PAGE = 100
_USUAL_A_PAGE = 25

_E = TypeVar("_E", bound=StrEnum)
_Readers = Mapping[str, Callable[[str, str], object]]


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which mentions, how many of them, and from where on."""

    wanted: MentionFilter
    cursor: str | None
    limit: int


@dataclass(frozen=True, slots=True)
class CoverageQuery:
    """Which lines of the coverage ledger, how many of them, and from where on."""

    wanted: CoverageFilter
    cursor: str | None
    limit: int


def coverage_query(given: Mapping[str, Sequence[str]]) -> CoverageQuery:
    """What the ledger is asked for. Raises InvalidRequest."""
    read, errors = _read_all(given, _COVERAGE_READERS)
    if errors:
        raise InvalidRequest(tuple(errors))
    wanted = CoverageFilter(read.get("watch"), read.get("state"))
    return CoverageQuery(wanted, read.get("cursor"), read.get("limit", _USUAL_A_PAGE))


def list_query(given: Mapping[str, Sequence[str]], now: datetime) -> ListQuery:
    """What a list of mentions is asked for. Raises InvalidRequest."""
    read, errors = _read_all(given, _READERS)
    since, until = _period(read, errors, now)
    wanted = MentionFilter(since, until, read.get("watch"), read.get("verdict"), read.get("status"))
    return ListQuery(wanted, read.get("cursor"), read.get("limit", _USUAL_A_PAGE))


def period(given: Mapping[str, Sequence[str]], now: datetime) -> tuple[datetime, datetime]:
    """From when until when a report is asked for. Raises InvalidRequest."""
    read, errors = _read_all(given, {"since": moment, "until": moment})
    return _period(read, errors, now)


def span(given: Mapping[str, Sequence[str]], now: datetime, length: timedelta) -> tuple[datetime, datetime]:
    """From when until when a calendar is asked for: so long from now on, unless told.

    Raises InvalidInput or InvalidRequest.
    """
    read, errors = _read_all(given, {"since": moment, "until": moment})
    if errors:
        raise InvalidRequest(tuple(errors))
    since = read.get("since", now.replace(microsecond=0))
    try:
        return since, read.get("until") or since + length
    except OverflowError as error:
        raise InvalidInput("since", "lies too far off") from error


def needed(given: Mapping[str, Sequence[str]], name: str) -> str:
    """The one thing that must be given. Raises InvalidRequest."""
    read, errors = _read_all(given, {name: _text})
    if name not in given:
        errors.append(InvalidInput(name, "is needed"))
    if errors:
        raise InvalidRequest(tuple(errors))
    return str(read[name])


def page_of(given: Mapping[str, Sequence[str]]) -> tuple[str | None, int]:
    """From where on, and how many, of a plain list. Raises InvalidRequest."""
    read, errors = _read_all(given, {"limit": _number, "cursor": _text})
    if errors:
        raise InvalidRequest(tuple(errors))
    return read.get("cursor"), read.get("limit", _USUAL_A_PAGE)


def _period(read: Mapping[str, Any], errors: list[InvalidInput], now: datetime) -> tuple[datetime, datetime]:
    """Raises InvalidRequest with these errors, and what is wrong with the time."""
    soon = now.replace(microsecond=0) + timedelta(seconds=1)
    until = min(read.get("until", soon), soon)
    since = read.get("since") or _back(until)
    if since >= until and not errors:
        errors.append(InvalidInput("since", "must be before 'until', which is now unless given"))
    if "since" in read and since < now - FURTHEST:
        errors.append(InvalidInput("since", f"must be within the last {FURTHEST.days} days"))
    if errors:
        raise InvalidRequest(tuple(errors))
    return since, until


def _read_all(
    given: Mapping[str, Sequence[str]], readers: _Readers
) -> tuple[dict[str, Any], list[InvalidInput]]:
    """What could be read, and what is wrong with the rest."""
    read: dict[str, Any] = {}
    errors: list[InvalidInput] = []
    for name, values in given.items():
        try:
            read[name] = _read(name, values, readers)
        except InvalidInput as error:
            errors.append(error)
    return read, errors


def _read(name: str, values: Sequence[str], readers: _Readers) -> object:
    if name not in readers:
        raise InvalidInput(name, f"is unknown; there are {listed(readers)}")
    if len(values) != 1:
        raise InvalidInput(name, "may be given once only")
    return readers[name](name, values[0])


def _text(name: str, value: str) -> str:
    if not value:
        raise InvalidInput(name, "must not be empty")
    return value


def one_of(choices: type[_E]) -> Callable[[str, str], _E]:
    """What reads a word of this closed set."""

    def read(name: str, value: str) -> _E:
        try:
            return choices(value)
        except ValueError as error:
            raise InvalidInput(name, f"must be one of {listed(choices)}, not {value!r}") from error

    return read


def _number(name: str, value: str) -> int:
    if not re.fullmatch("[0-9]{1,3}", value) or not 1 <= int(value) <= MOST_A_PAGE:
        raise InvalidInput(name, f"must be a number from 1 to {MOST_A_PAGE}, not {value!r}")
    return int(value)


def moment(name: str, value: str) -> datetime:
    """A date is its first moment in UTC. A plus sign that was not escaped has arrived as a blank."""
    try:
        at = datetime.fromisoformat(re.sub(r" (\d\d:?\d\d)$", r"+\1", value))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            at = datetime.combine(at.date(), time(), UTC)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(name, _moment_reason(value)) from error
    raise InvalidInput(name, _moment_reason(value))


def _moment_reason(value: str) -> str:
    return (
        f"must be a date like 2026-03-14, or a time with its offset like 2026-03-14T09:14:00Z, not {value!r}"
    )


def _back(until: datetime) -> datetime:
    try:
        return until - PERIOD
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def listed(names: Iterable[str]) -> str:
    return ", ".join(repr(str(name)) for name in names)


_READERS: _Readers = {
    "watch": _text,
    "verdict": one_of(Verdict),
    "status": one_of(MentionStatus),
    "since": moment,
    "until": moment,
    "limit": _number,
    "cursor": _text,
}
_COVERAGE_READERS: _Readers = {"watch": _text, "state": one_of(State), "limit": _number, "cursor": _text}
