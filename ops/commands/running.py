"""Runs Earshot on this machine, and looks at what it does."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from ops import mailbox, progress
from ops.home import Home
from ops.local import ROOT, STACK, Local, Ports, ports_from

Command = TypeVar("Command", bound=Callable[..., Any])

_HOME = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: Path(os.environ.get("EARSHOT_HOME", ROOT / ".earshot")),
    help="Where this system keeps its state. [default: .earshot, or $EARSHOT_HOME]",
)


def local_at(home: Path, ports: Ports | None = None) -> Local:
    """The system that lives in this directory."""
    cloud_venv = Path(os.environ.get("EARSHOT_CLOUD_VENV", ROOT / ".venv-cloud"))
    return Local(Home(home.resolve()), cloud_venv, ports)


@click.command()
@_HOME
def up(home: Path) -> None:
    """Start Earshot on this machine, and return when it is ready.

    Starts the embedded cloud (with the same template that goes to AWS), a mail catcher and the town square,
    and adds sample watches. A second time it is quick and changes nothing that is there. EARSHOT_CLOUD_PORT,
    EARSHOT_SMTP_PORT, EARSHOT_MAIL_PORT and EARSHOT_SQUARE_PORT choose the ports.

    Example: earshot up
    """
    known = local_at(home)
    local = local_at(home, ports_from(os.environ, known.ports))
    local.up(progress.to())
    _tell(_status(local))


@click.command()
@_HOME
def down(home: Path) -> None:
    """Stop everything, and keep the state for the next `up`.

    Example: earshot down
    """
    ran = local_at(home).down(progress.to())
    click.echo("Earshot is stopped; its state is kept." if ran else "Earshot was not running.")


@click.command()
@_HOME
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(home: Path, as_json: bool) -> None:
    """Say what runs, and where everything is.

    Example: earshot status --json
    """
    local = local_at(home)
    local.demand_running()
    found = _status(local)
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        _tell(found)


@click.command()
@_HOME
@click.option(
    "--since",
    type=click.IntRange(0, 525_600),  # a year
    metavar="MINUTES",
    default=5,
    show_default=True,
    help="Begin this many minutes ago.",
)
@click.option("--once", is_flag=True, help="Print what there is and return.")
def logs(home: Path, since: int, once: bool) -> None:
    """Follow what the functions on this machine log, until Ctrl-C.

    Example: earshot logs --since 60 --once
    """
    from ops.logs import follow

    local = local_at(home)
    local.demand_running()
    follow(local.cloud, STACK, timedelta(minutes=since), forever=not once)


@click.command()
@_HOME
@click.argument("number", type=int, required=False)
def mails(home: Path, number: int | None) -> None:
    """List the mails that were caught on this machine, newest first; with NUMBER, read that one.

    Example: earshot mails 1
    """
    caught = mailbox.mails(local_at(home).home.mail)
    if number is None:
        for position, each in enumerate(caught, 1):
            click.echo(f"{position:>4}  {each.sent_at:%H:%M:%S}  {', '.join(each.to)}  {each.subject}")
        click.echo("Read one with: earshot mails NUMBER" if caught else "No mail yet.")
    elif 1 <= number <= len(caught):
        click.echo(caught[number - 1].text)
    else:
        raise click.BadParameter(f"there are {len(caught)} mails", param_hint="NUMBER")


def _status(local: Local) -> dict[str, str]:
    from ops import deployed

    outputs = deployed.outputs_of(local.cloud, STACK)
    return {
        "api": outputs["ApiUrl"],
        "token": local.token,
        "mail_dir": str(local.home.mail),
        "mail_page": local.mail_page,
        "town_square": local.square_page,
        "cloud": local.embedded.endpoint,
        "stack": STACK,
        "topic_arn": outputs["TopicArn"],
        "home": str(local.home.path),
    }


def _tell(found: dict[str, str]) -> None:
    click.echo(
        f"""
Earshot is listening.

  The town square   {found["town_square"]}   say something there, and hear it
  Mails             {found["mail_page"]}   bad mentions arrive here within a minute
  API               {found["api"]}
  Token             {found["token"]}

Try:  curl -s -H "Authorization: Bearer {found["token"]}" "{found["api"]}/mentions?verdict=bad&limit=3"
Then: make logs (what the functions do), make down (stop; the state is kept)"""
    )
