"""Policies: who hears of a mention when, by which road; and rehearsals, which tell nobody."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

import msgspec
from chalice.app import Request, Response
from msgspec import UNSET, Meta, UnsetType

from ... import wiring
from ...domain import hours, policies
from ...domain.people import Scope
from ...domain.policies import DEFAULT_POLICY, Clock, Destination
from ...domain.rehearsals import rehearsed
from ...domain.seen import Seen
from ...errors import InvalidInput, NotFound
from ..answers import given, item, nothing, shown, stored
from ..bodies import body_of, refused
from ..conditions import seen_in
from ..operations import BY_CONTENT, Ask, Operation
from ..parameters import needed
from ..tokens import admitted
from .ids import NewId, checked

_MINUTE = timedelta(minutes=1)
Minutes = Annotated[float, Meta(ge=0, le=43_200)]


class Step(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Who hears how long after the clock started: `email:ann`, `email:@support` (on duty), `slack:care`."""

    after_minutes: Minutes
    destinations: Annotated[list[Annotated[str, Meta(max_length=200)]], Meta(min_length=1, max_length=20)]


class Hours(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """Working hours, like `Mon-Fri 09:00-12:30, 13:00-17:00; Sat 10:00-14:00`, in an IANA zone."""

    week: Annotated[str, Meta(max_length=2000)]
    zone: Annotated[str, Meta(max_length=100)]
    holidays: list[date] = msgspec.field(default_factory=list)


class Policy(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """`hold_minutes` is how long one person may keep a mention without a sign of life."""

    id: NewId | UnsetType = UNSET
    steps: Annotated[list[Step], Meta(min_length=1, max_length=20)]
    repeat: Annotated[int, Meta(ge=0, le=20)] = 0
    hold_minutes: Annotated[float, Meta(ge=5, le=43_200)] = 240
    clock: Clock = Clock.DISCOVERY
    hours: Hours | None = None


class Policies(msgspec.Struct):
    """All of them: they are few."""

    policies: list[Policy]


class Planned(msgspec.Struct):
    """A notice that would go out. `person_id` is who that is where a rota says so."""

    at: datetime
    round: int
    step: int
    destination: str
    person_id: str | None


class Rehearsal(msgspec.Struct):
    """What would go out if nobody acknowledged, in order of time."""

    policy_id: str
    mention_id: str
    notices: list[Planned]


def list_policies(request: Request) -> Response:
    """Who hears when. All of them: policies are few. Without one of your own, the default stands alone."""
    admitted(request, Scope.READ)
    saved = {policy.id: policy for policy in (DEFAULT_POLICY, *wiring.policies().all())}
    return shown(Policies([_shape(saved[key]) for key in sorted(saved)]))


def show_policy(request: Request, policy_id: str) -> Response:
    """One policy."""
    admitted(request, Scope.READ)
    return item(_shape(_known(policy_id)))


def put_policy(request: Request, policy_id: str) -> Response:
    """Escalate by it from now on. Refused where a destination could reach nobody."""
    admitted(request, Scope.ADMIN)
    body = body_of(request, Policy)
    policy = _policy(checked(policy_id, body.id), body)
    before = wiring.policies().get(policy_id)
    shown_before = before or (DEFAULT_POLICY if policy_id == DEFAULT_POLICY.id else None)
    has_seen = seen_in(request, "policy", policy_id, shown_before, _shape)
    wiring.save_policy()(policy, Seen(before) if has_seen else None)
    return stored(_shape(policy), before is not None)


def remove_policy(request: Request, policy_id: str) -> Response:
    """Escalate by it no longer. Refused while a watch does; what is under way goes on by the default."""
    admitted(request, Scope.ADMIN)
    before = wiring.policies().get(policy_id)
    if before is None:  # the built-in one stays
        raise NotFound("policy", policy_id)
    wiring.save_policy().remove(policy_id, seen_in(request, "policy", policy_id, before, _shape))
    return nothing()


def rehearse_policy(request: Request, policy_id: str) -> Response:
    """Who would hear what when of a mention, were it escalated now and nobody acknowledged. Tells nobody."""
    admitted(request, Scope.READ)
    mention_id = needed(given(request), "mention")
    policy = _known(policy_id)
    mention = wiring.look().dossier(mention_id).mention
    rotas = {rota.id: rota for rota in wiring.rotas().all()}
    notices = [
        Planned(each.at, each.round, each.step, str(each.destination), each.person_id)
        for each in rehearsed(policy, mention, rotas, wiring.now())
    ]
    return shown(Rehearsal(policy.id, mention.id, notices))


def _known(policy_id: str) -> policies.Policy:
    if policy := wiring.policies().get(policy_id):
        return policy
    if policy_id == DEFAULT_POLICY.id:
        return DEFAULT_POLICY
    raise NotFound("policy", policy_id)


def _shape(policy: policies.Policy) -> Policy:
    open_at = policy.hours
    return Policy(
        id=policy.id,
        steps=[Step(step.after / _MINUTE, list(map(str, step.destinations))) for step in policy.steps],
        repeat=policy.repeat,
        hold_minutes=policy.hold / _MINUTE,
        clock=policy.clock,
        hours=Hours(week=str(open_at), zone=open_at.zone, holidays=sorted(open_at.holidays))
        if open_at
        else None,
    )


def _policy(policy_id: str, body: Policy) -> policies.Policy:
    with refused("steps"):
        return policies.Policy(
            id=policy_id,
            steps=tuple(map(_step, body.steps)),
            repeat=body.repeat,
            hold=body.hold_minutes * _MINUTE,
            clock=body.clock,
            hours=_hours(body.hours) if body.hours else None,
        )


def _step(step: Step) -> policies.Step:
    told = tuple(dict.fromkeys(map(Destination.parse, step.destinations)))
    return policies.Step(step.after_minutes * _MINUTE, told)


def _hours(body: Hours) -> hours.Hours:
    try:
        return hours.Hours.parse(body.week, body.zone, body.holidays)
    except ValueError as error:
        raise InvalidInput("hours", str(error)) from error


_EXAMPLE = {
    "steps": [
        {"after_minutes": 0, "destinations": ["sns"]},
        {"after_minutes": 30, "destinations": ["sns"]},
    ],
    "repeat": 1,
    "hours": {"week": "Mon-Fri 09:00-17:00", "zone": "Europe/Berlin", "holidays": ["2026-12-25"]},
}
_ONE = "/policies/{policy_id}"

ROUTES = (
    Operation(method="GET", path="/policies", view=list_policies, needs=Scope.READ, answer=Policies),
    Operation(method="GET", path=_ONE, view=show_policy, needs=Scope.READ, answer=Policy, tagged=True),
    Operation(
        method="PUT", path=_ONE, view=put_policy, needs=Scope.ADMIN, body=Policy, example=_EXAMPLE,
        answer=Policy, also=(HTTPStatus.CREATED,), tagged=True, conditional=BY_CONTENT,
        ids={"policy_id": NewId},
    ),
    Operation(
        method="DELETE", path=_ONE, view=remove_policy, needs=Scope.ADMIN, conditional=BY_CONTENT,
        refuses=True,
    ),
    Operation(
        method="GET", path=f"{_ONE}/rehearsal", view=rehearse_policy, needs=Scope.READ, answer=Rehearsal,
        asks=(Ask("mention", Annotated[str, Meta(min_length=1)], "The id of the mention.", is_needed=True),),
    ),
)  # fmt: skip
