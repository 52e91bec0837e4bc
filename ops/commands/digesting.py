"""What somebody's digest would say, and how often they get one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click

from chalicelib import wiring
from chalicelib.domain.subscribers import Subscriber
from chalicelib.domain.timetables import Rhythm, Timetable
from chalicelib.notifiers.digest_wording import worded
from chalicelib.notifiers.digests import as_text
from ops.progress import waiting

from .missing import missing
from .tables import plain
from .target import on_a_stage
from .times import ago, shown


@click.command("digest")
@click.argument("person_id", metavar="ID")
@click.argument("rhythm", required=False, type=click.Choice([str(each) for each in Rhythm]))
@click.option("--hour", type=click.IntRange(0, 23), help="At which hour. [default: as before, else 8]")
@click.option("--zone", help="On whose clock, like Europe/Berlin. [default: as before, else UTC]")
@click.option(
    "--since", type=ago, metavar="TIME", help="Show what was found since then. [default: what is new]"
)
@on_a_stage
def digest(
    person_id: str, rhythm: str | None, hour: int | None, zone: str | None, since: datetime | None
) -> None:
    """Show what the digest of the person ID would say now, and send nothing; or say how often they get one.

    A digest holds what may wait: praise, the indifferent, what we are unsure about. `weekly` is on Mondays.

    Examples:

        earshot people digest ann --since 3d

        earshot people digest ann weekly --hour 9 --zone Europe/Berlin
    """
    if wiring.people().get(person_id) is None:
        raise missing("person", person_id, "people")
    if rhythm or hour is not None or zone:
        _set(person_id, rhythm, hour, zone)
    else:
        _show(person_id, since)


def _show(person_id: str, since: datetime | None) -> None:
    with waiting("reading"):
        edition = wiring.send_digest().preview(person_id, since, wiring.now())
    for line in _about(person_id, wiring.subscribers().get(person_id)):
        click.echo(line)
    if edition.digest.is_empty:
        click.echo("There is nothing new to tell now, and an empty one is not sent.")
    else:
        click.echo(as_text(worded(edition)))


def _about(person_id: str, subscriber: Subscriber | None) -> Iterator[str]:
    due_at = subscriber.due_at if subscriber else None
    if subscriber is None or due_at is None:
        yield f"{person_id} gets no digest; change that with: earshot people digest {person_id} daily"
        return
    last = f"the last went out at {shown(subscriber.sent_at)}" if subscriber.sent_at else "none went out yet"
    yield f"{person_id} gets one {subscriber.timetable.words}, next at {shown(due_at)}; {last}."
    if subscriber.failure:
        yield f"It could not be sent: {plain(subscriber.failure)}"


def _set(person_id: str, rhythm: str | None, hour: int | None, zone: str | None) -> None:
    before = wiring.set_digest().of(person_id)
    try:
        timetable = Timetable(
            Rhythm(rhythm) if rhythm else before.rhythm,
            before.hour if hour is None else hour,
            zone or before.zone,
        )
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--zone") from error
    after = wiring.set_digest()(person_id, timetable, wiring.now())
    for line in _about(person_id, after):
        click.echo(line)
