"""The query language on the command line: tried on texts, explained, and looked at before it is saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from chalicelib import wiring
from chalicelib.domain.entries import Entry
from chalicelib.domain.noises import Noise
from chalicelib.domain.queries import evidence, tree_for
from chalicelib.domain.query_decisions import is_true
from chalicelib.domain.query_explanations import explain
from chalicelib.domain.readings import Reading
from chalicelib.domain.watches import Watch, WatchKind
from ops.errors import CannotContinue

from .missing import missing
from .tables import show
from .target import on_a_stage
from .times import DAYS_BACK

if TYPE_CHECKING:
    from chalicelib.domain.laboratory import Trial

_R = TypeVar("_R")
_FIELDS = ("title", "text", "author", "url", "kind", "lang")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed about when a watch matches."""

    query: str | None
    without: tuple[str, ...]
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    forget_examples: bool = False

    def of(self, watch: Watch, saved: Watch | None) -> Watch:
        """The watch, asking so, with the saved one's examples. Raises UnreadableQuery."""
        from chalicelib.parsing.queries import parse

        known = saved if saved and not self.forget_examples else None
        must = known.must_match if known else ()
        must_not = known.must_not_match if known else ()
        return replace(
            watch,
            query=parse(self.query) if self.query is not None else None,
            without=tuple(dict.fromkeys(map(Noise, self.without))),
            must_match=tuple(dict.fromkeys((*must, *self.must_match))),
            must_not_match=tuple(dict.fromkeys((*must_not, *self.must_not_match))),
        )


_QUERY = click.option("--query", help='When it matches, like: Acme near/10 (phone OR store) NOT "acme pie".')
_WITHOUT = click.option(
    "--without",
    multiple=True,
    type=click.Choice([str(noise) for noise in Noise]),
    help="Noise that never matches; may be repeated.",
)


def asking(command: Callable[..., _R]) -> Callable[..., _R]:
    """Gives a command the options of `Asked`, as `asked`."""

    @_QUERY
    @_WITHOUT
    @click.option(
        "--must-match",
        multiple=True,
        metavar="TEXT",
        help="A text that it must match; kept, and tried again whenever it is saved; may be repeated.",
    )
    @click.option(
        "--must-not-match", multiple=True, metavar="TEXT", help="The same of a text that it must not match."
    )
    @click.option("--forget-examples", is_flag=True, help="Keep only the examples given now.")
    @wraps(command)
    def asked(
        query: str | None,
        without: tuple[str, ...],
        must_match: tuple[str, ...],
        must_not_match: tuple[str, ...],
        forget_examples: bool,
        **others: Any,
    ) -> _R:
        return command(asked=Asked(query, without, must_match, must_not_match, forget_examples), **others)

    return asked


@click.command()
@click.argument("query")
@click.argument("texts", type=click.File(encoding="utf-8"), default="-")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for every text, matched or not.")
def match(query: str, texts: TextIO, as_json: bool) -> None:
    """Print which of TEXTS (a file, else standard input) QUERY matches, and because of which words.

    A line is a text, or a JSON object with "text" and perhaps "title", "author", "url", "kind" and "lang".

    Example: earshot match 'Apple near/10 (phone OR store) -pie' < texts.txt
    """
    from chalicelib.parsing.queries import parse

    tree = parse(query).tree
    for number, line, reading in _readings(texts):
        matches = is_true(tree, reading)
        because = list(evidence(tree, reading)) if matches else []
        if as_json:
            row = {"line": number, "matches": matches, "because": because}
            click.echo(json.dumps(row, ensure_ascii=False))
        elif matches:
            click.echo(f"{number}: {line}  [{', '.join(because) or 'its fields'}]")


def _readings(lines: Iterable[str]) -> Iterator[tuple[int, str, Reading]]:
    for number, line in enumerate(lines, start=1):
        line = line.strip()
        if not line:
            continue
        said = _said(line, number) if line.startswith("{") else {"text": line}
        title, text = said.get("title", ""), said.get("text", "")
        entry = Entry(title=title, text=text, author=said.get("author"), url=said.get("url"))
        language = said.get("lang")
        recognise = (lambda _, known=language: known) if language else wiring.recognise()
        yield number, line, Reading(entry, said.get("kind", ""), recognise)


def _said(line: str, number: int) -> dict[str, str]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise CannotContinue(f"line {number} begins like JSON and is none: {error}") from error
    if wrong := [name for name in _FIELDS if not isinstance(row.get(name) or "", str)]:
        raise CannotContinue(f"line {number}: {wrong[0]!r} is no text")
    return {name: row[name] for name in _FIELDS if row.get(name)}


@click.command("explain")
@click.argument("watch_id", metavar="ID")
@on_a_stage
def explain_watch(watch_id: str) -> None:
    """Say in plain words when the watch ID matches.

    Example: earshot watches explain larkfield
    """
    watch = wiring.watches().get(watch_id)
    if watch is None:
        raise missing("watch", watch_id, "watches")
    if watch.query:
        click.echo(f"Query: {watch.query.text}\n")
    click.echo(explain(tree_for(replace(watch, without=()))))
    if watch.without:
        click.echo(f"Never: {', '.join(watch.without)}")
    for text in watch.must_match:
        click.echo(f"Example, must match: {text}")
    for text in watch.must_not_match:
        click.echo(f"Example, must not: {text}")


@click.command("preview")
@click.argument("watch_id", metavar="[ID]", required=False)
@_QUERY
@_WITHOUT
@click.option(
    "--days",
    type=DAYS_BACK,
    default=30,
    show_default=True,
    help="Try it on what was found within this many days.",
)
@on_a_stage
def preview_watch(watch_id: str | None, query: str | None, without: tuple[str, ...], days: int) -> None:
    """Show what a watch would have made of what was heard of late. Changes nothing.

    With ID and --query, the query is compared with what is saved; with ID alone, the saved watch is looked
    at. Only what some watch matched is stored: a wider query will catch more than is shown.

    Example: earshot watches preview larkfield --query 'Larkfield -pie' --days 30
    """
    watch = _draft(watch_id, query, without)
    until = wiring.now() + timedelta(minutes=1)
    trial = wiring.preview()(watch, until - timedelta(days=days), until)
    _show_trial(trial)


def _draft(watch_id: str | None, query: str | None, without: tuple[str, ...]) -> Watch:
    """What is to be tried: the saved watch with what was typed, the rest as it is; or a new one."""
    saved = wiring.watches().get(watch_id) if watch_id else None
    if watch_id and saved is None:
        raise missing("watch", watch_id, "watches")
    if saved is None and query is None:
        raise click.UsageError("say which watch, or a --query")
    if saved and query is None and not without:
        return saved
    watch = saved or Watch("preview", "Preview", WatchKind.OWN, ("preview",))
    text = watch.query.text if query is None and watch.query else query
    return Asked(text, without or watch.without).of(watch, saved)


def _show_trial(trial: Trial) -> None:
    click.echo(
        f"Of {trial.tried:,} mentions it matches {len(trial.matched):,}; {trial.answered:,} were answered."
    )
    for what, mentions in (("more", trial.caught), ("less", trial.lost)):
        if mentions:
            click.echo(f"\n{len(mentions):,} {what} than what is saved, such as:")
        for mention in mentions[:_SHOWN]:
            said = " ".join(f"{mention.title} {mention.text}".split())[:100]
            click.echo(f"  {mention.id}  {said}")
    if trial.terms:
        click.echo("\nThe noisiest terms:")
        rows = [(tally.phrase, tally.mentions, tally.answered) for tally in trial.terms[:_SHOWN]]
        show(("Term", "Mentions", "Answered"), rows, as_json=False, nothing="")
    if trial.suggestions:
        click.echo(f"\nNobody answered what says {', '.join(trial.suggestions)}: consider NOT before them.")
