"""Rotas: whose turn it is, and their calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated

import msgspec
from chalice.app import Request, Response
from msgspec import UNSET, Meta, UnsetType

from ... import wiring
from ...domain import rotas
from ...domain.people import Scope
from ...errors import NotFound
from ..answers import given, item, nothing, shown, stored
from ..bodies import body_of, refused
from ..conditions import seen_in
from ..operations import BY_CONTENT, Ask, Operation
from ..parameters import span
from ..tokens import admitted
from .ids import NewId, checked

_SHOWN = timedelta(days=28)

Moment = Annotated[datetime, Meta(tz=True)]
PersonId = Annotated[str, Meta(min_length=1, max_length=64)]
Clock = Annotated[str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class Cover(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Somebody else is on duty, from `starts_at` until just before `ends_at`."""

    person_id: PersonId
    starts_at: Moment
    ends_at: Moment


class Rota(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """People take turns in this order; the first takes over on the day `starts_on` at `hands_over`, on the
    clock of an IANA zone. `covers` stand before turns, the last of them first.
    """

    id: NewId | UnsetType = UNSET
    name: Annotated[str, Meta(max_length=200)] = ""
    zone: Annotated[str, Meta(max_length=100)]
    people: Annotated[list[PersonId], Meta(min_length=1, max_length=50)]
    starts_on: date
    hands_over: Clock
    every_days: Annotated[int, Meta(ge=1, le=366)] = 7
    covers: Annotated[list[Cover], Meta(max_length=100)] = msgspec.field(default_factory=list)


class Rotas(msgspec.Struct):
    """All of them: they are few."""

    rotas: list[Rota]


class Turn(msgspec.Struct):
    """Somebody is on duty, from `starts_at` until just before `ends_at`."""

    person_id: str
    starts_at: datetime
    ends_at: datetime


class Calendar(msgspec.Struct):
    """Who is on duty when, in order of time."""

    rota_id: str
    since: datetime
    until: datetime
    turns: list[Turn]


def list_rotas(request: Request) -> Response:
    """Who takes turns. All of them: rotas are few."""
    admitted(request, Scope.READ)
    return shown(Rotas([_shape(rota) for rota in wiring.rotas().all()]))


def show_rota(request: Request, rota_id: str) -> Response:
    """One rota."""
    admitted(request, Scope.READ)
    return item(_shape(_known(rota_id)))


def put_rota(request: Request, rota_id: str) -> Response:
    """Ask it from now on who is on duty. Refused where it names somebody unknown."""
    admitted(request, Scope.ADMIN)
    body = body_of(request, Rota)
    rota = _rota(checked(rota_id, body.id), body)
    before = wiring.rotas().get(rota_id)
    wiring.save_policy().save_rota(rota, wiring.now(), seen_in(request, "rota", rota_id, before, _shape))
    return stored(_shape(rota), before is not None)


def remove_rota(request: Request, rota_id: str) -> Response:
    """Ask it no longer. Refused while a policy does."""
    admitted(request, Scope.ADMIN)
    wiring.save_policy().remove_rota(rota_id, seen_in(request, "rota", rota_id, _known(rota_id), _shape))
    return nothing()


def show_calendar(request: Request, rota_id: str) -> Response:
    """Who is on duty when: from now on for four weeks, unless told; a year at most."""
    admitted(request, Scope.READ)
    since, until = span(given(request), wiring.now(), _SHOWN)
    rota = _known(rota_id)
    with refused("until"):
        turns = [Turn(each.person_id, each.starts_at, each.ends_at) for each in rota.turns(since, until)]
    return shown(Calendar(rota.id, since, until, turns))


def _known(rota_id: str) -> rotas.Rota:
    if rota := wiring.rotas().get(rota_id):
        return rota
    raise NotFound("rota", rota_id)


def _shape(rota: rotas.Rota) -> Rota:
    return Rota(
        id=rota.id,
        name=rota.name,
        zone=rota.zone,
        people=list(rota.people),
        starts_on=rota.starts_on,
        hands_over=f"{rota.hands_over:%H:%M}",
        every_days=rota.every_days,
        covers=[Cover(each.person_id, each.starts_at, each.ends_at) for each in rota.covers],
    )


def _rota(rota_id: str, body: Rota) -> rotas.Rota:
    with refused("rota"):
        return rotas.Rota(
            id=rota_id,
            name=body.name.strip() or rota_id,
            zone=body.zone,
            people=tuple(body.people),
            starts_on=body.starts_on,
            hands_over=time.fromisoformat(body.hands_over),
            every_days=body.every_days,
            covers=tuple(map(_cover, body.covers)),
        )


def _cover(cover: Cover) -> rotas.Cover:
    return rotas.Cover(cover.person_id, cover.starts_at.astimezone(UTC), cover.ends_at.astimezone(UTC))


_EXAMPLE = {
    "name": "Support",
    "zone": "Europe/Berlin",
    "people": ["ann", "bob"],
    "starts_on": "2026-11-23",
    "hands_over": "09:00",
}
_ONE = "/rotas/{rota_id}"
_ASKS = (Ask("since", datetime, "From when on."), Ask("until", datetime, "Until when."))

ROUTES = (
    Operation(method="GET", path="/rotas", view=list_rotas, needs=Scope.READ, answer=Rotas),
    Operation(method="GET", path=_ONE, view=show_rota, needs=Scope.READ, answer=Rota, tagged=True),
    Operation(
        method="PUT", path=_ONE, view=put_rota, needs=Scope.ADMIN, body=Rota, example=_EXAMPLE, answer=Rota,
        also=(HTTPStatus.CREATED,), tagged=True, conditional=BY_CONTENT,
        ids={"rota_id": NewId},
    ),
    Operation(
        method="DELETE", path=_ONE, view=remove_rota, needs=Scope.ADMIN, conditional=BY_CONTENT, refuses=True
    ),
    Operation(
        method="GET", path=f"{_ONE}/calendar", view=show_calendar, needs=Scope.READ, answer=Calendar,
        asks=_ASKS,
    ),
)  # fmt: skip
