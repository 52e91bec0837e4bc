"""From what was sent to what a person does about a mention. What cannot be used is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec

from ..domain.acts import Act
from ..domain.history import Deed, Via
from ..domain.mentions import Answer, Ignored
from ..errors import InvalidInput
from .bodies import converted
from .parameters import listed
from .refusals import InvalidRequest

Moment = Annotated[datetime, msgspec.Meta(tz=True, description="A time with its zone.")]


class Said(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A remark for the history, which may be left out."""

    note: str | None = None


class Kept(Said, frozen=True):
    """Until when; left out, as long as the policy says."""

    until: Moment | None = None


class Handed(Kept, frozen=True, kw_only=True):
    """The id of whoever gets it."""

    to: str


class Dated(Said, frozen=True, kw_only=True):
    """Until when."""

    until: Moment


class Answered(Said, frozen=True, kw_only=True):
    """What was said to them, and the public address where; without one it was in private."""

    text: str
    url: str | None = None


class LeftBe(Said, frozen=True, kw_only=True):
    """Why nobody need do anything about it."""

    reason: Ignored


ACTIONS: Mapping[str, Deed] = {
    "acknowledge": Deed.ACKNOWLEDGED,
    "release": Deed.RELEASED,
    "assign": Deed.ASSIGNED,
    "snooze": Deed.SNOOZED,
    "answer": Deed.ANSWERED,
    "promise": Deed.PROMISED,
    "resolve": Deed.RESOLVED,
    "ignore": Deed.IGNORED,
    "reopen": Deed.REOPENED,
}
"""What people can do, as an address says it."""

BODIES: Mapping[Deed, type[Said]] = {
    Deed.ACKNOWLEDGED: Kept,
    Deed.RELEASED: Said,
    Deed.ASSIGNED: Handed,
    Deed.SNOOZED: Dated,
    Deed.ANSWERED: Answered,
    Deed.PROMISED: Dated,
    Deed.RESOLVED: Said,
    Deed.IGNORED: LeftBe,
    Deed.REOPENED: Said,
}
"""What each deed is sent with."""


def act_in(fields: Mapping[str, object], deed: Deed, by: str, via: Via, now: datetime) -> Act:
    """What this person does, by the fields that were sent; `null` is as good as leaving out what may be left
    out. Raises InvalidInput or InvalidRequest.
    """
    body = BODIES[deed]
    try:
        said = converted(fields, body)
    except InvalidInput as error:
        raise _in_words(error, body) from error
    except InvalidRequest as error:
        raise InvalidRequest(tuple(_in_words(each, body) for each in error.errors)) from error
    return _act(said, deed, by, via, now)


def act_of_form(fields: Mapping[str, str], deed: Deed, by: str, now: datetime) -> Act:
    """The same from a page's form, which knows days where programs know times. Raises InvalidInput."""
    given: dict[str, object] = {name: text.strip() for name, text in fields.items() if text.strip()}
    if (days := given.pop("days", None)) is not None:
        if days not in DAYS:
            raise InvalidInput("days", f"must be one of {', '.join(DAYS)}")
        given["until"] = now + timedelta(days=int(str(days)))
    return act_in(given, deed, by, Via.LINK, now)


DAYS = ("1", "2", "3", "7", "14", "30")
"""How far off a promise made on a page may be."""


def _act(said: Said, deed: Deed, by: str, via: Via, now: datetime) -> Act:
    answer = Answer(said.text.strip(), said.url, by, now) if isinstance(said, Answered) else None
    return Act(
        deed=deed,
        by=by,
        at=now,
        via=via,
        note=(said.note or "").strip(),
        until=_until(said) if isinstance(said, Kept | Dated) else None,
        to=said.to if isinstance(said, Handed) else None,
        answer=answer,
        ignored=said.reason if isinstance(said, LeftBe) else None,
    )


def _until(said: Kept | Dated) -> datetime | None:
    try:
        return said.until.astimezone(UTC) if said.until else None
    except OverflowError as error:
        raise InvalidInput("until", "lies outside of all calendars") from error


def _in_words(error: InvalidInput, body: type[Said]) -> InvalidInput:
    """The same, saying what a field of the wrong shape must be, or which there are."""
    if error.reason == "is unknown":
        return InvalidInput(error.field, f"is unknown; there are {listed(body.__struct_fields__)}")
    if error.field == "body" or error.reason == "is needed":
        return error
    return InvalidInput(error.field, _WANTED.get(error.field, "must be a text in quotes"))


_WANTED = {
    "until": "must be a time with its zone, such as '2027-01-31T09:00:00Z'",
    "reason": f"must be one of {', '.join(repr(str(each)) for each in Ignored)}",
}
