"""Who is told, and when."""

from __future__ import annotations

from datetime import timedelta

import click

from chalicelib import notifiers, wiring
from chalicelib.domain.escalations import DEFAULT_POLICY, Destination, Policy, Step
from chalicelib.domain.people import Person
from ops.errors import CannotContinue

from .missing import missing
from .tables import show
from .target import on_a_stage

_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")
_NAMES_A_PERSON = {"email": True, "sns": False}  # a notifier that does not stand here may or may not


@click.group()
def people() -> None:
    """Who can be told."""


@people.command("list")
@on_a_stage
@_JSON
def list_people(as_json: bool) -> None:
    """Everybody."""
    rows = [(p.id, p.name, p.email) for p in wiring.people().all()]
    show(("Id", "Name", "Email"), rows, as_json, "Nobody yet. Add somebody with: earshot people add --help")


@people.command("add")
@click.argument("person_id", metavar="ID")
@click.argument("name")
@click.argument("email")
@on_a_stage
def add_person(person_id: str, name: str, email: str) -> None:
    """Add somebody, or change who ID is.

    Example: earshot people add ann "Ann Archer" ann@larkfield.example
    """
    if "@" not in email:
        raise click.BadParameter(f"{email!r} is not an e-mail address", param_hint="EMAIL")
    wiring.people().put(Person(person_id, name, email))
    click.echo(f"{name} can be told as email:{person_id}.")


@people.command("remove")
@click.argument("person_id", metavar="ID")
@on_a_stage
def remove_person(person_id: str) -> None:
    """Tell somebody no longer, and revoke their tokens. Refused while a policy in use still names them."""
    if wiring.people().get(person_id) is None:
        raise missing("person", person_id, "people")
    if policy_ids := [policy.id for policy in _policies_in_use() if _names(policy, person_id)]:
        raise CannotContinue(
            f"{person_id!r} is still told by policy {', '.join(map(repr, policy_ids))}",
            f"set it without them first: earshot policies set {policy_ids[0]} --help",
        )
    theirs = [token.id for token in wiring.tokens().all() if token.person_id == person_id]
    for token_id in theirs:
        wiring.tokens().remove(token_id)
    wiring.people().remove(person_id)
    click.echo(f"{person_id} is told no longer.")
    if theirs:
        click.echo(f"Revoked their tokens: {', '.join(theirs)}.")


def _policies_in_use() -> list[Policy]:
    ids = {DEFAULT_POLICY.id, *(watch.policy_id for watch in wiring.watches().all())}
    found = (wiring.policies().get(policy_id) for policy_id in sorted(ids))
    return [policy for policy in found if policy]


def _names(policy: Policy, person_id: str) -> bool:
    return any(person_id == each.person_id for step in policy.steps for each in step.destinations)


@click.group()
def policies() -> None:
    """Who is told when."""


@policies.command("show")
@click.argument("policy_id", metavar="ID", default="default")
@on_a_stage
@_JSON
def show_policy(policy_id: str, as_json: bool) -> None:
    """The steps of a policy."""
    policy = wiring.policies().get(policy_id)
    rows = [
        (number, f"{step.after / timedelta(minutes=1):g} min", ", ".join(map(str, step.destinations)))
        for number, step in enumerate(policy.steps if policy else (), 1)
    ]
    show(
        ("Step", "After", "Told"),
        rows,
        as_json,
        f"There is no policy {policy_id!r}. See: earshot policies set --help",
    )


@policies.command("set")
@click.argument("policy_id", metavar="ID")
@click.option(
    "--step", "steps", multiple=True, required=True, metavar="MINUTES=WHO,WHO", help="May be repeated."
)
@on_a_stage
def set_policy(policy_id: str, steps: tuple[str, ...]) -> None:
    """Say who is told how long after an escalation opens.

    Example: earshot policies set default --step 0=email:ann,sns --step 30=email:ben
    """
    try:
        policy = Policy(policy_id, tuple(map(_step, steps)))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    for step in policy.steps:
        for destination in step.destinations:
            _demand_reachable(destination)
    wiring.policies().put(policy)
    click.echo(f"Policy {policy_id} has {len(steps)} {'step' if len(steps) == 1 else 'steps'}.")


def _step(text: str) -> Step:
    minutes, _, who = text.partition("=")
    try:
        after = timedelta(minutes=float(minutes))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"a step is written like 30=email:ann,sns, not {text!r}") from error
    return Step(after, tuple(Destination.parse(each) for each in who.split(",")))


def _demand_reachable(destination: Destination) -> None:
    """Raises UsageError unless it reaches somebody: better now than when there is a complaint to tell."""
    notifier, person_id = destination.notifier, destination.person_id
    if notifier not in notifiers.NAMES:
        known = ", ".join(sorted(notifiers.NAMES))
        raise click.UsageError(f"{str(destination)!r} names no way to tell; there are: {known}")
    names_a_person = _NAMES_A_PERSON.get(notifier, person_id is not None)
    if names_a_person and person_id is None:
        raise click.UsageError(f"{str(destination)!r} goes to a person; say to whom, like {notifier}:ann")
    if not names_a_person and person_id is not None:
        raise click.UsageError(
            f"{str(destination)!r} names a person, but goes to nobody in particular; write: {notifier}"
        )
    if person_id is not None and wiring.people().get(person_id) is None:
        raise click.UsageError(
            f"{str(destination)!r} names somebody unknown; first: earshot people add {person_id} NAME EMAIL"
        )
