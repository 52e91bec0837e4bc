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
from ...errors import NotFound
from ..answers import item, nothing, shown, stored
from ..bodies import body_of
from ..conditions import check_unchanged
from ..operations import BY_CONTENT, Operation
from ..tokens import admitted
from .ids import NewId, checked


class Person(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Somebody who can be told."""

    id: NewId | UnsetType = UNSET
    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
    email: Annotated[str, Meta(max_length=254, pattern=r"^[^\s<>@,;]+@[^\s<>@,;]+$")]


class People(msgspec.Struct):
    """All of them: they are few."""

    people: list[Person]


def list_people(request: Request) -> Response:
    """Who can be told. All of them: they are few."""
    admitted(request, Scope.RESPOND)
    return shown(People([_shape(person) for person in wiring.people().all()]))


def show_person(request: Request, person_id: str) -> Response:
    """One person."""
    admitted(request, Scope.RESPOND)
    return item(_shape(_known(person_id)))


def put_person(request: Request, person_id: str) -> Response:
    """They can be told from now on, at this address."""
    admitted(request, Scope.ADMIN)
    body = body_of(request, Person)
    person = people.Person(checked(person_id, body.id), body.name.strip(), body.email)
    before = wiring.people().get(person_id)
    check_unchanged(request, "person", person_id, _shape(before) if before else None)
    wiring.save_person()(person)
    return stored(_shape(person), before is not None)


def remove_person(request: Request, person_id: str) -> Response:
    """Tell them no longer, and revoke their tokens. Refused while a policy or a rota names them."""
    admitted(request, Scope.ADMIN)
    check_unchanged(request, "person", person_id, _shape(_known(person_id)))
    wiring.save_person().remove(person_id, wiring.now())
    return nothing()


def _known(person_id: str) -> people.Person:
    if person := wiring.people().get(person_id):
        return person
    raise NotFound("person", person_id)


def _shape(person: people.Person) -> Person:
    return Person(id=person.id, name=person.name, email=person.email)


_EXAMPLE = {"name": "Ann Archer", "email": "ann@example.com"}
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
