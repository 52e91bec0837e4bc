"""What one worker holds while it fetches source after source: does it grow with their number?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import click

from .. import progress
from ..errors import ServiceFailed
from .companions import Companion
from .tables import Aim, Findings, said

_SIZES = (1_000, 5_000, 10_000)
_MOST_GROWTH = 1.1


def measure(sizes: Sequence[int] = _SIZES) -> Findings:
    """Megabytes after so many sources, all read for the first time. Raises ServiceFailed for wrong counts."""
    python, rows, held = Path(sys.executable), [], []
    with (
        Companion(python, "ops.bench.feed_server") as server,
        Companion(python, "ops.bench.scanners.lasting") as worker,
        progress.to().step("Fetching with one worker") as say,
    ):
        urls = server.ask(do="serve", documents="", feeds=max(sizes), latency_ms=1)["urls"]
        for done, size in pairwise((0, *sizes)):
            say(f"{size:,} sources")
            answer = worker.ask(urls=urls[done:size])
            expected = server.ask(do="begin", changed_percent=0)["entries"] if size == max(sizes) else None
            if expected not in (None, answer["entries"]):
                raise ServiceFailed(f"{answer['entries']:,} entries were heard instead of {expected:,}")
            held.append(answer["held_mb"])
            rows.append((f"{size:,}", f"{answer['held_mb']:.0f}", f"{answer['most_mb']:.0f}"))
    growth = held[-1] / held[0]
    what, wanted = f"worker's memory, {sizes[-1]:,} sources beside {sizes[0]:,}", f"flat: ≤ {_MOST_GROWTH} ×"
    aim = Aim(what, wanted, f"{growth:.2f} ×, {held[0]:.0f} to {held[-1]:.0f} MB", growth <= _MOST_GROWTH)
    return Findings("Memory", ("sources fetched", "MB held:", "MB at most:"), tuple(rows), (aim,))


@click.command("memory")
@click.option(
    "--sources",
    "sizes",
    multiple=True,
    type=int,
    default=_SIZES,
    show_default=True,
    help="Look after so many; again for more.",
)
def command(sizes: tuple[int, ...]) -> None:
    """Let a worker fetch very many sources."""
    click.echo(said(measure(sorted(sizes))))
