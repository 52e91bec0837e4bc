"""Watches: what is listened for."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

import msgspec
from chalice.app import Request, Response
from msgspec import UNSET, Meta, UnsetType

from ... import wiring
from ...domain import watches
from ...domain.noises import Noise
from ...domain.people import Scope
from ...domain.watches import WatchKind
from ...errors import NotFound
from ..answers import item, nothing, shown, stored
from ..bodies import body_of, refused
from ..conditions import seen_in
from ..operations import BY_CONTENT, Operation
from ..tokens import admitted
from .ids import NewId, checked

Phrase = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Phrases = Annotated[list[Phrase], Meta(max_length=200)]
Examples = Annotated[list[Annotated[str, Meta(max_length=5000)]], Meta(max_length=100)]


class Place(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Around it photos are looked for; degrees and kilometres."""

    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]
    radius_km: Annotated[float, Meta(gt=0, le=32)] = 1.0


class Watch(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """It matches where any of its names, terms, handles or domains stands; or where its query is true."""

    id: NewId | UnsetType = UNSET
    kind: WatchKind
    name: Annotated[str, Meta(max_length=200, description="In lists; the first phrase, unless given.")] = ""
    names: Phrases = msgspec.field(default_factory=list)
    terms: Phrases = msgspec.field(default_factory=list)
    handles: Phrases = msgspec.field(default_factory=list)
    domains: Phrases = msgspec.field(default_factory=list)
    language: Annotated[str, Meta(pattern="^[a-z]{2,3}(-[A-Za-z]{2,4})?$")] | None = None
    place: Place | None = None
    query: Annotated[str, Meta(max_length=10_000)] | None = None
    without: list[Noise] = msgspec.field(default_factory=list)
    must_match: Examples = msgspec.field(default_factory=list)
    must_not_match: Examples = msgspec.field(default_factory=list)
    description: Annotated[str, Meta(max_length=2000)] = ""
    policy_id: NewId = "default"
    praise_policy_id: NewId | None = None


class Watches(msgspec.Struct):
    """All of them: they are few."""

    watches: list[Watch]


def list_watches(request: Request) -> Response:
    """What is listened for. All of it: watches are few."""
    admitted(request, Scope.READ)
    return shown(Watches([_shape(watch) for watch in wiring.watches().all()]))


def show_watch(request: Request, watch_id: str) -> Response:
    """One watch."""
    admitted(request, Scope.READ)
    return item(_shape(_known(watch_id)))


def put_watch(request: Request, watch_id: str) -> Response:
    """Listen for it from now on, as it is said here. Refused where it breaks one of its own examples; what
    is wrong with a query is told with line and column.
    """
    admitted(request, Scope.ADMIN)
    body = body_of(request, Watch)
    watch = _watch(checked(watch_id, body.id), body)
    before = wiring.watches().get(watch_id)
    wiring.save_watch()(watch, seen_in(request, "watch", watch_id, before, _shape))
    return stored(_shape(watch), before is not None)


def remove_watch(request: Request, watch_id: str) -> Response:
    """Listen for it no longer. What was found stays."""
    admitted(request, Scope.ADMIN)
    wiring.save_watch().remove(watch_id, seen_in(request, "watch", watch_id, _known(watch_id), _shape))
    return nothing()


def _known(watch_id: str) -> watches.Watch:
    if watch := wiring.watches().get(watch_id):
        return watch
    raise NotFound("watch", watch_id)


def _shape(watch: watches.Watch) -> Watch:
    place = watch.place
    return Watch(
        id=watch.id,
        kind=watch.kind,
        name=watch.name,
        names=list(watch.names),
        terms=list(watch.terms),
        handles=list(watch.handles),
        domains=list(watch.domains),
        language=watch.language,
        place=Place(place.latitude, place.longitude, place.radius_km) if place else None,
        query=watch.query.text if watch.query else None,
        without=list(watch.without),
        must_match=list(watch.must_match),
        must_not_match=list(watch.must_not_match),
        description=watch.description,
        policy_id=watch.policy_id,
        praise_policy_id=watch.praise_policy_id,
    )


def _watch(watch_id: str, body: Watch) -> watches.Watch:
    place = body.place
    with refused("names"):
        return watches.Watch(
            id=watch_id,
            kind=body.kind,
            name=body.name.strip() or next(iter((*body.names, *body.terms)), watch_id),
            names=tuple(body.names),
            terms=tuple(body.terms),
            handles=tuple(f"@{handle.removeprefix('@')}" for handle in body.handles),
            domains=tuple(body.domains),
            language=body.language,
            place=watches.Place(place.latitude, place.longitude, place.radius_km) if place else None,
            query=wiring.parse_query()(body.query) if body.query and body.query.strip() else None,
            without=tuple(dict.fromkeys(body.without)),
            must_match=tuple(body.must_match),
            must_not_match=tuple(body.must_not_match),
            description=body.description.strip(),
            policy_id=body.policy_id,
            praise_policy_id=body.praise_policy_id,
        )


_EXAMPLE = {
    "kind": "own",
    "names": ["Acme"],
    "terms": ["red widget"],
    "query": "Acme NOT (Acme near/3 records)",
}
_ONE = "/watches/{watch_id}"

ROUTES = (
    Operation(method="GET", path="/watches", view=list_watches, needs=Scope.READ, answer=Watches),
    Operation(method="GET", path=_ONE, view=show_watch, needs=Scope.READ, answer=Watch, tagged=True),
    Operation(
        method="PUT", path=_ONE, view=put_watch, needs=Scope.ADMIN, body=Watch, example=_EXAMPLE,
        answer=Watch, also=(HTTPStatus.CREATED,), tagged=True, conditional=BY_CONTENT,
        ids={"watch_id": NewId},
    ),
    Operation(method="DELETE", path=_ONE, view=remove_watch, needs=Scope.ADMIN, conditional=BY_CONTENT),
)  # fmt: skip
