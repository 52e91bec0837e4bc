"""What a person does to a mention, checked in their words, and told as a line of history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..errors import InvalidInput
from .addresses import is_web_address
from .history import Deed, HistoryLine, Via
from .mentions import Answer, Ignored
from .texts import faults_of, is_torn

LONGEST_NOTE = 500
LONGEST_ANSWER = 4000
_LONGEST_URL = 2000
_LONGEST_ID = 100
_LATEST = {
    Deed.ACKNOWLEDGED: timedelta(days=30),
    Deed.ASSIGNED: timedelta(days=30),
    Deed.SNOOZED: timedelta(days=30),
    Deed.PROMISED: timedelta(days=366),
}
_DATED = (Deed.SNOOZED, Deed.PROMISED)


@dataclass(frozen=True, slots=True)
class Act:
    """`until` is the deadline of whoever has it then, or the date that is promised; `to` is who gets it.
    `to`, `answer` and `ignored` go with the deeds that need them.
    """

    deed: Deed
    by: str
    at: datetime
    via: Via
    note: str = ""
    until: datetime | None = None
    to: str | None = None
    answer: Answer | None = None
    ignored: Ignored | None = None


def faults(act: Act) -> Iterator[InvalidInput]:
    """Everything that is wrong with it, by the name of the field to correct."""
    yield from _faults_of_time(act)
    yield from faults_of("note", act.note, LONGEST_NOTE)
    yield from faults_of("to", act.to or "", _LONGEST_ID)
    if act.deed is Deed.ASSIGNED and not act.to:
        yield InvalidInput("to", "is needed: the id of whoever gets it")
    if act.deed is Deed.IGNORED and act.ignored is None:
        words = ", ".join(repr(str(each)) for each in Ignored)
        yield InvalidInput("reason", f"is needed: one of {words}")
    if act.deed is Deed.ANSWERED:
        yield from _faults_of_answer(act.answer)


def _faults_of_time(act: Act) -> Iterator[InvalidInput]:
    if act.until is None:
        if act.deed in _DATED:
            yield InvalidInput("until", "is needed: a time such as '2027-01-31T09:00:00Z'")
        return
    latest = _LATEST.get(act.deed)
    if latest is None:
        yield InvalidInput("until", "has no meaning here: leave it out")
    elif act.until <= act.at:
        yield InvalidInput("until", "has passed already: choose a later time")
    elif act.until > act.at + latest:
        yield InvalidInput("until", f"is more than {latest.days} days away: choose an earlier time")


def _faults_of_answer(answer: Answer | None) -> Iterator[InvalidInput]:
    if answer is None or not answer.text.strip():
        yield InvalidInput("text", "is needed: what was said to them")
        return
    yield from faults_of("text", answer.text, LONGEST_ANSWER)
    url = answer.url
    if url is not None and (len(url) > _LONGEST_URL or not is_web_address(url) or is_torn(url)):
        yield InvalidInput("url", "must be a web address, at most 2,000 characters long")


def line_of(mention_id: str, act: Act) -> HistoryLine:
    """The line that history keeps of it."""
    said = " ".join(act.note.split())
    parts = [_what(act), said]
    return HistoryLine(mention_id, act.at, act.deed, act.by, act.via, ": ".join(filter(None, parts)))


def _what(act: Act) -> str:
    match act.deed:
        case Deed.ASSIGNED:
            return f"to {act.to}"
        case Deed.SNOOZED | Deed.PROMISED:
            assert act.until is not None
            return f"until {act.until:%Y-%m-%d %H:%M} UTC"
        case Deed.ANSWERED:
            assert act.answer is not None
            return f"{'at ' + act.answer.url if act.answer.url else 'in private'}: {act.answer.text}"
        case Deed.IGNORED:
            return str(act.ignored)
        case _:
            return ""
