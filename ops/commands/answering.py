"""Who can be told."""

from __future__ import annotations

import click

from chalicelib import wiring
from chalicelib.domain.people import Person
from chalicelib.errors import NotFound, NotPossible
from ops.errors import CannotContinue

from .digesting import digest
from .groups import Listing
from .ids import new_id
from .missing import missing
from .tables import for_programs, show
from .target import on_a_stage


@click.group(cls=Listing)
def people() -> None:
    """Who can be told: `people` alone lists them."""


people.add_command(digest)


@people.command("list")
@on_a_stage
@for_programs
def list_people(as_json: bool) -> None:
    """Everybody.

    Example: earshot people list
    """
    digests = {id: timetable.words for id, timetable in wiring.set_digest().all().items()}
    rows = [(p.id, p.name, p.email, digests.get(p.id, "off"), p.unreachable) for p in wiring.people().all()]
    nothing = "Nobody yet. Add somebody with: earshot people add --help"
    show(("Id", "Name", "Email", "Digest", "Unreachable"), rows, as_json, nothing)


@people.command("add")
@click.argument("person_id", metavar="ID", type=new_id)
@click.argument("name")
@click.argument("email")
@on_a_stage
def add_person(person_id: str, name: str, email: str) -> None:
    """Add somebody, or change who ID is. Who is new gets a digest every day (see `people digest`); whoever is
    unreachable is mailed again from then on.

    Example: earshot people add ann "Ann Archer" ann@larkfield.example
    """
    if "@" not in email:
        raise click.BadParameter(f"{email!r} is not an e-mail address", param_hint="EMAIL")
    wiring.save_person()(Person(person_id, name, email), wiring.now())
    click.echo(f"{name} can be told as email:{person_id}.")


@people.command("remove")
@click.argument("person_id", metavar="ID")
@on_a_stage
def remove_person(person_id: str) -> None:
    """Tell somebody no longer, and revoke their tokens. Refused while a policy or a rota names them.

    Example: earshot people remove ben
    """
    try:
        theirs = wiring.save_person().remove(person_id, wiring.now())
    except NotFound as error:
        raise missing("person", person_id, "people") from error
    except NotPossible as error:
        advice = "see: earshot policies set --help, earshot rotas set --help"
        raise CannotContinue(f"{person_id!r} {error.reason}", advice) from error
    click.echo(f"{person_id} is told no longer.")
    if theirs:
        click.echo(f"Revoked their tokens: {', '.join(theirs)}.")
