"""Lets everybody scan the same feeds in turn, and checks what each of them found.

    each round: all begin anew ─▶ first scan: A B C … ─▶ nothing changed: A B C … ─▶ some changed: A B C …

Everybody is a process of its own, and so is the server, whose time is nobody's.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import progress
from .companions import Companion
from .peers import EARSHOT, Peer

FIRST, UNCHANGED, CHANGED = "first scan", "nothing changed", "some changed"
SCANS = (FIRST, UNCHANGED, CHANGED)
_OF_RECORDED = 0.95  # of recorded documents readers differ in what they call an entry


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is scanned. `documents` is a folder of recorded ones; made-up ones without it."""

    feeds: int = 1000
    latency_ms: float = 50.0
    changed_percent: int = 10
    repeats: int = 3
    documents: Path | None = None


@dataclass(slots=True)
class Runs:
    """All runs of one peer through one kind of scan, times by their round. `counts` are those of the last:
    requests, 304s, entries, mentions. `wrong` says what was not as it must be; such a run has no times.
    """

    wall_s: dict[int, float] = field(default_factory=dict)
    cpu_s: dict[int, float] = field(default_factory=dict)
    server_cpu_s: list[float] = field(default_factory=list)
    memory_mb: float = 0.0
    counts: tuple[str, ...] = ()
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Results:
    """What came of all rounds. `served` says how large the feeds were."""

    served: Mapping[str, Any]
    versions: dict[Peer, str] = field(default_factory=dict)
    runs: dict[tuple[str, Peer], Runs] = field(default_factory=dict)


def play(scale: Scale, taking_part: Sequence[Peer]) -> Results:
    """All rounds; who is slow takes part in the first only."""
    say = progress.to()
    with ExitStack() as stack:
        server = stack.enter_context(Companion(EARSHOT.python, "ops.bench.feed_server"))
        with say.step("Making feeds"):
            folder = str(scale.documents.resolve()) if scale.documents else ""
            served = server.ask(do="serve", documents=folder, feeds=scale.feeds, latency_ms=scale.latency_ms)
        scanners = {peer: stack.enter_context(Companion(peer.python, peer.module)) for peer in taking_part}
        results = Results(served, runs={(scan, peer): Runs() for scan in SCANS for peer in taking_part})
        for number in range(scale.repeats):
            asked = {peer: each for peer, each in scanners.items() if number == 0 or not peer.is_slow}
            with say.step(f"Round {number + 1} of {scale.repeats}") as detail:
                for scan, peer in _round(asked, results):
                    detail(f"{scan}: {peer.name}")
                    _scan(number, scan, peer, scanners[peer], server, scale, results.runs[scan, peer])
    return results


def _round(scanners: Mapping[Peer, Companion], results: Results) -> Iterator[tuple[str, Peer]]:
    """Everybody with the feeds and nothing known of them; then whose turn it is."""
    with tempfile.TemporaryDirectory() as folder:
        for peer, scanner in scanners.items():
            own = Path(folder) / peer.module
            own.mkdir()
            results.versions[peer] = scanner.ask(urls=results.served["urls"], folder=str(own))["version"]
        for scan in SCANS:
            yield from ((scan, peer) for peer in scanners)


def _scan(
    number: int, scan: str, peer: Peer, scanner: Companion, server: Companion, scale: Scale, runs: Runs
) -> None:
    expected = server.ask(do="begin", changed_percent=scale.changed_percent if scan == CHANGED else 0)
    found = scanner.ask(do="scan")
    counted = server.ask(do="count")
    unchanged = {FIRST: 0, UNCHANGED: scale.feeds, CHANGED: scale.feeds - expected["changed"]}[scan]
    least = 1.0 if scale.documents is None else _OF_RECORDED
    checks = [
        ("requests", counted["asked"], scale.feeds, 1.0),
        ("feeds asked", counted["feeds"], scale.feeds, 1.0),
        ("304s", counted["unchanged"], unchanged, 0.0 if peer.may_ask_for_all else 1.0),
        *((what, found[what], expected[what], least) for what in ("entries", "mentions") if what in found),
    ]
    wrong = [
        f"{what}: {is_:,} instead of {due:,}"
        for what, is_, due, least in checks
        if not least * due <= is_ <= due
    ]
    runs.wrong += [f"{peer.name}, {scan}: {what}" for what in wrong]
    counts = (counted["asked"], counted["unchanged"], found.get("entries"), found.get("mentions"))
    runs.counts = tuple("–" if count is None else f"{count:,}" for count in counts)
    if not wrong:
        runs.wall_s[number], runs.cpu_s[number] = found["wall_s"], found["cpu_s"]
        runs.server_cpu_s.append(counted["cpu_s"])
        runs.memory_mb = max(runs.memory_mb, found["memory_mb"])
