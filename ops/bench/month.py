"""What a month of 100 sources costs: what is done, and what stands there meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import click
import yaml

from .. import progress
from . import costs
from .companions import ROOT
from .costs import A_FEW, A_RUN, CLOUD_VENV, Taken
from .prices import Units, by_service, usd
from .tables import Aim, Findings, said

_DAYS = 30
_MINUTES = _DAYS * 24 * 60
_LOOKS = 7  # at a mention that nobody answers, in its first month
# Where a maximum concurrency is set, an empty queue is asked by five of Lambda's pollers, 20 seconds each:
# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html. FIFO queues are taken to be alike.
_POLLERS = 5
_ASKED_A_MINUTE = _POLLERS * 60 / 20
# A handshake and a request with validators; what comes back costs nothing. Assumed.
_POLL_BYTES_OUT = 1500
_GB = 1e9
# What everybody has each month, for good: https://aws.amazon.com/free/
_FREE: Units = {
    "sqs request": 1e6,
    "lambda run": 1e6,
    "lambda GB-second": 400_000,
    "cloudwatch alarm month": 10,
    "cloudwatch metric month": 10,
    "logs byte": 5 * _GB,
    "network byte out": 100 * _GB,
    "dynamodb GB-month": 25,
}


@dataclass(frozen=True, slots=True)
class Month:
    """What happens in it. Of the mentions some are `complaints`, each told to somebody, who acknowledges."""

    sources: int = 100
    interval: int = 5
    mentions: int = 10_000
    complaints: int = 500

    @property
    def polls(self) -> float:
        """How often sources are asked."""
        return self.hosts_due * _MINUTES

    @property
    def hosts_due(self) -> float:
        """In a minute, each source being at a host of its own."""
        return self.sources / self.interval


def spent(month: Month, taken: Mapping[str, Taken]) -> Mapping[str, Units]:
    """The units that go into each part of the bill."""
    sent = max(1.0, month.hosts_due / A_RUN)  # requests to the queue a minute
    planned = _plus(taken[costs.DUE].units, {"sqs FIFO request": sent - 1}, 1)
    canaries = _DAYS  # each goes the whole road of a complaint
    return {
        "planning, 43,200 minutes": _times(planned, _MINUTES),
        f"polls, {month.polls:,.0f}": _times(taken[costs.POLL_OF_FEW].units, month.polls)
        | {"network byte out": month.polls * _POLL_BYTES_OUT},
        f"mentions, {month.mentions:,}": _times(taken[costs.ALONE].units, month.mentions),
        f"complaints, {month.complaints:,} and a canary a day": _plus(
            _times(taken[costs.COMPLAINT].units, month.complaints + canaries),
            _times(taken[costs.ACKNOWLEDGED].units, month.complaints + canaries),
            1,
        ),
        "following up, 43,200 minutes": _times(taken[costs.FOLLOWED].units, _MINUTES),
        f"looking again, {_LOOKS} times a mention": _plus(
            _times(taken[costs.LOOK].units, _LOOKS * month.mentions),
            _times(taken[costs.AGED].units, 24 * _DAYS),
            1,
        ),
        "kept: tables and backups after 400 days": _kept(month),
        **standing(),
    }


def _kept(month: Month) -> Units:
    """At most 1 KB a mention and 1 KB in its index: a write unit each."""
    gb = month.mentions * 400 / _DAYS * 2 * 1024 / _GB
    return {"dynamodb GB-month": gb, "dynamodb backup GB-month": gb}


def standing() -> Mapping[str, Units]:
    """What the template makes that costs while nothing happens."""
    kinds = Counter(resource.get("Type") for resource in _resources().values())
    alarms, secrets = kinds["AWS::CloudWatch::Alarm"], kinds["AWS::SecretsManager::Secret"]
    queues = Counter(_asked_queues())
    asked = _ASKED_A_MINUTE * _MINUTES
    return {
        f"asking queues that are mostly empty: {queues[True]} FIFO, {queues[False]} others": {
            "sqs FIFO request": queues[True] * asked,
            "sqs request": queues[False] * asked,
        },
        f"{secrets} secrets": {"secrets secret month": secrets},
        # A metric is billed by the hour that it is written in: the canary's, once a day.
        f"{alarms} alarms": {"cloudwatch alarm month": alarms, "cloudwatch metric month": 1 / 24},
    }


def _asked_queues() -> Iterator[bool]:
    """Whether it is FIFO, of each queue that Lambda always asks, at most so many runs at once."""
    for resource in _resources().values():
        for event in resource.get("Properties", {}).get("Events", {}).values():
            mapping = event["Properties"]
            if "ScalingConfig" in mapping and mapping.get("Enabled", True) is True:
                name = mapping["Queue"]["Fn::Sub"].removeprefix("${").removesuffix(".Arn}")
                yield _resources()[name]["Properties"].get("FifoQueue", False)


@cache
def _resources() -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load((ROOT / ".chalice" / "resources.yaml").read_text("utf-8"))
    resources: Mapping[str, Any] = loaded["Resources"]
    return resources


def measure(month: Month = Month(), cloud_venv: Path = CLOUD_VENV) -> Findings:
    """Count what each thing takes, and make out the bill."""
    with progress.to().step("Counting what is sent"):
        return bill(month, costs.counted(cloud_venv))


def bill(month: Month, taken: Mapping[str, Taken]) -> Findings:
    """What each part of the month costs, by service, when each thing takes so much."""
    parts = spent(month, taken)
    services = sorted({service for units in parts.values() for service in by_service(units)})
    rows = [_row(name, units, services) for name, units in parts.items()]
    total: Counter[str] = Counter()
    for units in parts.values():
        total.update(units)
    pace = f"{month.sources:,} sources every {month.interval} minutes"
    title = f"A month of {pace}, {month.mentions:,} mentions: US dollars"
    rows.append(_row("**in all**", total, services))
    headings = ("for", *(f"{service}:" for service in services), "in all:")
    used = sum(usd(units) for name, units in parts.items() if name not in standing())
    return Findings(title, headings, tuple(rows), _aims(used, total), _notes(month))


def _row(name: str, units: Units, services: list[str]) -> tuple[str, ...]:
    asked = by_service(units)
    cells = (f"{asked[service]:.3f}" if asked.get(service, 0.0) >= 0.0005 else "" for service in services)
    return (name, *cells, f"{usd(units):.2f}")


def _aims(used: float, total: Units) -> tuple[Aim, ...]:
    billed = {thing: max(0.0, amount - _FREE.get(thing, 0.0)) for thing, amount in total.items()}
    return tuple(
        Aim(which, "≤ 1 USD", f"{dollars:.2f}", round(dollars, 2) <= 1)
        for which, dollars in (
            ("a month: what is done", used),
            ("a month, with what stands there", usd(total)),
            ("the same, less what AWS gives everybody", usd(billed)),
        )
    )


def _times(units: Units, times: float) -> dict[str, float]:
    return {thing: amount * times for thing, amount in units.items()}


def _plus(one: Units, other: Units, times: float) -> dict[str, float]:
    return {thing: one.get(thing, 0.0) + times * other.get(thing, 0.0) for thing in (*one, *other)}


def _notes(month: Month) -> tuple[str, ...]:
    return (
        f"Every source is at a host of its own: {month.hosts_due:g} are due a minute. {_POLLERS} pollers of "
        "Lambda wait for them, and each takes at once what it finds: a FIFO queue has no batching window. An "
        f"even share would be {month.hosts_due / _POLLERS:g} hosts a run; {A_FEW} are assumed. Where mail is "
        "received, its queue costs a quarter of a dollar more. What AWS gives everybody, for good: a million "
        "requests each of SQS and Lambda, 400,000 GB-seconds, ten alarms, 5 GB of logs, 25 GB of tables, "
        "100 GB sent out.",
    )


@click.command()
def command() -> None:
    """What a month costs at AWS."""
    click.echo(said(measure()))
