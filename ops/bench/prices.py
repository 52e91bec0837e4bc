"""What each service asks for what it is sent, from the table beside it: `prices.toml`."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

Units = Mapping[str, float]
"""How much of what was used: amounts by `service thing`, as in `dynamodb read unit`."""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("prices.toml").read_text("utf-8"))


@cache
def prices() -> Mapping[str, float]:
    """US dollars for one of each thing."""
    return {
        f"{service} {thing}": price
        for service, listed in _table().items()
        if isinstance(listed, dict)
        for thing, price in listed.items()
        if thing != "source"
    }


def looked_up() -> date:
    """When the prices were looked up."""
    found: date = _table()["looked_up"]
    return found


def sources() -> Mapping[str, str]:
    """Where each service's prices stand."""
    return {service: listed["source"] for service, listed in _table().items() if isinstance(listed, dict)}


def usd(units: Units) -> float:
    """What that costs. Raises KeyError for a thing that has no price: what is new must not be free."""
    return sum(amount * prices()[thing] for thing, amount in units.items())


def by_service(units: Units) -> Mapping[str, float]:
    """What each service asks for that."""
    asked: dict[str, float] = defaultdict(float)
    for thing, amount in units.items():
        asked[thing.partition(" ")[0]] += usd({thing: amount})
    return asked
