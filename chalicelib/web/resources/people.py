"""People: who can be told, and respond."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

import msgspec
from chalice.app import Request, Response
from msgspec import UNSET, Meta, UnsetType

from ... import wiring
from ...domain import people
from ...domain.people import Scope
from ...domain.seen import Seen
from ...domain.timetables import Rhythm, Timetable
from ...errors import NotFound
from ..answers import item, nothing, shown, stored
from ..bodies import body_of, refused
from ..conditions import seen_in
from ..operations import BY_CONTENT, Operation
from ..tokens import admitted
from .ids import NewId, checked


class Digest(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """When they get their digest: every day, every Monday, or never; `hour` on the clock of an IANA zone."""

    rhythm: Rhythm
    hour: Annotated[int, Meta(ge=0, le=23)] = 8
    zone: Annotated[str, Meta(max_length=100)] = "UTC"


class Person(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Somebody who can be told. `unreachable` says why no mail goes to them any more; saving them anew ends
    that, whatever is sent for it. Where no `digest` is sent it stays; who is new gets one every day.
    """

    id: NewId | UnsetType = UNSET
    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
    email: Annotated[str, Meta(max_length=254, pattern=r"^[^\s<>@,;]+@[^\s<>@,;]+$")]
    unreachable: str | None = None
    digest: Digest | UnsetType = UNSET


class People(msgspec.Struct):
    """All of them: they are few."""

    people: list[Person]


def list_people(request: Request) -> Response:
    """Who can be told. All of them: they are few."""
    admitted(request, Scope.RESPOND)
    digests = wiring.set_digest().all()
    return shown(People([_shape(person, digests.get(person.id)) for person in wiring.people().all()]))


def show_person(request: Request, person_id: str) -> Response:
    """One person."""
    admitted(request, Scope.RESPOND)
    return item(_shape(_known(person_id), wiring.set_digest().of(person_id)))


def put_person(request: Request, person_id: str) -> Response:
    """They can be told from now on, at this address."""
    admitted(request, Scope.ADMIN)
    body = body_of(request, Person)
    person = people.Person(checked(person_id, body.id), body.name.strip(), body.email)
    timetable = _timetable(body)
    before, digest = wiring.people().get(person_id), wiring.set_digest().of(person_id)
    seen = seen_in(request, "person", person_id, before, lambda known: _shape(known, digest))
    seen_digest = Seen(digest) if seen else None
    wiring.save_person()(person, wiring.now(), seen, timetable, seen_digest)
    return stored(_shape(person, wiring.set_digest().of(person_id)), before is not None)


def remove_person(request: Request, person_id: str) -> Response:
    """Tell them no longer, and revoke their tokens. Refused while a policy or a rota names them."""
    admitted(request, Scope.ADMIN)
    before, digest = wiring.people().get(person_id), wiring.set_digest().of(person_id)
    seen = (
        seen_in(request, "person", person_id, before, lambda known: _shape(known, digest)) if before else None
    )
    wiring.save_person().remove(person_id, wiring.now(), seen)
    return nothing()


def _known(person_id: str) -> people.Person:
    if person := wiring.people().get(person_id):
        return person
    raise NotFound("person", person_id)


def _shape(person: people.Person, digest: Timetable | None) -> Person:
    shown = digest or Timetable(Rhythm.OFF)
    return Person(
        id=person.id,
        name=person.name,
        email=person.email,
        unreachable=person.unreachable,
        digest=Digest(shown.rhythm, shown.hour, shown.zone),
    )


def _timetable(body: Person) -> Timetable | None:
    if isinstance(body.digest, UnsetType):
        return None
    with refused("digest"):
        return Timetable(body.digest.rhythm, body.digest.hour, body.digest.zone)


_EXAMPLE = {
    "name": "Ann Archer",
    "email": "ann@example.com",
    "digest": {"rhythm": "weekly", "hour": 9, "zone": "Europe/Berlin"},
}
_ONE = "/people/{person_id}"

ROUTES = (
    Operation(method="GET", path="/people", view=list_people, needs=Scope.RESPOND, answer=People),
    Operation(method="GET", path=_ONE, view=show_person, needs=Scope.RESPOND, answer=Person, tagged=True),
    Operation(
        method="PUT", path=_ONE, view=put_person, needs=Scope.ADMIN, body=Person, example=_EXAMPLE,
        answer=Person, also=(HTTPStatus.CREATED,), tagged=True, conditional=BY_CONTENT,
        ids={"person_id": NewId},
    ),
    Operation(
        method="DELETE", path=_ONE, view=remove_person, needs=Scope.ADMIN, conditional=BY_CONTENT,
        refuses=True,
    ),
)  # fmt: skip
