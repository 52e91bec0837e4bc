"""The keys with which sources let us in, and by which destinations are reached."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from chalicelib import notifiers, wiring
from chalicelib.notifiers.ways import misnamed
from ops.errors import CannotContinue

from .groups import Listing
from .missing import missing
from .tables import for_programs, show
from .target import on_a_stage

_PREFIX = "source:"  # secret addresses lie among the keys, too
_DESTINATION = re.compile(r"([a-z]+):([a-z0-9][a-z0-9_-]{0,39})")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a key is to hold: one of these lists of fields, and what it can do without. `wrong_with` says what
    is wrong with its fields, and `next_step` what to do once it is set.
    """

    fields: tuple[tuple[str, ...], ...]
    may_have: tuple[str, ...]
    wrong_with: Callable[[Mapping[str, str]], tuple[str, ...]]
    next_step: str


@click.group(cls=Listing)
def keys() -> None:
    """The keys with which sources let us in, and by which destinations are reached.

    They lie in AWS Secrets Manager, and nowhere else; `keys` alone says which there are.
    """


@keys.command("list")
@on_a_stage
@for_programs
def list_keys(as_json: bool) -> None:
    """Which keys there are. What they say is never shown.

    Example: earshot keys list
    """
    rows = [
        (name, ", ".join(sorted(wiring.keys().get(name))))
        for name in wiring.keys().names()
        if not name.startswith(_PREFIX)
    ]
    show(("Key", "Fields"), rows, as_json, "No keys yet. Set one with: earshot keys set KEY")


@keys.command("set")
@click.argument("name", metavar="KEY")
@click.option(
    "--from",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read the fields from this JSON file instead of asking for them.",
)
@on_a_stage
def set_key(name: str, file: Path | None) -> None:
    """Set the key of a kind of sources, like github_search, or of a destination, like slack:support.

    Its fields are asked for, and not shown. Which there are stands in the README's tables of sources and of
    destinations. A worker uses a new key within five minutes.

    Example: earshot keys set slack:support
    """
    wanted = _destination(name) if ":" in name else _kind(name)
    given = _from_file(file) if file else _asked_for(wanted)
    if wrong := wanted.wrong_with(given):
        raise click.UsageError(f"the key of {name}: {', '.join(wrong)}")
    wiring.keys().replace(name, {field: text for field, text in given.items() if text})
    click.echo(f"The key of {name} is set. {wanted.next_step}")


@keys.command("remove")
@click.argument("name", metavar="KEY")
@on_a_stage
def remove_key(name: str) -> None:
    """Forget a key.

    Example: earshot keys remove slack:support
    """
    if name.startswith(_PREFIX) or name not in wiring.keys().names():
        raise missing("key", name, "keys")
    wiring.keys().replace(name, {})
    click.echo(f"The key of {name} is forgotten. Where it was made, it is still valid: revoke it there.")


def _kind(name: str) -> _Wanted:
    from chalicelib.sources import kinds

    wanting = [each for each in kinds.LISTENED if kinds.declared(each).key or kinds.declared(each).may_have]
    if name not in wanting:
        raise click.UsageError(
            f"{name!r} is no kind that takes a key; these do: {', '.join(wanting)}; "
            f"and destinations, such as {' or '.join(f'{each}:NAME' for each in _with_keys())}"
        )
    fields, may_have = (kinds.declared(name).key,), kinds.declared(name).may_have
    next_step = f"See whether it fits with: earshot sources check {name}"
    return _Wanted(fields, may_have, lambda given: misnamed(given, fields, may_have), next_step)


def _destination(name: str) -> _Wanted:
    found = _DESTINATION.fullmatch(name)
    if found is None or found[1] not in _with_keys():
        there_are = ", ".join(f"{each}:NAME" for each in _with_keys())
        raise click.UsageError(
            f"{name!r} is no destination with a key; there are {there_are}, "
            "with a NAME of small letters, digits, - and _"
        )
    way = notifiers.declared(found[1])
    next_step = f"Tell it of complaints with: earshot policies set default --step 0={name}"
    return _Wanted(way.keys, way.may_have, way.wrong_with, next_step)


def _with_keys() -> list[str]:
    return [each for each in sorted(notifiers.NAMES) if notifiers.declared(each).keys]


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


def _asked_for(wanted: _Wanted) -> dict[str, str]:
    given = {field: click.prompt(field, hide_input=True) for field in _chosen(wanted.fields)}
    for field in wanted.may_have:
        given[field] = click.prompt(
            f"{field} (Enter for none)", hide_input=True, default="", show_default=False
        )
    return given


def _chosen(lists: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """The only list of fields, or the one that whoever types has."""
    if len(lists) == 1:
        return lists[0]
    by_name = {" and ".join(fields): fields for fields in lists}
    chosen: str = click.prompt("What do you have", type=click.Choice(list(by_name)))
    return by_name[chosen]
