"""Listening at one more place, and looking at it before: `earshot sources add` and `check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from chalicelib import wiring
from chalicelib.domain.addresses import host_of, is_web_address
from chalicelib.errors import SourceRefused, SourceUnavailable
from ops import progress
from ops.errors import CannotContinue

from .tables import for_programs, show
from .target import on_a_stage

if TYPE_CHECKING:
    from chalicelib.services.check import Checked


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


@click.command("add")
@click.argument("what", metavar="URL-OR-KIND")
@click.option("--kind", type=_Kind(), help="What is at URL. [default: what it looks like, else feed]")
@click.option("--at", help="Where a KIND is asked, such as a forum's or an instance's address.")
@click.option("--watch", help="What a KIND is searched for. [default: the only one that is your own]")
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAME=VALUE",
    help="What else a KIND can be told, see `sources kinds KIND`; may be repeated.",
)
@click.option("--least", type=int, help="Fetch at most every this many minutes. [default: the kind's]")
@click.option("--most", type=int, help="Fetch at least every this many minutes. [default: the kind's]")
@click.option("--as-is", is_flag=True, help="Take URL for the feed itself, without looking.")
@on_a_stage
def add_source(
    what: str,
    kind: str | None,
    at: str | None,
    watch: str | None,
    options: tuple[str, ...],
    least: int | None,
    most: int | None,
    as_is: bool,
) -> None:
    """Listen at an address, or by a kind of search, from now on or again. It is fetched at once.

    Of a site's address the feed is found, as browsers used to. What each kind needs is told by
    `sources kinds KIND`.

    Examples:

        earshot sources add https://blog.example/

        earshot sources add hn_algolia --watch larkfield

        earshot sources add discourse --at https://forum.example/ --watch larkfield
    """
    kind, url = _place(what, kind, at)
    if kind == "feed" and not as_is:
        url = _feed_at(url)
    draft = wiring.add_source().draft(
        kind, url, wiring.now(), least, most, watch_id=watch, options=_options(options)
    )
    source = wiring.add_source()(draft, wiring.now())
    pace = f"every {source.usual_interval} to {source.most_interval} minutes"
    click.echo(f"Listening at {source.host} ({source.id}), {pace}.")
    click.echo(f"See what it finds with: earshot sources check {source.id}")


@click.command("check")
@click.argument("what", metavar="ID-OR-URL-OR-KIND")
@click.option("--kind", type=_Kind(), help="What is at a URL. [default: what it looks like, else feed]")
@click.option("--at", help="Where a KIND is asked.")
@click.option("--watch", help="What a KIND is searched for. [default: the only one that is your own]")
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="NAME=VALUE",
    help="What else a KIND can be told, see `sources kinds KIND`; may be repeated.",
)
@on_a_stage
@for_programs
def check_source(
    what: str, kind: str | None, at: str | None, watch: str | None, options: tuple[str, ...], as_json: bool
) -> None:
    """Fetch once from here, and show what would be found, and why the rest would not. Keeps nothing.

    Example: earshot sources check https://blog.example/
    """
    known, _ = wiring.sources().load([what], ())
    source = known.get(what)
    if source is None:
        place, url = _place(what, kind, at)
        source = wiring.add_source().draft(
            place, url, wiring.now(), watch_id=watch, options=_options(options)
        )
    with progress.to().step(f"Asking {source.host}"):
        checked = wiring.check()(source)
    _show_checked(checked, as_json)
    if checked.failure:
        raise CannotContinue(f"{checked.failure.kind}: {checked.failure.detail}")


def _place(what: str, kind: str | None, at: str | None) -> tuple[str, str]:
    """The kind and the address that are meant; no address means the kind's own."""
    from chalicelib.sources import kinds
    from chalicelib.sources.recognition import kind_of

    if is_web_address(what):
        return kind or kind_of(what), what
    if what not in kinds.LISTENED:
        raise click.UsageError(
            f"{what!r} is neither a whole web address nor one of the kinds: {', '.join(kinds.LISTENED)}"
        )
    return what, at or ""


def _feed_at(url: str) -> str:
    """The feed that is meant by a site's address; the others are told."""
    with progress.to().step(f"Looking for the feed of {host_of(url)}"):
        try:
            main, *others = wiring.discover()(url)
        except (SourceUnavailable, SourceRefused) as error:
            advice = "give the feed's own address, or say --as-is to add this one unseen"
            raise CannotContinue(str(error), advice) from error
    if main.url != url:
        click.echo(f"Its feed is {main.url}{f' ({main.title})' if main.title else ''}.")
    for other in others:
        click.echo(f"There is also {other.url}{f' ({other.title})' if other.title else ''}.")
    return main.url


def _options(given: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if wrong := [name for name, sign, _ in pairs if not sign]:
        raise click.UsageError(f"--option is written NAME=VALUE, not {wrong[0]!r}")
    return {name.strip(): value for name, _, value in pairs}


def _show_checked(checked: Checked, as_json: bool) -> None:
    rows = []
    for entry, finding in checked.findings:
        about = ", ".join(match.watch_id for match in finding.matches) if finding else "none of your watches"
        verdict = finding.judgement.verdict if finding else ""
        said = " ".join((entry.title or entry.text).split())[:80]
        at = entry.published_at
        rows.append((f"{at:%Y-%m-%d %H:%M}" if at else "", about, verdict, said, entry.url))
    show(("Said at", "About", "Verdict", "What", "Where"), rows, as_json, "Nothing is said there.")
    if as_json:
        return
    ours = sum(1 for _, finding in checked.findings if finding)
    click.echo(f"{len(rows):,} entries, {ours:,} about what you listen for.")
    for note in checked.document.notes:
        click.echo(f"Note: {note}")
