"""Builds what runs, and brings it to a cloud."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ops import bundle, progress, stack
from ops.clouds import aws, embedded
from ops.deployed import stack_of
from ops.local import ROOT
from ops.refusals import in_words


@click.command()
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=ROOT / "build", help="Where to."
)
def build(out: Path) -> None:
    """Build the deployment bundle and the merged template.

    Example: earshot build
    """
    made = bundle.build(ROOT, out, "earshot", progress.to())
    click.echo(f"{made.zip_path}\n{made.template_path}")


@click.command()
@click.option("--stage", required=True, help="Names the stack: earshot-STAGE.")
@click.option("--profile", help="A profile of your AWS configuration.")
@click.option("--region", help="The AWS region. [default: your configuration's]")
@click.option(
    "--mail-from", default="", help="The sender of Earshot's mails; verified in SES. Needed the first time."
)
@click.option(
    "--contact", default="", help="A web page or address for owners of fetched sites. Needed to fetch."
)
@click.option(
    "--set",
    "others",
    multiple=True,
    metavar="NAME=VALUE",
    help="Any other template parameter, listed in the README; may be repeated.",
)
@click.option(
    "--embedded-port",
    type=click.IntRange(1, 65_535),
    help="Deploy to an embedded cloud on this port instead of AWS.",
)
def deploy(
    stage: str,
    profile: str | None,
    region: str | None,
    mail_from: str,
    contact: str,
    others: tuple[str, ...],
    embedded_port: int | None,
) -> None:
    """Deploy to AWS with your credentials: package, upload, change set, wait, print the outputs.

    What is not named keeps the value it was deployed with.

    Example: earshot deploy --stage prod --mail-from earshot@larkfield.example --set KeepDays=90
    """
    cloud = embedded(embedded_port) if embedded_port else aws(profile, region)
    asked = {"MailFrom": mail_from, "Contact": contact}
    parameters = {name: value for name, value in asked.items() if value} | dict(map(_parameter, others))
    report = progress.to()
    with in_words():
        stack_of(cloud, f"earshot-{stage}")  # who is not let in should not have to build first
        made = bundle.build(ROOT, Path(os.environ.get("EARSHOT_BUILD", ROOT / "build")), "earshot", report)
        outputs = stack.deploy(cloud, f"earshot-{stage}", made, parameters, report)
    for name, value in sorted(outputs.items()):
        click.echo(f"{name}  {value}")


def _parameter(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError(f"--set wants NAME=VALUE, not {text!r}")
    return name, value
