"""What people's verdicts teach the judge."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TextIO

import click

from chalicelib import wiring
from chalicelib.domain.mentions import Mention
from chalicelib.domain.watches import Watch

from .groups import Explaining
from .target import on_a_stage
from .times import DAYS_BACK


@click.group(cls=Explaining)
def labels() -> None:
    """What people's verdicts teach the judge."""


@labels.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8"))
@click.option(
    "--days", type=DAYS_BACK, default=400, show_default=True, help="Of mentions found within this many days."
)
@on_a_stage
def export_labels(file: TextIO, days: int) -> None:
    """Write to FILE (or -) what people judged, as JSON lines, for the training of the judge.

    Each line holds "text", "about" (the names of whom it is about), "label" (the person's verdict), "verdict"
    (the machine's), "by" and "at". What its author has deleted is left out: its words are not kept.

    Example: earshot labels export labels.jsonl
    """
    watches = {watch.id: watch for watch in wiring.watches().all()}
    ruled = wiring.look().ruled(wiring.now() - timedelta(days=days), wiring.now() + timedelta(minutes=1))
    count = 0
    for mention in ruled:
        if mention.text or mention.title:
            file.write(f"{json.dumps(_label(mention, watches.get(mention.about)), ensure_ascii=False)}\n")
            count += 1
    click.echo(f"{count} {'label' if count == 1 else 'labels'} written.", err=True)


def _label(mention: Mention, watch: Watch | None) -> dict[str, object]:
    assert mention.ruling is not None
    return {
        "text": f"{mention.title}\n{mention.text}".strip(),
        "about": list(watch.names or watch.terms) if watch else [],
        "label": mention.ruling.verdict,
        "verdict": mention.judgement.verdict,
        "by": mention.ruling.by,
        "at": mention.ruling.at.isoformat(),
    }
