"""What each thing that Earshot does costs: its functions at work in a small cloud, every request counted.

    small cloud ◀─ functions at work ─▶ feeds that speak       units ─▶ prices ─▶ US dollars a million

Counted are DynamoDB's units, every other service's requests, bytes of logs, runs and the CPU they take. How
long a run lasts on Lambda is worked out from that, by what is assumed below, and of sites in `day`.
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import click

from .. import progress
from .companions import ROOT, Companion
from .day import waited_s
from .functions import cpu_share, memory_gb
from .prices import Units, by_service, looked_up, usd
from .small_cloud import small_cloud
from .stories import story
from .tables import Aim, Findings, said

CLOUD_VENV = Path(os.environ.get("EARSHOT_CLOUD_VENV", ROOT / ".venv-cloud"))
A_RUN = 10  # orders in a run of fetch, at most; and sources in an order
A_FEW = 3  # orders in a run, where few are due

_CALL_S = 0.005  # a call of another service of AWS, assumed
_START_S = 0.9  # a cold start, which is billed: 260 ms of CPU (docs/performance.md#cold-start) at 512 MB
# Whose runs lie so far apart that each deed starts them anew, and how many secrets they then read.
_STARTED = {"escalate": 0, "deliver": 1, "api_handler": 1, "recheck": 0}
# What Lambda itself logs of a run: START, END and REPORT, with what CloudWatch adds to each line.
_RUN_LOG_BYTES = 350


@dataclass(frozen=True, slots=True)
class Taken:
    """What doing something once takes, in units that have a price; `tables` are DynamoDB's share by table."""

    units: Units
    tables: Units

    def __add__(self, other: Taken) -> Taken:
        return Taken(_sum(self.units, other.units, 1), _sum(self.tables, other.tables, 1))

    def __sub__(self, other: Taken) -> Taken:
        return Taken(_sum(self.units, other.units, -1), _sum(self.tables, other.tables, -1))

    def each(self, times: int) -> Taken:
        """One of so many."""
        return Taken(
            {thing: amount / times for thing, amount in self.units.items()},
            {place: amount / times for place, amount in self.tables.items()},
        )

    def stored_usd(self) -> float:
        """What DynamoDB asks for it."""
        return by_service(self.units).get("dynamodb", 0.0)


NOTHING_DUE = "a planner's minute, nothing due"
DUE = f"a planner's minute, {A_RUN} hosts due"
FOLLOWED = "a minute of following up"
AGED = "an hour's look for what came of age"
POLL = f"a poll that finds nothing, {A_RUN} hosts in a run"
POLL_OF_FEW = f"a poll that finds nothing, {A_FEW} hosts in a run"
POLL_OF_ONE = f"a poll that finds nothing, {A_RUN} sources of one host in a run"
ALONE = "a mention, alone in its poll"
MENTION = "a mention, stored and judged"
COMPLAINT = "a complaint: mention, escalation, one mail"
ACKNOWLEDGED = "an acknowledgement"
LOOK = "a look whether a mention is still there"


@cache
def counted(cloud_venv: Path = CLOUD_VENV, seed: int = 6) -> Mapping[str, Taken]:
    """What each thing takes, by its name. Raises ServiceFailed when anything at work fails."""
    python = Path(sys.executable)
    with (
        small_cloud(cloud_venv) as cloud,
        Companion(python, "ops.bench.speakers") as speakers,
        Companion(python, "ops.bench.at_work") as work,
    ):
        urls = speakers.ask(do="serve", feeds=A_RUN)["urls"]
        work.ask(do="begin", port=urlsplit(cloud.endpoint).port)
        return _Day(speakers, work, urls, Random(seed)).lived()  # noqa: S311  (the same words every time)


class _Day:
    """What happens, in the order it does. Each function runs once before it is looked at: its first run
    imports what it needs.
    """

    def __init__(self, speakers: Companion, work: Companion, urls: list[str], dice: Random) -> None:
        self._speakers = speakers
        self._work = work
        self._urls = urls
        self._dice = dice
        self._told = 0

    def lived(self) -> Mapping[str, Taken]:
        """What each thing took."""
        for function in ("plan", "follow_up", "recheck"):
            self._scheduled(function)
        self._work.ask(do="wait", minutes=1)
        nothing_due = self._scheduled("plan")
        self._work.ask(do="add", urls=self._urls, interval=1)
        self._spoken(1)  # everything is new
        due, quiet = self._minute()
        few = self._fetched(self._urls[:A_FEW], waited_s(A_FEW))
        one, two = self._spoken(1), self._spoken(2)
        self._complained(self._urls[0])
        self._acknowledged()
        complaint, acknowledged = self._complained(self._urls[1]), self._acknowledged()
        followed, aged = self._scheduled("follow_up"), self._aged()
        return {
            NOTHING_DUE: nothing_due,
            DUE: due,
            FOLLOWED: followed,
            POLL: quiet.each(A_RUN),
            POLL_OF_FEW: few.each(A_FEW),
            POLL_OF_ONE: self._of_one_host().each(A_RUN),
            ALONE: (one - quiet).each(A_RUN),
            MENTION: (two - one).each(A_RUN),
            COMPLAINT: complaint - quiet,
            ACKNOWLEDGED: acknowledged,
            **aged,
        }

    def _minute(self) -> tuple[Taken, Taken]:
        """What planning it and fetching take."""
        self._work.ask(do="wait", minutes=1)
        return self._scheduled("plan"), self._queued("fetch", waited_s(A_RUN))

    def _spoken(self, times: int) -> Taken:
        """What fetching takes once each feed has said so many new things."""
        for url in self._urls * times:
            self._say(url)
        return self._minute()[1]

    def _complained(self, url: str) -> Taken:
        self._say(url, is_bad=True)
        _, fetched = self._minute()
        return fetched + self._queued("escalate") + self._queued("deliver")

    def _acknowledged(self) -> Taken:
        run = self._work.ask(do="acknowledge")
        return taken_by("api_handler", run) + Taken({"gateway request": run["runs"]}, {})

    def _aged(self) -> Mapping[str, Taken]:
        """What an hour's look takes by itself, and each mention that it finds."""
        looked = self._scheduled("recheck")
        self._work.ask(do="wait", minutes=120)
        each = self._told // A_RUN
        looks = self._scheduled("recheck") - looked + self._queued("fetch", waited_s(A_RUN, each))
        return {AGED: looked, LOOK: looks.each(self._told)}

    def _of_one_host(self) -> Taken:
        urls = [f"{self._urls[0]}?feed={number}" for number in range(A_RUN)]
        self._work.ask(do="add", urls=urls, interval=1)
        for _ in range(2):  # everything is new, and then nothing
            taken = self._fetched(urls, waited_s(1, A_RUN))
        return taken

    def _say(self, url: str, is_bad: bool = False) -> None:
        parts = urlsplit(url)
        told = story(self._dice, f"{parts.scheme}://{parts.netloc}", is_bad)
        self._speakers.ask(do="say", at=parts.hostname, **told)
        self._told += 1

    def _scheduled(self, function: str) -> Taken:
        return taken_by(function, self._work.ask(do="schedule", function=function))

    def _queued(self, function: str, waited: float = 0.0) -> Taken:
        return taken_by(function, self._work.ask(do="queue", function=function), waited)

    def _fetched(self, urls: Sequence[str], waited: float) -> Taken:
        return taken_by("fetch", self._work.ask(do="fetch", urls=urls), waited)


def taken_by(function: str, run: Mapping[str, Any], waited: float = 0.0) -> Taken:
    """What runs of a function took, as they were metered; for sites each waited so many seconds."""
    runs = run["runs"]
    units: dict[str, float] = defaultdict(float, run["units"])
    seconds = run["cpu_s"] / cpu_share(function) + run["calls"] * _CALL_S + runs * waited
    if function in _STARTED:
        seconds += _START_S
        units["secrets request"] += _STARTED[function]
    units["lambda run"] += runs
    units["lambda GB-second"] += seconds * memory_gb(function)
    units["logs byte"] += runs * _RUN_LOG_BYTES
    return Taken(dict(units), run["tables"])


def _sum(one: Units, other: Units, sign: int) -> Units:
    """What is left of a larger run holds all of a smaller one: less than nothing is the clock's noise."""
    things = [*one, *(thing for thing in other if thing not in one)]
    return {thing: max(0.0, one.get(thing, 0.0) + sign * other.get(thing, 0.0)) for thing in things}


_HEADINGS = (
    "once",
    "read units:",
    "write units:",
    "queue requests:",
    "other requests:",
    "GB-seconds:",
    "log bytes:",
    "USD a million, stored:",
    "in all:",
)
_OTHERS = ("secrets request", "sns request", "ses mail", "gateway request")


def measure(cloud_venv: Path = CLOUD_VENV) -> Findings:
    """Count what everything takes, and say what that costs."""
    with progress.to().step("Counting what is sent"):
        taken = counted(cloud_venv)
    rows = tuple(_row(name, each) for name, each in taken.items())
    return Findings("What each thing costs", _HEADINGS, rows, tuple(_aims(taken)), tuple(_notes()))


def _row(name: str, taken: Taken) -> tuple[str, ...]:
    units = taken.units
    queued = units.get("sqs request", 0.0) + units.get("sqs FIFO request", 0.0)
    return (
        name,
        f"{units.get('dynamodb read unit', 0.0):.2f}",
        f"{units.get('dynamodb write unit', 0.0):.2f}",
        f"{queued:.2f}",
        f"{sum(units.get(thing, 0.0) for thing in _OTHERS):.0f}",
        f"{units['lambda GB-second']:.4f}",
        f"{units['logs byte']:,.0f}",
        f"{1e6 * taken.stored_usd():,.2f}",
        f"{1e6 * usd(units):,.2f}",
    )


def _aims(taken: Mapping[str, Taken]) -> Iterator[Aim]:
    polls = [taken[name] for name in (POLL, POLL_OF_FEW, POLL_OF_ONE)]
    for what, things, most in (("polls that find nothing", polls, 0.20), (MENTION, [taken[MENTION]], 2.00)):
        for name, dollars in (
            (f"a million of: {what}, DynamoDB", [each.stored_usd() for each in things]),
            ("the same, with queues, functions and logs", [usd(each.units) for each in things]),
        ):
            low, high = (round(1e6 * each, 2) for each in (min(dollars), max(dollars)))
            measured = f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"
            yield Aim(name, f"≤ {most:.2f} USD", measured, high <= most)


def _notes() -> Iterator[str]:
    yield (
        f"Prices of US East (N. Virginia) on {looked_up():%Y-%m-%d}, free tiers not counted, from "
        "`ops/bench/prices.toml`. Reads are weighed by AWS's rule, by all that was read; what writes consume "
        f"MiniStack says as AWS does. Assumed are {1000 * _CALL_S:.0f} ms for a call of another service, a "
        f"cold start of {_START_S} s in each deed of what runs seldom, and the sites of the day below: a run "
        f"waits {waited_s(A_RUN):.1f} s for the last of {A_RUN} hosts, {waited_s(A_FEW):.1f} s for that of "
        f"{A_FEW}, and {waited_s(1, A_RUN):.1f} s for {A_RUN} sources of one host, read one by one. "
        "The CPU's time is measured, without imports, and stretched to the function's share of a CPU."
    )


@click.command()
def command() -> None:
    """What each thing that Earshot does costs at AWS."""
    click.echo(said(measure()))
