"""A town square on a free port of this machine, with a clock that only moves when a test says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from ops.town_square.server import SquareServer, serving
from ops.town_square.square import TownSquare

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """Shows whatever time it was set to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def square(clock: Clock) -> TownSquare:
    return TownSquare(clock, seed=7)


@pytest.fixture
def server(square: TownSquare) -> Iterator[SquareServer]:
    with serving(square, drip_s=0.02) as running:
        yield running


@pytest.fixture
def client(server: SquareServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.base, timeout=5, trust_env=False) as browser:
        yield browser
