"""Messages that failed so often that their queue gave them up: looked at, tried again, forgotten."""

from __future__ import annotations

import click

from chalicelib import wiring
from chalicelib.services.ports import DeadLetters
from ops import progress

from .groups import Listing
from .tables import for_programs, show
from .target import on_a_stage


@click.group(cls=Listing)
def dead_letters() -> None:
    """What failed so often that its queue gave it up: `dead-letters` alone lists it.

    What each queue carries stands in the README's drawing; why it failed, in the functions' logs.
    """


@dead_letters.command("list")
@on_a_stage
@for_programs
def list_letters(as_json: bool) -> None:
    """Some of the letters in each queue, ten at most, and what they say.

    Example: earshot dead-letters list
    """
    rows: list[tuple[object, ...]] = []
    for queue, letters in wiring.dead_letters().items():
        with progress.waiting(f"looking at {queue}"):
            found, count = letters.look(), letters.count()
        rows += [(each.id, queue, each.sent_at, each.received, each.body) for each in found]
        if count > len(found) and not as_json:
            click.echo(f"{queue}: about {count}, of which {len(found)} are shown")
    nothing = "There are no dead letters."
    show(("Id", "Queue", "Sent at", "Received", "Message"), rows, as_json, nothing)


@dead_letters.command("redrive")
@click.argument("queue", required=False)
@on_a_stage
def redrive_letters(queue: str | None) -> None:
    """Send the dead letters of QUEUE, or of all queues, to where they came from, to be tried again.

    Mend first what made them fail. Nothing that was done already is done twice by it.

    Example: earshot dead-letters redrive negatives
    """
    chosen = {queue: _of(queue)} if queue else wiring.dead_letters()
    for name, letters in chosen.items():
        sent = 0
        with progress.to().step(f"sending the dead letters of {name} back") as say:
            while moved := letters.redrive():
                sent += moved
                say(f"{sent} sent")
        click.echo(f"{name}: {sent} sent back.")


@dead_letters.command("drop")
@click.argument("queue")
@click.argument("letter_id", metavar="ID")
@on_a_stage
def drop_letter(queue: str, letter_id: str) -> None:
    """Forget the dead letter ID of QUEUE. What it asked for is not done.

    Example: earshot dead-letters drop fetch 0f9e8d7c-1b2a-4c3d-8e9f-a0b1c2d3e4f5
    """
    with progress.waiting(f"looking for it in {queue}"):
        is_gone = _of(queue).drop(letter_id)
    if not is_gone:
        raise click.UsageError(
            f"there is no dead letter {letter_id!r} in {queue}, or somebody has it in hand; "
            "see: earshot dead-letters list, or try again in a minute"
        )
    click.echo(f"The letter {letter_id} is forgotten.")


def _of(queue: str) -> DeadLetters:
    known = wiring.dead_letters()
    if queue not in known:
        raise click.UsageError(f"there is no queue {queue!r}; there are: {', '.join(known)}")
    return known[queue]
