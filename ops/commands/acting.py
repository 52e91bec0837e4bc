"""Who does what is typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import click

from chalicelib import wiring
from chalicelib.domain import canary

from .missing import missing

Command = TypeVar("Command", bound=Callable[..., Any])


def as_somebody(command: Command) -> Command:
    """Give the command an option that says who types it; it gets their id as `by`."""

    @click.option(
        "--as",
        "acting",
        metavar="PERSON",
        envvar="EARSHOT_PERSON",
        help="Who you are: an id of ours. [default: $EARSHOT_PERSON, or the only person there is]",
    )
    @wraps(command)
    def acting_one(*, acting: str | None, **options: Any) -> Any:
        return command(by=_person(acting), **options)

    return cast(Command, acting_one)


def _person(acting: str | None) -> str:
    """Raises UsageError."""
    if acting:
        if wiring.people().get(acting) is None:
            raise missing("person", acting, "people")
        return acting
    known = [person.id for person in wiring.people().all() if person.id != canary.NAME]
    if not known:
        raise click.UsageError("there is nobody who could do this; first: earshot people add ID NAME EMAIL")
    if len(known) > 1:
        raise click.UsageError(
            f"say who you are, with --as PERSON or once for all with: export EARSHOT_PERSON={known[0]}; "
            f"there are: {', '.join(known)}"
        )
    return known[0]
