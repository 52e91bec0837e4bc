"""Which Earshot a command works on: the one on this machine, or one on AWS."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ops import deployed
from ops.clouds import aws
from ops.local import ROOT, adopt

Command = TypeVar("Command", bound=Callable[..., Any])


def on_a_stage(command: Command) -> Command:
    """Give the command an option that chooses, and make the choice before it runs."""
    return click.option(
        "--stage",
        default="local",
        show_default=True,
        expose_value=False,
        is_eager=True,
        callback=lambda _ctx, _param, stage: choose(stage),
        help="`local` for the one on this machine, else the STAGE it was deployed with.",
    )(command)


def choose(stage: str) -> None:
    """From now on `wiring` works on this stage's tables and queues, with the user's credentials."""
    if stage == "local":
        from .running import local_at

        local_at(Path(os.environ.get("EARSHOT_HOME", ROOT / ".earshot"))).use()
        return
    cloud = aws()
    adopt(deployed.environment_of(cloud, f"earshot-{stage}", "Escalate"))
    cloud.adopt()
