"""What can be listened to."""

from __future__ import annotations

import click

from chalicelib.domain.manners import Kind

from .tables import for_programs, show


@click.command("kinds")
@click.argument("name", metavar="[KIND]", required=False)
@for_programs
def show_kinds(name: str | None, as_json: bool) -> None:
    """What can be listened to; with KIND, all that can be told of it.

    Example: earshot sources kinds
    """
    from chalicelib.sources import kinds

    if name is None:
        rows = [(kind, kinds.declared(kind).hears, kinds.declared(kind).needs) for kind in kinds.LISTENED]
        show(("Kind", "Hears", "Needs"), rows, as_json, "")
        return
    if name not in kinds.LISTENED:
        raise click.UsageError(f"{name!r} is no kind; there are {', '.join(kinds.LISTENED)}")
    told = _told(kinds.declared(name))
    show(("What", "How it is"), told, as_json, "")


def _told(kind: Kind) -> list[tuple[str, str]]:
    """Line by line, without those that say nothing."""
    budget = kind.budget
    lines = [
        ("hears", kind.hears),
        ("cannot", kind.cannot),
        ("needs", kind.needs),
        ("asked at", kind.home or "the address given with --at"),
        ("key", ", ".join([*kind.key, *(f"{name} (may be left out)" for name in kind.may_have)])),
        *(
            (f"option {name}", _option(option.meaning, option.default))
            for name, option in kind.options.items()
        ),
        ("every", f"{kind.least_interval} to {kind.most_interval} minutes"),
        ("budget", f"{budget.most:,} {budget.unit} a {budget.per}" if budget else ""),
        ("limits", kind.limits),
        ("costs", kind.costs),
    ]
    return [(what, how) for what, how in lines if how]


def _option(meaning: str, default: str | None) -> str:
    return f"{meaning} [default: {default}]" if default else meaning
