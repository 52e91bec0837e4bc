"""What a source costs and how long it takes as sources become many: the planner's minute, and a poll.

Nothing else looks at more than one source: the planner asks the polling wheel's index for those that are due,
and a run of fetch reads its own by their keys.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import click

from .. import progress
from . import lines
from .companions import Companion
from .costs import A_RUN, CLOUD_VENV, Taken, taken_by
from .day import waited_s
from .prices import usd
from .small_cloud import small_cloud
from .stories import story
from .tables import Aim, Findings, said

_SIZES = (100, 1_000, 10_000, 100_000)
_INTERVAL = 5  # minutes: a fifth is due each minute
_PLAN_WITHIN_S = 10.0
_QUEUE_S = 0.01  # until SQS has taken ten messages


@dataclass(frozen=True, slots=True)
class Sized:
    """What was measured with so many sources: minutes planned, and polls that found nothing."""

    sources: int
    due: int
    plan_s: float
    plan_cpu_s: float
    plan: Taken
    poll_cpu_s: float
    poll: Taken

    @property
    def planned_usd(self) -> float:
        """What planning one source of those due costs."""
        return usd(self.plan.units) / self.due

    @property
    def due_s(self) -> float:
        """How much CPU planning one of them takes."""
        return self.plan_cpu_s / self.due

    @property
    def poll_usd(self) -> float:
        """What one poll costs, planned and carried out."""
        return self.planned_usd + usd(self.poll.units)


def sized(sizes: Sequence[int], cloud_venv: Path = CLOUD_VENV) -> Iterator[Sized]:
    """Measure with so many sources, each at a host of its own. The sizes grow."""
    python = Path(sys.executable)
    with (
        small_cloud(cloud_venv) as cloud,
        Companion(python, "ops.bench.speakers") as speakers,
        Companion(python, "ops.bench.swift_queue") as queue,
        Companion(python, "ops.bench.at_work") as work,
    ):
        urls = speakers.ask(do="serve", feeds=A_RUN)["urls"]
        dice = Random(6)  # noqa: S311  (the same words every time)
        for url in urls:
            speakers.ask(do="say", at=urlsplit(url).hostname, **story(dice, "https://blog.example"))
        work.ask(do="begin", port=urlsplit(cloud.endpoint).port)
        work.ask(do="send to", **queue.ask(do="serve", latency_s=_QUEUE_S))
        work.ask(do="add", urls=urls, interval=_INTERVAL)
        work.ask(do="schedule", function="plan")
        work.ask(do="fetch", urls=urls)  # everything is new, and the process warms up
        there = len(urls)
        for size in sizes:
            more = [f"https://blog{number}.example/feed.xml" for number in range(there, size)]
            work.ask(do="add", urls=more, interval=_INTERVAL)
            there = max(there, size)
            yield _measured(work, urls, there)


def _measured(work: Companion, urls: Sequence[str], size: int) -> Sized:
    """Five minutes, in which every source is due once, and as many runs of fetch."""
    plans: list[Mapping[str, Any]] = []
    polls: list[Mapping[str, Any]] = []
    for _ in range(_INTERVAL):
        work.ask(do="wait", minutes=1)
        plans.append(work.ask(do="schedule", function="plan"))
        polls.append(work.ask(do="fetch", urls=urls))
    planned = sum((taken_by("plan", run) for run in plans), Taken({}, {}))
    polled = sum((taken_by("fetch", run, waited_s(A_RUN)) for run in polls), Taken({}, {}))
    return Sized(
        sources=size,
        due=size,
        plan_s=max(run["wall_s"] for run in plans),
        plan_cpu_s=sum(run["cpu_s"] for run in plans),
        plan=planned,
        poll_cpu_s=sum(run["cpu_s"] for run in polls) / len(polls) / A_RUN,
        poll=polled.each(_INTERVAL * A_RUN),
    )


def measure(sizes: Sequence[int] = _SIZES, cloud_venv: Path = CLOUD_VENV) -> Findings:
    """Measure with each number of sources."""
    found = []
    with progress.to().step("Adding sources") as detail:
        for each in sized(sizes, cloud_venv):
            detail(f"{each.sources:,} sources: {each.plan_s:.2f} s for a minute")
            found.append(each)
    return compared(found)


def compared(found: Sequence[Sized]) -> Findings:
    """What was measured with each number of sources, beside each other and drawn."""
    headings = (
        "sources",
        "due a minute:",
        "planner's minute, wall s:",
        "CPU µs a source due:",
        "read units:",
        "queue requests:",
        "USD a million planned:",
        "a poll's CPU ms:",
        "read units:",
        "USD a million polls, planned:",
    )
    title = f"Growth: sources every {_INTERVAL} minutes, each at a host of its own"
    return Findings(title, headings, tuple(map(_row, found)), tuple(_aims(found)), _NOTES, _drawn(found))


def _row(each: Sized) -> tuple[str, ...]:
    plan, due = each.plan.units, each.due
    return (
        f"{each.sources:,}",
        f"{due / _INTERVAL:,.0f}",
        f"{each.plan_s:.2f}",
        f"{1e6 * each.due_s:.0f}",
        f"{plan['dynamodb read unit'] / due:.3f}",
        f"{plan['sqs FIFO request'] / due:.3f}",
        f"{1e6 * each.planned_usd:.2f}",
        f"{1000 * each.poll_cpu_s:.2f}",
        f"{each.poll.units['dynamodb read unit']:.2f}",
        f"{1e6 * each.poll_usd:.2f}",
    )


def _aims(found: Sequence[Sized]) -> Iterator[Aim]:
    most, few = found[-1], found[0]
    wanted = f"< {_PLAN_WITHIN_S:.0f} s"
    took = f"{most.plan_s:.1f} s"
    yield Aim(f"a planner's minute for {most.sources:,} sources", wanted, took, most.plan_s < _PLAN_WITHIN_S)
    for what, one, other in (
        ("cost of a poll", most.poll_usd, few.poll_usd),
        ("CPU of a poll, planned", most.due_s + most.poll_cpu_s, few.due_s + few.poll_cpu_s),
    ):
        ratio = one / other
        name = f"{what} with {most.sources:,} sources, beside {few.sources:,}"
        yield Aim(name, "no more", f"{ratio:.2f} times", ratio <= 1.1)


def _drawn(found: Sequence[Sized]) -> str:
    sizes = [each.sources for each in found]
    return lines.drawn(
        "A poll that finds nothing, planned and carried out",
        "sources",
        sizes,
        {
            "US dollars a million": [1e6 * each.poll_usd for each in found],
            "CPU, ms": [1000 * (each.due_s + each.poll_cpu_s) for each in found],
        },
    )


_NOTES = (
    "The planner's own minute, 14 questions to the index and a mark, is shared by those that are due. Wall "
    "time is this machine's, with the cloud beside it on the same cores: MiniStack looks at every source for "
    "each question to the index, which DynamoDB does not. For SQS stands a server that takes ten messages "
    f"within {1000 * _QUEUE_S:.0f} ms.",
)


@click.command()
@click.option("--sizes", multiple=True, type=int, help="Numbers of sources, growing.")
def command(sizes: tuple[int, ...]) -> None:
    """What a source costs as sources become many."""
    click.echo(said(measure(sizes or _SIZES)))
