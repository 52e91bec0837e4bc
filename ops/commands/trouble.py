"""What did not go as it should: notices that reached nobody, and what is late."""

from __future__ import annotations

import sys

import click

from chalicelib import wiring
from chalicelib.domain.deliveries import DeliveryStatus
from chalicelib.domain.history import Via
from chalicelib.errors import NotFound
from ops.errors import CannotContinue

from .acting import as_somebody
from .missing import missing
from .tables import for_programs, show
from .target import on_a_stage


@click.command()
@click.argument("mention_id", metavar="ID")
@click.argument("destination", required=False)
@on_a_stage
@as_somebody
def retry(mention_id: str, destination: str | None, by: str) -> None:
    """Send anew what could not be delivered of the mention ID: to DESTINATION, or all of it.

    Mend first what made it fail; `earshot show ID` says what that was.

    Example: earshot retry m14f0c9 slack:care
    """
    try:
        deliveries = wiring.look().dossier(mention_id).deliveries
    except NotFound as error:
        raise missing("mention", mention_id, "mentions") from error
    failed = [each for each in deliveries if each.status is DeliveryStatus.FAILED]
    chosen = [each for each in failed if destination in (None, str(each.destination))]
    if not chosen:
        raise CannotContinue(_nothing_to_retry(destination, list(map(str, {x.destination for x in failed}))))
    for each in chosen:
        wiring.retry()(mention_id, each.id, by, Via.COMMAND, wiring.now())
        click.echo(f"Trying {each.destination} anew. See what becomes of it: earshot show {mention_id}")


@click.command()
@on_a_stage
@for_programs
def health(as_json: bool) -> None:
    """Say what is late that people rely on. The exit status is 1 where anything is.

    Example: earshot health --stage prod
    """
    late = wiring.look_after()(wiring.now())
    rows = [(each.what, each.number, each.meaning) for each in late]
    show(("What", "Number", "Meaning"), rows, as_json, "Nothing is late.")
    if late:
        sys.exit(1)


def _nothing_to_retry(destination: str | None, failed: list[str]) -> str:
    if destination and failed:
        return f"nothing failed at {destination!r}; it did at: {', '.join(sorted(failed))}"
    return "nothing of it failed for good; what fails for now is tried again for a day by itself"
