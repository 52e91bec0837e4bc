"""Who is told when: policies, and which of them a watch goes by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import click

from chalicelib import wiring
from chalicelib.domain.policies import DEFAULT_POLICY, Clock, Policy
from chalicelib.domain.seen import Seen
from chalicelib.errors import InvalidInput, NotFound
from ops.errors import CannotContinue

from .groups import Listing
from .ids import new_id
from .missing import missing
from .policy_texts import ALWAYS, hours_of, in_words, known_policy, step_of, tell, written
from .rehearsing import rehearse
from .tables import for_programs, show, tell_program
from .target import on_a_stage
from .times import day, length


@click.group(cls=Listing)
def policies() -> None:
    """Who is told when: `policies` alone lists them."""


policies.add_command(rehearse)


@policies.command("list")
@on_a_stage
@for_programs
def list_policies(as_json: bool) -> None:
    """All policies, and the watches that go by them.

    Example: earshot policies list
    """
    watches = wiring.watches().all()
    known = {policy.id: policy for policy in (DEFAULT_POLICY, *wiring.policies().all())}
    rows = [
        (
            policy.id,
            ", ".join(in_words(step.after) for step in policy.steps),
            policy.repeat,
            in_words(policy.hold),
            policy.clock,
            str(policy.hours) if policy.hours else ALWAYS,
            ", ".join(w.id for w in watches if policy.id in (w.policy_id, w.praise_policy_id)),
        )
        for policy in known.values()
    ]
    show(("Id", "Steps at", "Repeat", "Hold", "Clock", "Hours", "Watches"), rows, as_json, "")


@policies.command("show")
@click.argument("policy_id", metavar="[ID]", default=DEFAULT_POLICY.id)
@on_a_stage
@for_programs
def show_policy(policy_id: str, as_json: bool) -> None:
    """The steps of the policy ID, which is `default` if none is given, and what holds for all of them.

    Example: earshot policies show night
    """
    policy = known_policy(policy_id)
    if as_json:
        tell_program(written(policy))
    else:
        tell(policy)


@policies.command("set")
@click.argument("policy_id", metavar="ID", type=new_id)
@click.option(
    "--step",
    "steps",
    multiple=True,
    metavar="DELAY=WHO,WHO",
    help="Who is told how long after the clock has started, like 30=email:ann,sns (minutes), 4h=slack:care "
    "or 0=email:@ROTA; may be repeated.",
)
@click.option("--repeat", type=int, metavar="N", help="How often all steps are walked again.")
@click.option(
    "--hold",
    type=length,
    metavar="LENGTH",
    help="How long one person may keep it without a sign of life, like 4h.",
)
@click.option(
    "--clock",
    type=click.Choice([str(each) for each in Clock]),
    help="What delays count from: when it was found, or said.",
)
@click.option("--hours", help="Delays run in these: 'Mon-Fri 09:00-17:00; Sat 10:00-14:00', or `always`.")
@click.option("--zone", help="On whose clock, like Europe/Berlin.")
@click.option(
    "--holiday", "holidays", multiple=True, type=day, metavar="DATE", help="Closed all day; may be repeated."
)
@on_a_stage
def set_policy(
    policy_id: str,
    steps: tuple[str, ...],
    repeat: int | None,
    hold: timedelta | None,
    clock: str | None,
    hours: str | None,
    zone: str | None,
    holidays: tuple[date, ...],
) -> None:
    """Say who is told how long after an escalation opens.

    What is not named keeps its value; the steps, and the holidays, that are given replace all there were.

    Example: earshot policies set default --step 0=email:ann,sns --step 30=email:ben
    --hours "Mon-Fri 09:00-17:00" --zone Europe/Berlin --holiday 2026-12-25
    """
    known = wiring.policies().get(policy_id)
    base = known or replace(DEFAULT_POLICY, id=policy_id)
    try:
        if not steps and known is None:
            raise ValueError("a policy needs steps, written like --step 0=email:ann,sns")
        policy = Policy(
            policy_id,
            tuple(map(step_of, steps)) or base.steps,
            base.repeat if repeat is None else repeat,
            hold or base.hold,
            Clock(clock) if clock else base.clock,
            hours_of(base.hours, hours, zone, holidays),
        )
        wiring.save_policy()(policy, Seen(known))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except InvalidInput as error:
        raise click.UsageError(error.reason) from error
    tell(policy)


@policies.command("remove")
@click.argument("policy_id", metavar="ID")
@on_a_stage
def remove_policy(policy_id: str) -> None:
    """Escalate by the policy ID no longer. Refused while a watch goes by it; without `default` of your own,
    the one that is built in holds.

    Example: earshot policies remove night
    """
    try:
        wiring.save_policy().remove(policy_id)
    except NotFound as error:
        raise missing("policy", policy_id, "policies") from error
    except InvalidInput as error:
        advice = "see: earshot watches set --help"
        raise CannotContinue(f"{policy_id!r} {error.reason}", advice) from error
    if policy_id == DEFAULT_POLICY.id:
        click.echo("The policy that is built in holds again. See: earshot policies show")
    else:
        click.echo(f"Nobody is told by policy {policy_id} any more.")


@click.command("set")
@click.argument("watch_id", metavar="ID")
@click.option("--policy", metavar="POLICY", help="By which complaints are told.")
@click.option("--praise-policy", metavar="POLICY", help="By which praise is told; `none` for the digest.")
@on_a_stage
def set_watch(watch_id: str, policy: str | None, praise_policy: str | None) -> None:
    """Say by which policies people hear of the watch ID. What is not named keeps its value.

    Example: earshot watches set larkfield --praise-policy cheers
    """
    known = wiring.watches().get(watch_id)
    if known is None:
        raise missing("watch", watch_id, "watches")
    praise = known.praise_policy_id if praise_policy is None else praise_policy
    watch = replace(
        known, policy_id=policy or known.policy_id, praise_policy_id=None if praise == "none" else praise
    )
    wiring.save_watch()(watch, Seen(known))
    praised = f"by policy {watch.praise_policy_id}" if watch.praise_policy_id else "in the digest"
    click.echo(f"Complaints about {watch.name} are told by policy {watch.policy_id}, praise {praised}.")
