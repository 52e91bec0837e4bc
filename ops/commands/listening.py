"""What is listened for, and where."""

from __future__ import annotations

from dataclasses import replace

import click

from chalicelib import wiring
from chalicelib.domain.seen import Seen
from chalicelib.domain.sources import SourceStatus
from chalicelib.domain.watches import Place, Watch, WatchKind
from chalicelib.errors import NotFound

from . import coverage
from .adding import add_source, check_source
from .feed_lists import export_feeds, import_feeds
from .groups import Listing
from .ids import new_id
from .kinds import show_kinds
from .missing import missing
from .policies import set_watch
from .querying import Asked, asking, explain_watch, preview_watch
from .tables import for_programs, show
from .target import on_a_stage


@click.group(cls=Listing)
def watches() -> None:
    """What is listened for, your own names, competitors', and themes: `watches` alone lists them."""


for _command in (explain_watch, preview_watch, set_watch):
    watches.add_command(_command)


@watches.command("list")
@on_a_stage
@for_programs
def list_watches(as_json: bool) -> None:
    """All watches.

    Example: earshot watches list
    """
    rows = [
        (
            *(w.id, w.kind, w.name, ", ".join(w.names), ", ".join(w.terms)),
            *(w.policy_id, w.praise_policy_id, w.query.text if w.query else ""),
        )
        for w in wiring.watches().all()
    ]
    columns = ("Id", "Kind", "Name", "Names", "Terms", "Policy", "Praise", "Query")
    show(columns, rows, as_json, "No watches yet. Add one with: earshot watches add --help")


@watches.command("add")
@click.argument("watch_id", metavar="ID")
@click.option(
    "--kind", type=click.Choice([str(kind) for kind in WatchKind]), required=True, help="Whose it is."
)
@click.option("--name", help="What people call it in lists. [default: the first NAME or TERM]")
@click.option("--names", multiple=True, metavar="NAME", help="What the subject is called; may be repeated.")
@click.option("--terms", multiple=True, metavar="TERM", help="Other words that reveal it; may be repeated.")
@click.option("--handles", multiple=True, metavar="@NAME", help="Its accounts; may be repeated.")
@click.option("--domains", multiple=True, metavar="DOMAIN", help="Its sites, as in acme.example.")
@click.option("--language", metavar="CODE", help="Search in this language where that can be asked for: en.")
@click.option("--place", metavar="LAT,LON[,KM]", help="Where it is, for photos taken there; KM around it.")
@click.option("--description", default="", help="What it is, in plain words; for a judge that can read them.")
@click.option(
    "--policy", metavar="POLICY", help="By which complaints are told. [default: as before, else `default`]"
)
@asking
@on_a_stage
def add_watch(
    watch_id: str,
    kind: str,
    name: str | None,
    names: tuple[str, ...],
    terms: tuple[str, ...],
    handles: tuple[str, ...],
    domains: tuple[str, ...],
    language: str | None,
    place: str | None,
    description: str,
    policy: str | None,
    asked: Asked,
) -> None:
    """Listen for something new, or change the watch ID.

    It matches where any name, term, handle or domain stands; or, with --query, where that is true. Of a watch
    that is known its policies and examples are kept; all else is as it is said now.

    Example: earshot watches add larkfield --kind own --names Larkfield --terms "red widget"
    """
    saved = wiring.watches().get(watch_id)
    try:
        watch = Watch(
            id=saved.id if saved else new_id(watch_id),
            name=name or next(iter((*names, *terms)), ""),
            kind=WatchKind(kind),
            names=names,
            terms=terms,
            handles=tuple(f"@{handle.removeprefix('@')}" for handle in handles),
            domains=domains,
            language=language,
            place=_place_of(place) if place else None,
            description=description,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    watch = asked.of(_told_by(watch, policy, saved), saved)
    wiring.save_watch()(watch, Seen(saved))
    click.echo(f"Listening for {watch.query.text if watch.query else ', '.join(watch.phrases)}.")


def _told_by(watch: Watch, policy: str | None, saved: Watch | None) -> Watch:
    """With the policy that was named, and otherwise with those of the saved one."""
    known = saved or watch
    return replace(watch, policy_id=policy or known.policy_id, praise_policy_id=known.praise_policy_id)


def _place_of(text: str) -> Place:
    """Raises ValueError in words."""
    try:
        return Place(*map(float, text.split(",")))
    except TypeError as error:
        raise ValueError("a place is LATITUDE,LONGITUDE in degrees, and perhaps a radius in km") from error


@watches.command("remove")
@click.argument("watch_id", metavar="ID")
@on_a_stage
def remove_watch(watch_id: str) -> None:
    """Listen for the watch ID no longer. What was found stays.

    Example: earshot watches remove larkfield
    """
    if not wiring.watches().remove(watch_id):
        raise missing("watch", watch_id, "watches")
    click.echo(f"No longer listening for {watch_id}. What was found stays.")


@click.group(cls=Listing)
def sources() -> None:
    """Where it is listened, and how well each place is heard: `sources` alone lists them."""


for _command in (add_source, check_source, import_feeds, export_feeds, show_kinds):
    sources.add_command(_command)


@sources.command("list")
@on_a_stage
@for_programs
def list_sources(as_json: bool) -> None:
    """All sources, with how well each is heard.

    Example: earshot sources list --stage prod
    """
    now = wiring.now()
    lines = coverage.all_lines(now)
    rows = [coverage.written(line) if as_json else coverage.told(line, now) for line in lines]
    columns = coverage.FOR_PROGRAMS if as_json else coverage.FOR_PEOPLE
    show(columns, rows, as_json, "No sources yet. Add one with: earshot sources add URL")


@sources.command("pause")
@click.argument("source_id", metavar="ID")
@on_a_stage
def pause_source(source_id: str) -> None:
    """Fetch the source ID no more, until it is resumed.

    Example: earshot sources pause 0f9e8d7c6b5a4938
    """
    try:
        source = wiring.add_source().pause(source_id)
    except NotFound as error:
        raise missing("source", source_id, "sources") from error
    how = "is gone" if source.status is SourceStatus.GONE else "is paused"
    click.echo(f"{source.host} ({source_id}) {how}. Listen again with: earshot sources resume {source_id}")


@sources.command("resume")
@click.argument("source_id", metavar="ID")
@on_a_stage
def resume_source(source_id: str) -> None:
    """Listen at the source ID again, paused, gone or in trouble. It is fetched at once.

    Example: earshot sources resume 0f9e8d7c6b5a4938
    """
    try:
        source = wiring.add_source().resume(source_id, wiring.now())
    except NotFound as error:
        raise missing("source", source_id, "sources") from error
    click.echo(f"Listening at {source.host} ({source_id}). See how it does with: earshot sources list")


@sources.command("remove")
@click.argument("source_id", metavar="ID")
@on_a_stage
def remove_source(source_id: str) -> None:
    """Forget the source ID, and what was known about it. What was found there stays.

    Example: earshot sources remove 0f9e8d7c6b5a4938
    """
    if not wiring.add_source().remove(source_id):
        raise missing("source", source_id, "sources")
    click.echo(f"No longer listening at {source_id}. What was found stays.")
