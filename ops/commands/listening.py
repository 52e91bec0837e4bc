"""What is listened for, and where."""

from __future__ import annotations

import click

from chalicelib import wiring
from chalicelib.domain.watches import Watch, WatchKind

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
@click.option("--kind", type=click.Choice(["feed"]), default="feed", show_default=True, help="What it is.")
@click.option("--least", default=5, show_default=True, help="Fetch at most every this many minutes.")
@click.option("--most", default=60, show_default=True, help="Fetch at least every this many minutes.")
@on_a_stage
def add_source(url: str, kind: str, least: int, most: int) -> None:
    """Listen at URL. It is fetched at once."""
    source = wiring.add_source()(kind, url, wiring.now(), least, most)
    click.echo(f"Listening at {source.host} ({source.id}). See how it does with: earshot sources list")
