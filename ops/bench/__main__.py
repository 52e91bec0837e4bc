"""`make bench`: measures every part and writes docs/performance.md and docs/costs.md; or one part, and only
shows it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from chalicelib.errors import EarshotError

from ..cli import run
from ..errors import ServiceFailed
from .page import write
from .tables import Findings, said

PARTS = "parsing scan matching judging start bundle memory costs month growth simulation".split()


class _Parts(click.Group):
    """A part is imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(PARTS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in PARTS:
            return None
        command: click.Command = _part(name).command
        return command


@click.group(cls=_Parts, invoke_without_command=True)
@click.option("--only", default="", help="Measure and write these parts alone, named with commas.")
@click.pass_context
def bench(ctx: click.Context, only: str) -> None:
    """Measure what Earshot promises, and write docs/performance.md and docs/costs.md; or one part, and only
    show it.

    All of it takes some 20 minutes. Nothing is asked of any machine but this one.
    """
    if ctx.invoked_subcommand:
        return
    parts = tuple(filter(None, only.split(","))) or PARTS
    if unknown := set(parts) - set(PARTS):
        raise click.UsageError(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    failed = [name for name in parts if not _is_written(name)]
    if failed:
        raise ServiceFailed(f"not measured: {', '.join(failed)}; the page keeps what it said of them")


def _is_written(name: str) -> bool:
    """Measure this part, show it and write it down; False where that failed, which is said."""
    try:
        findings: Findings = _part(name).measure()
    except EarshotError as error:
        click.secho(f"{name}: {error}", fg="red", err=True)
        return False
    click.echo(said(findings))
    write(name, findings)
    return True


def _part(name: str) -> Any:
    return import_module(f".{name}", __package__)


if __name__ == "__main__":
    run(bench)
