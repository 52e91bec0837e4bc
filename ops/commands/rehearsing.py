"""A policy tried without telling anybody: who would hear what when."""

from __future__ import annotations

from datetime import datetime

import click

from chalicelib import wiring
from chalicelib.domain.escalations import policy_id_for
from chalicelib.domain.mentions import Mention
from chalicelib.domain.policies import DEFAULT_POLICY
from chalicelib.domain.rehearsals import Planned, rehearsed
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.errors import NotFound
from ops.errors import CannotContinue

from .missing import missing
from .policy_texts import known_policy
from .tables import for_programs, show
from .target import on_a_stage
from .times import ahead

_COLUMNS = ("At", "Round", "Step", "Told", "Who")


@click.command()
@click.argument("policy_id", metavar="[ID]", required=False)
@click.option(
    "--mention",
    "mention_id",
    metavar="MENTION",
    help="Rehearse with this one. [default: a made-up complaint]",
)
@click.option(
    "--at",
    type=ahead,
    metavar="TIME",
    help="As if it were escalated then: 2h, '2026-12-24 22:00'. [default: now]",
)
@on_a_stage
@for_programs
def rehearse(policy_id: str | None, mention_id: str | None, at: datetime | None, as_json: bool) -> None:
    """Show who would hear what when by the policy ID, if nobody acknowledged. Nobody is told.

    Without ID it is the policy that the mention's watch goes by, or `default`.

    Example: earshot policies rehearse default --at "2026-12-24 22:00"
    """
    at = at or wiring.now()
    mention = _mention(mention_id) if mention_id else _complaint(at)
    policy = known_policy(policy_id or (_told_by(mention) if mention_id else DEFAULT_POLICY.id))
    rotas = {rota.id: rota for rota in wiring.rotas().all()}
    names = {person.id: person.name for person in wiring.people().all()}
    rows = [_row(planned, names) for planned in rehearsed(policy, mention, rotas, at)]
    show(_COLUMNS, rows, as_json, "")


def _mention(mention_id: str) -> Mention:
    try:
        return wiring.look().dossier(mention_id).mention
    except NotFound as error:
        raise missing("mention", mention_id, "mentions") from error


def _complaint(at: datetime) -> Mention:
    judgement = Judgement(Verdict.BAD, 1.0, (), "rehearsal")
    return Mention("rehearsal", None, "", "", None, (), "", judgement, at, at, ())


def _told_by(mention: Mention) -> str:
    """The id of the policy by which people hear of it. Raises CannotContinue."""
    watch = wiring.watches().get(mention.about)
    policy_id = policy_id_for(mention, watch)
    if policy_id is None:
        raise CannotContinue(
            f"nobody is told of it: it is {mention.verdict}, about {watch.name if watch else mention.about}",
            "name a policy to see what it would do: earshot policies rehearse default --mention ID",
        )
    return policy_id


def _row(planned: Planned, names: dict[str, str]) -> tuple[object, ...]:
    told = planned.destination
    person_id = planned.person_id or told.person_id
    who = names.get(person_id, person_id) if person_id else None
    return planned.at, planned.round, planned.step, told, who
