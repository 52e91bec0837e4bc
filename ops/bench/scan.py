"""A scan of many feeds by Earshot, by its peers and by what only fetches: times, ratios, what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

import click

from . import rounds
from .peers import EARSHOT, HTTPX, NEWSBOAT, PEERS, READER, Peer
from .rounds import CHANGED, FIRST, SCANS, Results, Runs, Scale
from .tables import Aim, Findings, said, spread

_HEADINGS = (
    "scan",
    "by",
    "wall s:",
    "CPU s:",
    "wall, Earshot = 1:",
    "CPU, Earshot = 1:",
    "MB:",
    "requests:",
    "304s:",
    "entries:",
    "about the watched:",
)
_REAL = Scale()
# Who must be beaten in which scan, and Earshot's share of their time that is allowed.
_AIMS = ((FIRST, READER, 1 / 6, "1/6"), (FIRST, NEWSBOAT, 1 / 2, "1/2"), (CHANGED, HTTPX, 1.3, "1.3"))


@click.command("scan")
@click.option("--feeds", default=_REAL.feeds, show_default=True, help="How many are scanned.")
@click.option(
    "--latency", default=_REAL.latency_ms, show_default=True, help="Milliseconds that an answer takes."
)
@click.option(
    "--changed", default=_REAL.changed_percent, show_default=True, help="Percent that change in the end."
)
@click.option("--repeats", default=_REAL.repeats, show_default=True, help="Rounds.")
@click.option(
    "--documents",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of feeds to make the served ones from; made-up ones without it.",
)
@click.option("--by", "names", default="", help="Who scans, by name, with commas; everybody without it.")
def command(
    feeds: int, latency: float, changed: int, repeats: int, documents: Path | None, names: str
) -> None:
    """Scan many feeds, beside the peers."""
    wanted = [peer for peer in PEERS if not names or peer.name in names.split(",")]
    click.echo(said(measure(Scale(feeds, latency, changed, repeats, documents), wanted)))


def measure(scale: Scale = _REAL, wanted: Sequence[Peer] = PEERS) -> Findings:
    """Times of everybody who is there, and their ratio to Earshot's. A wrong run is named, and not timed."""
    present = [peer for peer in wanted if peer.is_there]
    results = rounds.play(scale, present)
    rows = [
        _row(scan, peer, results, scale)
        for scan in SCANS
        for peer in present
        if results.runs[scan, peer].counts
    ]
    aims = tuple(_aim(results, *aim) for aim in _AIMS)
    return Findings(
        _title(scale, results), _HEADINGS, tuple(rows), aims, tuple(_notes(scale, wanted, results))
    )


def _title(scale: Scale, results: Results) -> str:
    served = results.served
    kind = "recorded" if scale.documents else "made-up"
    return (
        f"Scan of {scale.feeds:,} feeds, {scale.latency_ms:g} ms an answer: {kind}, "
        f"{served['bytes'] / 1000:.0f} KB and {served['entries']:.0f} entries on average"
    )


def _row(scan: str, peer: Peer, results: Results, scale: Scale) -> tuple[str, ...]:
    runs, ours = results.runs[scan, peer], results.runs.get((scan, EARSHOT), Runs())
    name = f"{scale.changed_percent} % changed" if scan == CHANGED else scan
    if not runs.wall_s:
        return (name, results.versions[peer], "wrong", "wrong", "", "", "", *runs.counts)
    ratios = (_ratio(runs.wall_s, ours.wall_s), _ratio(runs.cpu_s, ours.cpu_s))
    shown = ["–" if ratio is None else f"{ratio:.2f}" for ratio in ratios]
    times = spread([*runs.wall_s.values()]), spread([*runs.cpu_s.values()])
    return (name, results.versions[peer], *times, *shown, f"{runs.memory_mb:.0f}", *runs.counts)


def _ratio(these: Mapping[int, float], those: Mapping[int, float]) -> float | None:
    """The median of the ratios within each round."""
    both = these.keys() & those.keys()
    return median(these[number] / those[number] for number in both) if both else None


def _aim(results: Results, scan: str, peer: Peer, most: float, words: str) -> Aim:
    what, wanted = f"{scan}: wall and CPU beside {peer.name}", f"≤ {words}"
    ours, theirs = results.runs.get((scan, EARSHOT)), results.runs.get((scan, peer))
    if not ours or not theirs:
        return Aim(what, wanted, f"{peer.name} took no part", None)
    wall, cpu = _ratio(ours.wall_s, theirs.wall_s), _ratio(ours.cpu_s, theirs.cpu_s)
    if wall is None or cpu is None or ours.wrong or theirs.wrong:
        return Aim(what, wanted, "counts were wrong", False)
    return Aim(what, wanted, f"{wall:.2f} and {cpu:.2f}", max(wall, cpu) <= most)


def _notes(scale: Scale, wanted: Sequence[Peer], results: Results) -> list[str]:
    absent = [f"{peer.name} is absent ({peer.how_to_get})." for peer in wanted if not peer.is_there]
    wrong = [what for runs in results.runs.values() for what in runs.wrong]
    served = [cpu for runs in results.runs.values() for cpu in runs.server_cpu_s]
    server = (
        f"The server took at most {max(served):.2f} s of CPU for a scan, which is nobody's here."
        if served
        else ""
    )
    slow = [peer.name for peer in wanted if peer.is_slow and peer.is_there and scale.repeats > 1]
    once = f"In the first round only: {', '.join(slow)}." if slow else ""
    return [*absent, *(f"**Wrong**: {what}." for what in wrong), *filter(None, (server, once))]
