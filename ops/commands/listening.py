"""What is listened for, and where."""

from __future__ import annotations

import click

from chalicelib import wiring
from chalicelib.domain.sources import SourceStatus
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.errors import NotFound

from .missing import missing
from .tables import show
from .target import on_a_stage

_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group()
def watches() -> None:
    """What is listened for: your own names, competitors', and themes."""


@watches.command("list")
@on_a_stage
@_JSON
def list_watches(as_json: bool) -> None:
    """All watches."""
    rows = [
        (w.id, w.kind, w.name, ", ".join(w.names), ", ".join(w.terms), w.policy_id)
        for w in wiring.watches().all()
    ]
    columns = ("Id", "Kind", "Name", "Names", "Terms", "Policy")
    show(columns, rows, as_json, "No watches yet. Add one with: earshot watches add --help")


@watches.command("add")
@click.argument("watch_id", metavar="ID")
@click.option(
    "--kind", type=click.Choice([str(kind) for kind in WatchKind]), required=True, help="Whose it is."
)
@click.option("--name", help="What people call it in lists. [default: the first NAME or TERM]")
@click.option("--names", multiple=True, metavar="NAME", help="What the subject is called; may be repeated.")
@click.option("--terms", multiple=True, metavar="TERM", help="Other words that reveal it; may be repeated.")
@click.option("--policy", default="default", show_default=True, help="Who is told when.")
@on_a_stage
def add_watch(
    watch_id: str, kind: str, name: str | None, names: tuple[str, ...], terms: tuple[str, ...], policy: str
) -> None:
    """Listen for something new, or change the watch ID.

    Example: earshot watches add larkfield --kind own --names Larkfield --terms "red widget"
    """
    try:
        watch = Watch(
            watch_id, name or next(iter((*names, *terms)), ""), WatchKind(kind), names, terms, policy
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    wiring.watches().put(watch)
    click.echo(f"Listening for {', '.join(watch.phrases)}.")


@watches.command("remove")
@click.argument("watch_id", metavar="ID")
@on_a_stage
def remove_watch(watch_id: str) -> None:
    """Listen for the watch ID no longer. What was found stays."""
    if not wiring.watches().remove(watch_id):
        raise missing("watch", watch_id, "watches")
    click.echo(f"No longer listening for {watch_id}. What was found stays.")


class _Kind(click.ParamType[str]):
    """A kind of source. Which there are is looked up when it matters: it takes a while to import them."""

    name = "kind"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{'|'.join(self._choice().choices)}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return self._choice().convert(value, param, ctx)

    def _choice(self) -> click.Choice[str]:
        from chalicelib.sources import kinds

        return click.Choice(sorted(kinds.LISTENED))


@click.group()
def sources() -> None:
    """Where it is listened."""


@sources.command("list")
@on_a_stage
@_JSON
def list_sources(as_json: bool) -> None:
    """All sources, with how each is doing."""
    rows = []
    for s in wiring.sources().all():
        state = f"{s.trouble.failure.kind}: {s.trouble.failure.detail}" if s.trouble else "well"
        status = str(s.status) if s.slot is None else f"every {s.interval} min"
        rows.append((s.id, s.kind, s.title or s.host, status, state, "; ".join(s.notes)))
    columns = ("Id", "Kind", "Title", "Fetched", "State", "Notes")
    show(columns, rows, as_json, "No sources yet. Add one with: earshot sources add URL")


@sources.command("add")
@click.argument("url")
@click.option("--kind", type=_Kind(), default="feed", show_default=True, help="What it is.")
@click.option("--least", default=5, show_default=True, help="Fetch at most every this many minutes.")
@click.option("--most", default=60, show_default=True, help="Fetch at least every this many minutes.")
@on_a_stage
def add_source(url: str, kind: str, least: int, most: int) -> None:
    """Listen at URL, from now on or again. It is fetched at once."""
    source = wiring.add_source()(kind, url, wiring.now(), least, most)
    pace = f"every {source.usual_interval} to {source.most_interval} minutes"
    click.echo(
        f"Listening at {source.host} ({source.id}), {pace}. See how it does with: earshot sources list"
    )


@sources.command("pause")
@click.argument("source_id", metavar="ID")
@on_a_stage
def pause_source(source_id: str) -> None:
    """Fetch the source ID no more, until it is resumed."""
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
    """Listen at the source ID again, paused, gone or in trouble. It is fetched at once."""
    try:
        source = wiring.add_source().resume(source_id, wiring.now())
    except NotFound as error:
        raise missing("source", source_id, "sources") from error
    click.echo(f"Listening at {source.host} ({source_id}). See how it does with: earshot sources list")


@sources.command("remove")
@click.argument("source_id", metavar="ID")
@on_a_stage
def remove_source(source_id: str) -> None:
    """Forget the source ID, and what was known about it. What was found there stays."""
    if not wiring.sources().remove(source_id):
        raise missing("source", source_id, "sources")
    click.echo(f"No longer listening at {source_id}. What was found stays.")
