"""A small world that commands work on: fakes behind `wiring`, reached without any cloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from click.testing import CliRunner, Result

from chalicelib import wiring
from chalicelib.services.add_source import AddSource
from ops.cli import earshot
from tests import fakes
from tests.domain.examples import COMPETITOR, NOW, OWN, POLICY, a_source
from tests.services.world import ANN, BEN


@dataclass
class World:
    """What is stored, and which stages were asked for."""

    watches: fakes.FakeWatchStore = field(default_factory=lambda: fakes.FakeWatchStore(OWN, COMPETITOR))
    people: fakes.FakePersonStore = field(default_factory=lambda: fakes.FakePersonStore(ANN, BEN))
    policies: fakes.FakePolicyStore = field(default_factory=lambda: fakes.FakePolicyStore(POLICY))
    tokens: fakes.FakeTokenStore = field(default_factory=fakes.FakeTokenStore)
    sources: fakes.FakeSourceStore = field(default_factory=lambda: fakes.FakeSourceStore(a_source()))
    queue: fakes.FakeFetchQueue = field(default_factory=fakes.FakeFetchQueue)
    stages: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    def type(self, *words: str) -> Result:
        """What happens when somebody types `earshot` and these words."""
        return CliRunner().invoke(earshot, words, obj=self._reach)

    def _reach(self, stage: str, profile: str | None, region: str | None) -> None:
        self.stages.append((stage, profile, region))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    parts: dict[str, Callable[[], object]] = {
        "now": lambda: NOW,
        "watches": lambda: world.watches,
        "people": lambda: world.people,
        "policies": lambda: world.policies,
        "tokens": lambda: world.tokens,
        "sources": lambda: world.sources,
        "add_source": lambda: AddSource(world.sources, world.queue),
    }
    for name, part in parts.items():
        monkeypatch.setattr(wiring, name, part)
    return world
