"""What each thing that Earshot does costs: its functions at work in a small cloud, every request counted.

    small cloud ◀─ functions at work ─▶ feeds that speak       units ─▶ prices ─▶ US dollars a million

Counted are DynamoDB's units, every other service's requests, bytes of logs, runs and the CPU they take. How
long a run lasts on Lambda is worked out from that, by what is assumed below.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import click

from .. import progress
from .companions import ROOT, Companion
from .prices import Units, by_service, looked_up, usd
from .small_cloud import small_cloud
from .stories import story
from .tables import Aim, Findings, said

CLOUD_VENV = Path(os.environ.get("EARSHOT_CLOUD_VENV", ROOT / ".venv-cloud"))
A_RUN = 10  # sources, each at a host of its own, in one run of fetch

# A function with 1,769 MB has one CPU; with less, its share.
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
_CPU_MB = 1769
_CALL_S = 0.005  # a call of another service of AWS, assumed
_ANSWER_S = 0.6  # until the last of ten sites has answered, assumed
_START_S = 0.8  # a cold start, which is billed; assumed for what runs a few times a day
_SELDOM = frozenset({"escalate", "deliver", "api_handler"})
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
POLL = "a poll that finds nothing"
ALONE = "a mention, alone in its poll"
MENTION = "a mention, stored and judged"
COMPLAINT = "a complaint: mention, escalation, one mail"
ACKNOWLEDGED = "an acknowledgement"
LOOK = "a look whether a mention is still there"


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
    """What happens, in the order it does."""

    def __init__(self, speakers: Companion, work: Companion, urls: list[str], dice: Random) -> None:
        self._speakers = speakers
        self._work = work
        self._urls = urls
        self._dice = dice

    def lived(self) -> Mapping[str, Taken]:
        """What each thing took."""
        nothing_due = self._scheduled("plan")
        self._work.ask(do="add", urls=self._urls, interval=1)
        self._spoken(1)  # everything is new, and the process warms up
        due, quiet = self._minute()
        one, two = self._spoken(1), self._spoken(2)
        complaint = self._complained()
        return {
            NOTHING_DUE: nothing_due,
            DUE: due,
            FOLLOWED: self._scheduled("follow_up"),
            POLL: quiet.each(A_RUN),
            ALONE: (one - quiet).each(A_RUN),
            MENTION: (two - one).each(A_RUN),
            COMPLAINT: complaint - quiet,
            ACKNOWLEDGED: taken_by("api_handler", self._work.ask(do="acknowledge"), gateway=True),
            **self._aged(),
        }

    def _minute(self) -> tuple[Taken, Taken]:
        """What planning it and fetching take."""
        self._work.ask(do="wait", minutes=1)
        return self._scheduled("plan"), self._queued("fetch")

    def _spoken(self, times: int) -> Taken:
        """What fetching takes once each feed has said so many new things."""
        for url in self._urls * times:
            self._say(url)
        return self._minute()[1]

    def _complained(self) -> Taken:
        self._say(self._urls[0], is_bad=True)
        _, fetched = self._minute()
        return fetched + self._queued("escalate") + self._queued("deliver")

    def _aged(self) -> Mapping[str, Taken]:
        """What an hour's look takes by itself, and each mention that it finds."""
        looked = self._scheduled("recheck")
        self._work.ask(do="wait", minutes=120)
        queued, visited = self._scheduled("recheck"), self._work.ask(do="queue", function="fetch")
        looks = queued - looked + taken_by("fetch", visited)
        return {AGED: looked, LOOK: looks.each(4 * A_RUN + 1)}

    def _say(self, url: str, is_bad: bool = False) -> None:
        parts = urlsplit(url)
        told = story(self._dice, f"{parts.scheme}://{parts.netloc}", is_bad)
        self._speakers.ask(do="say", at=parts.hostname, **told)

    def _scheduled(self, function: str) -> Taken:
        return taken_by(function, self._work.ask(do="schedule", function=function))

    def _queued(self, function: str) -> Taken:
        return taken_by(function, self._work.ask(do="queue", function=function))


def taken_by(function: str, run: Mapping[str, Any], gateway: bool = False) -> Taken:
    """What so many runs of a function took, as they were metered."""
    runs = run["runs"]
    units: dict[str, float] = defaultdict(float, run["units"])
    units["lambda run"] += runs
    units["lambda GB-second"] += _seconds(function, runs, run["cpu_s"], run["calls"]) * _memory_gb(function)
    units["logs byte"] += runs * _RUN_LOG_BYTES
    if gateway:
        units["gateway request"] += runs
    return Taken(dict(units), run["tables"])


def _seconds(function: str, runs: int, cpu_s: float, calls: int) -> float:
    """How long the runs last: the CPU's time at the function's share of it, and waiting."""
    share = min(1.0, _memory_gb(function) * 1024 / _CPU_MB)
    waited = calls * _CALL_S + (runs * _ANSWER_S if function == "fetch" else 0.0)
    started = runs * _START_S if function in _SELDOM else 0.0
    return cpu_s / share + waited + started


@cache
def _memory_gb(function: str) -> float:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text("utf-8"))
    functions = config["stages"]["earshot"]["lambda_functions"]
    return float(functions[function]["lambda_memory_size"]) / 1024


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
    for name, most in ((POLL, 0.20), (MENTION, 2.00)):
        stored, whole = 1e6 * taken[name].stored_usd(), 1e6 * usd(taken[name].units)
        wanted = f"≤ {most:.2f} USD"
        yield Aim(f"a million of: {name}, DynamoDB", wanted, f"{stored:.2f}", round(stored, 2) <= most)
        yield Aim(
            "the same, with queues, functions and logs", wanted, f"{whole:.2f}", round(whole, 2) <= most
        )


def _notes() -> Iterator[str]:
    yield (
        f"Prices of US East (N. Virginia) on {looked_up():%Y-%m-%d}, free tiers not counted, from "
        "`ops/bench/prices.toml`. Units are those that DynamoDB says a request consumed, which MiniStack "
        "computes as AWS does; of batch reads, of which it says nothing, they are computed by AWS's rule."
    )
    yield (
        f"A run of `fetch` reads {A_RUN} sources, each at a host of its own: the dearest case. Assumed "
        f"are {1000 * _CALL_S:.0f} ms for a call of another service, {_ANSWER_S} s until the last of ten "
        f"sites has answered, and for what runs seldom a cold start of {_START_S} s. The CPU's time is "
        "measured, and stretched to the function's share of a CPU."
    )


@click.command()
def command() -> None:
    """What each thing that Earshot does costs at AWS."""
    click.echo(said(measure()))
