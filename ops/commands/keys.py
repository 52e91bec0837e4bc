"""The keys with which sources let us in."""

from __future__ import annotations

import json
from pathlib import Path

import click

from chalicelib import wiring
from chalicelib.domain.manners import Kind
from ops.errors import CannotContinue

from .missing import missing
from .tables import show
from .target import on_a_stage

_PREFIX = "source:"  # secret addresses lie among the keys, too


@click.group()
def keys() -> None:
    """The keys with which sources let us in. They lie in AWS Secrets Manager, and nowhere else."""


@keys.command("list")
@on_a_stage
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def list_keys(as_json: bool) -> None:
    """Which keys there are. What they say is never shown."""
    rows = [
        (name, ", ".join(sorted(wiring.keys().get(name))))
        for name in wiring.keys().names()
        if not name.startswith(_PREFIX)
    ]
    show(("Kind", "Fields"), rows, as_json, "No keys yet. Set one with: earshot keys set KIND")


@keys.command("set")
@click.argument("kind", metavar="KIND")
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read the fields from this JSON file instead of asking for them.",
)
@on_a_stage
def set_key(kind: str, file: Path | None) -> None:
    """Let sources of KIND in with a key. Its fields are asked for, and not shown.

    Which fields a kind wants stands in the README's table of sources. A worker uses a new key within five
    minutes.
    """
    declared = _declared(kind)
    given = _from_file(file) if file else _asked_for(declared)
    unknown = sorted(set(given) - {*declared.key, *declared.may_have})
    absent = [name for name in declared.key if not given.get(name)]
    if unknown or absent:
        wrong = [f"{name} is missing" for name in absent] + [f"{name} is unknown" for name in unknown]
        raise click.UsageError(f"the key of {kind}: {', '.join(wrong)}")
    wiring.keys().replace(kind, {name: text for name, text in given.items() if text})
    click.echo(f"The key of {kind} is set. See whether it fits with: earshot sources check {kind}")


@keys.command("remove")
@click.argument("kind", metavar="KIND")
@on_a_stage
def remove_key(kind: str) -> None:
    """Forget the key of KIND."""
    if kind.startswith(_PREFIX) or kind not in wiring.keys().names():
        raise missing("key", kind, "keys")
    wiring.keys().replace(kind, {})
    click.echo(f"The key of {kind} is forgotten. Where it was made, it is still valid: revoke it there.")


def _declared(kind: str) -> Kind:
    from chalicelib.sources import kinds

    wanting = [name for name in kinds.LISTENED if kinds.declared(name).key or kinds.declared(name).may_have]
    if kind not in wanting:
        raise click.UsageError(f"{kind!r} is no kind that takes a key; these do: {', '.join(wanting)}")
    return kinds.declared(kind)


def _from_file(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise CannotContinue(f"{file} is no JSON") from error
    if not isinstance(found, dict):
        raise CannotContinue(f"{file} must hold a JSON object of fields")
    return {
        str(name): value if isinstance(value, str) else json.dumps(value) for name, value in found.items()
    }


def _asked_for(declared: Kind) -> dict[str, str]:
    given = {name: click.prompt(name, hide_input=True) for name in declared.key}
    for name in declared.may_have:
        given[name] = click.prompt(
            f"{name} (Enter for none)", hide_input=True, default="", show_default=False
        )
    return given
