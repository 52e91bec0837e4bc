"""What one worker holds while it fetches source after source: does it grow with their number, and how much
is it at most where all ten sources of a run are as large as can be?
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from itertools import count, pairwise
from pathlib import Path

import click

from chalicelib.sources.fetching import Limits

from .. import progress
from ..errors import ServiceFailed
from .companions import Companion
from .costs import A_RUN
from .tables import Aim, Findings, said

_SIZES = (1_000, 5_000, 10_000)
_MOST_GROWTH = 1.1
_LONGEST_TEXT = 20_000  # characters; of longer ones no more is kept
_SAID = {  # one character that takes four bytes makes all of its text take them
    "English": "The lamp broke again and nobody answers. ",
    "with emoji": "The lamp broke again \N{POUTING FACE} and nobody answers. ",
}


def measure(sizes: Sequence[int] = _SIZES) -> Findings:
    """Megabytes after so many sources, all read for the first time. Raises ServiceFailed for wrong counts."""
    python, held = Path(sys.executable), []
    rows: list[tuple[str, ...]] = []
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
    with progress.to().step("Fetching what is large, ten at once"):
        rows += [_at_once(what, said) for what, said in _SAID.items()]
    return Findings("Memory", ("sources fetched", "MB held:", "MB at most:"), tuple(rows), (aim,))


def _at_once(what: str, said: str) -> tuple[str, ...]:
    """Ten hosts that answer together, each with the largest document that is read, made of these words."""
    text = said * (_LONGEST_TEXT // len(said))
    items = (f"<item><guid>f{n}</guid><description>{text}</description></item>" for n in count())
    python = Path(sys.executable)
    with (
        tempfile.TemporaryDirectory() as folder,
        Companion(python, "ops.bench.feed_server") as server,
        Companion(python, "ops.bench.scanners.lasting") as worker,
    ):
        body = bytearray(b'<rss version="2.0"><channel><title>Large</title>')
        while len(body) + len(item := next(items).encode()) < Limits().body_bytes - 100:
            body += item
        Path(folder, "large.rss").write_bytes(body + b"</channel></rss>")
        served = server.ask(do="serve", documents=folder, feeds=A_RUN, latency_ms=1)
        answer = worker.ask(urls=served["urls"])
    megabytes = f"{served['bytes'] / 1e6:.1f} MB each, {what}"
    return (f"{A_RUN} at once, {megabytes}", f"{answer['held_mb']:.0f}", f"{answer['most_mb']:.0f}")


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
