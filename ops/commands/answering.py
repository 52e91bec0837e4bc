"""Who is told, who may respond, and what was said."""

from __future__ import annotations

from datetime import timedelta

import click

from chalicelib import wiring
from chalicelib.domain.escalations import Destination, Policy, Step
from chalicelib.domain.mentions import MentionFilter, MentionStatus
from chalicelib.domain.people import Person, Scope
from chalicelib.domain.verdicts import Verdict
from ops import sample

from .tables import show
from .target import on_a_stage

_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


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
        wiring.policies().put(Policy(policy_id, tuple(map(_step, steps))))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"Policy {policy_id} has {len(steps)} steps.")


def _step(text: str) -> Step:
    minutes, _, who = text.partition("=")
    try:
        after = timedelta(minutes=float(minutes))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"a step is written like 30=email:ann,sns, not {text!r}") from error
    return Step(after, tuple(Destination.parse(each) for each in who.split(",")))


@click.group()
def tokens() -> None:
    """Who may use the API."""


@tokens.command("add")
@click.argument("person_id", metavar="PERSON")
@click.option("--scope", type=click.Choice([str(s) for s in Scope]), default="read", show_default=True)
@click.option(
    "--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="Until it expires."
)
@on_a_stage
def add_token(person_id: str, scope: str, days: int) -> None:
    """Make a token by which a program speaks for PERSON. It is shown once, and stored as a hash."""
    if wiring.people().get(person_id) is None:
        raise click.BadParameter(
            f"there is no person {person_id!r}; see: earshot people list", param_hint="PERSON"
        )
    now = wiring.now()
    click.echo(sample.new_token(person_id, Scope(scope), now, now + timedelta(days=days)))


@click.command()
@click.option("--verdict", type=click.Choice([str(v) for v in Verdict]), help="Only these.")
@click.option("--status", type=click.Choice([str(s) for s in MentionStatus]), help="Only these.")
@click.option("--watch", help="Only those that match this watch.")
@click.option("--days", default=30, show_default=True, help="Found within this many days.")
@click.option("--limit", default=25, show_default=True, help="At most this many.")
@on_a_stage
@_JSON
def mentions(
    verdict: str | None, status: str | None, watch: str | None, days: int, limit: int, as_json: bool
) -> None:
    """What was said, newest first."""
    now = wiring.now()
    wanted = MentionFilter(
        since=now - timedelta(days=days),
        until=now + timedelta(minutes=1),
        watch_id=watch,
        verdict=Verdict(verdict) if verdict else None,
        status=MentionStatus(status) if status else None,
    )
    rows: list[tuple[object, ...]] = []
    cursor = None
    while len(rows) < limit:
        page = wiring.look().page(wanted, cursor, limit - len(rows))
        rows += [
            (m.id, f"{m.spoken_at:%Y-%m-%d %H:%M}", m.verdict, m.status, m.about, m.title or m.text[:60])
            for m in page.mentions
        ]
        cursor = page.cursor
        if cursor is None:
            break
    columns = ("Id", "Said at", "Verdict", "Status", "About", "What")
    show(columns, rows, as_json, "Nothing was heard yet. See how the sources do with: earshot sources list")
