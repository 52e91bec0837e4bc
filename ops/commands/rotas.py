"""Who is on duty: people who take turns, and who covers for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import click

from chalicelib import wiring
from chalicelib.domain.rotas import Cover, Rota, Turn
from chalicelib.domain.seen import Seen
from chalicelib.domain.zones import zone_named
from chalicelib.errors import InvalidInput, NotFound
from ops.errors import CannotContinue

from .groups import Listing
from .ids import new_id
from .missing import missing
from .tables import for_programs, show
from .target import on_a_stage
from .times import ahead, clock, day

_NINE = time(9)


@click.group(cls=Listing)
def rotas() -> None:
    """Who is on duty: `rotas` alone lists them. A step of a policy tells them as email:@ID."""


@rotas.command("list")
@on_a_stage
@for_programs
def list_rotas(as_json: bool) -> None:
    """All rotas, and who is on duty now.

    Example: earshot rotas list
    """
    now = wiring.now()
    rows = [
        (r.id, r.name, r.on_duty(now), ", ".join(r.people), r.every_days, f"{r.hands_over:%H:%M}", r.zone)
        for r in wiring.rotas().all()
    ]
    columns = ("Id", "Name", "On duty", "People", "Days", "Hands over", "Zone")
    show(columns, rows, as_json, "No rotas yet. Make one with: earshot rotas set --help")


@rotas.command("show")
@click.argument("rota_id", metavar="ID")
@click.option("--weeks", type=click.IntRange(1, 52), default=4, show_default=True, help="How far ahead.")
@on_a_stage
@for_programs
def show_rota(rota_id: str, weeks: int, as_json: bool) -> None:
    """The calendar of the rota ID: who is on duty from when until when, on the clock of its place.

    Example: earshot rotas show support
    """
    rota, now = _known(rota_id), wiring.now()
    names = {person.id: person.name for person in wiring.people().all()}
    turns = rota.turns(now, now + timedelta(weeks=weeks))
    if not as_json:
        every = "a day" if rota.every_days == 1 else f"{rota.every_days} days"
        people = ", ".join(rota.people)
        click.echo(f"{rota.name}: {people}, {every} each, from {rota.hands_over:%H:%M} in {rota.zone}.")
    rows = [_row(turn, rota.zone, names, as_json) for turn in turns]
    show(("From", "Until", "Person", "Name"), rows, as_json, "")


@rotas.command("set")
@click.argument("rota_id", metavar="ID", type=new_id)
@click.option("--people", metavar="PERSON,PERSON", help="Who takes turns, in this order.")
@click.option("--zone", help="On whose clock, like Europe/Berlin.")
@click.option("--hands-over", type=clock, metavar="CLOCK", help="When turns change. [default: 09:00]")
@click.option(
    "--starts",
    type=day,
    metavar="DATE",
    help="The day on which the first of them takes over. [default: today]",
)
@click.option("--every-days", type=int, metavar="DAYS", help="How long a turn is. [default: 7]")
@click.option("--name", help="What people call it. [default: ID]")
@on_a_stage
def set_rota(
    rota_id: str,
    people: str | None,
    zone: str | None,
    hands_over: time | None,
    starts: date | None,
    every_days: int | None,
    name: str | None,
) -> None:
    """Say who takes turns, and when they change. What is not named keeps its value, covers too.

    Example: earshot rotas set support --people ann,ben --zone Europe/Berlin --starts 2026-11-23
    """
    known, now = wiring.rotas().get(rota_id), wiring.now()
    try:
        if known is None:
            if not people or not zone:
                raise ValueError("a new rota needs --people ann,ben and --zone Europe/Berlin")
            today = now.astimezone(zone_named(zone)).date()
            base = Rota(rota_id, rota_id, zone, _split(people), today, _NINE)
        else:
            base = known
        rota = replace(
            base,
            name=name or base.name,
            zone=zone or base.zone,
            people=_split(people) if people else base.people,
            starts_on=starts or base.starts_on,
            hands_over=hands_over or base.hands_over,
            every_days=base.every_days if every_days is None else every_days,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    _save(rota, now, known)
    click.echo(f"{rota.on_duty(now)} is on duty. See the calendar with: earshot rotas show {rota_id}")


@rotas.command("cover")
@click.argument("rota_id", metavar="ID")
@click.argument("person_id", metavar="PERSON")
@click.option(
    "--from",
    "starts_at",
    type=ahead,
    metavar="TIME",
    help="From when, like '2026-12-24 09:00'. [default: now]",
)
@click.option("--until", "ends_at", type=ahead, metavar="TIME", required=True, help="Until when, like 3d.")
@on_a_stage
def cover_rota(rota_id: str, person_id: str, starts_at: datetime | None, ends_at: datetime) -> None:
    """Let PERSON be on duty for a while, whoever's turn it is. Of two covers, the last one said stands; so a
    cover is undone by one of whoever's turn it is.

    Example: earshot rotas cover support ben --from "2026-12-24 09:00" --until "2026-12-27 09:00"
    """
    known, now = _known(rota_id), wiring.now()
    still = tuple(cover for cover in known.covers if cover.ends_at > now)
    try:
        cover = Cover(person_id, starts_at or now, ends_at)
        rota = replace(known, covers=(*still, cover))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    _save(rota, now, known)
    since, until = (_on_the_clock(at, rota.zone) for at in (cover.starts_at, cover.ends_at))
    click.echo(f"{person_id} is on duty from {since} until {until}.")


@rotas.command("remove")
@click.argument("rota_id", metavar="ID")
@on_a_stage
def remove_rota(rota_id: str) -> None:
    """Ask the rota ID no longer. Refused while a policy does.

    Example: earshot rotas remove support
    """
    try:
        wiring.save_policy().remove_rota(rota_id)
    except NotFound as error:
        raise missing("rota", rota_id, "rotas") from error
    except InvalidInput as error:
        advice = "see: earshot policies set --help"
        raise CannotContinue(f"{rota_id!r} {error.reason}", advice) from error
    click.echo(f"Nobody is on duty by rota {rota_id} any more.")


def _known(rota_id: str) -> Rota:
    rota = wiring.rotas().get(rota_id)
    if rota is None:
        raise missing("rota", rota_id, "rotas")
    return rota


def _save(rota: Rota, now: datetime, known: Rota | None) -> None:
    """Over `known`, and over nothing else: two covers said at the same moment would be one."""
    try:
        wiring.save_policy().save_rota(rota, now, Seen(known))
    except InvalidInput as error:
        raise click.UsageError(error.reason) from error


def _split(people: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in people.split(","))


def _row(turn: Turn, zone: str, names: dict[str, str], as_json: bool) -> tuple[object, ...]:
    ends = (turn.starts_at, turn.ends_at)
    since, until = ends if as_json else (_on_the_clock(at, zone) for at in ends)
    return since, until, turn.person_id, names.get(turn.person_id)


def _on_the_clock(at: datetime, zone: str) -> str:
    """As in `Thu 2026-12-24 09:00 CET`."""
    return f"{at.astimezone(zone_named(zone)):%a %Y-%m-%d %H:%M %Z}"
