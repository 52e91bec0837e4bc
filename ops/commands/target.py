"""Which Earshot a command works on: the one on this machine, or one on AWS."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from ops import deployed
from ops.clouds import aws
from ops.local import ROOT, adopt
from ops.progress import waiting
from ops.refusals import in_words

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--stage",
        default="local",
        show_default=True,
        help="`local` for the one on this machine, else the STAGE it was deployed with.",
    ),
    click.option("--profile", help="A profile of your AWS configuration, for a STAGE there."),
    click.option("--region", help="The STAGE's AWS region. [default: your configuration's]"),
)


def on_a_stage(command: Command) -> Command:
    """Give the command options that choose a system, and reach it before the command runs.

    Who invokes commands from a program may bring their own way to reach it as the context's `obj`.
    """

    @wraps(command)
    @click.pass_context
    def reaching(
        ctx: click.Context, /, *, stage: str, profile: str | None, region: str | None, **options: Any
    ) -> Any:
        with in_words():
            (ctx.obj or choose)(stage, profile, region)
            return command(**options)

    for option in reversed(_OPTIONS):
        reaching = option(reaching)
    return cast(Command, reaching)


def choose(stage: str, profile: str | None, region: str | None) -> None:
    """From now on `wiring` works on this stage's tables and queues, with the user's credentials."""
    if stage != "local":
        cloud = aws(profile, region)
        with waiting(f"reaching earshot-{stage}"):
            adopt(deployed.environment_of(cloud, f"earshot-{stage}", "Escalate"))
        cloud.adopt()
        return
    if profile or region:
        raise click.UsageError("--profile and --region are for AWS: say which --stage, too")
    from .running import local_at

    local_at(Path(os.environ.get("EARSHOT_HOME", ROOT / ".earshot"))).use()
