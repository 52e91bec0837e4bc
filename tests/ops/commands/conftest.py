"""A small world that commands work on: fakes behind `wiring`, reached without any cloud."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from chalicelib import notifiers, wiring
from chalicelib.domain.policies import Destination
from chalicelib.domain.readings import nobody_knows
from chalicelib.domain.sources import Document, Source
from chalicelib.domain.verdicts import Verdict
from chalicelib.parts import ADVISERS
from chalicelib.services.add_source import AddSource
from chalicelib.services.check import Check, Checked
from chalicelib.services.cover import Cover
from chalicelib.services.hear import Hear
from chalicelib.services.look import Look
from chalicelib.services.look_after import LookAfter
from chalicelib.services.preview import Preview
from chalicelib.services.respond import Respond
from chalicelib.services.retry import Retry
from chalicelib.services.review import Review
from chalicelib.services.save_person import SavePerson
from chalicelib.services.save_policy import SavePolicy
from chalicelib.services.save_watch import SaveWatch
from chalicelib.services.see import See
from chalicelib.services.send_digest import SendDigest
from chalicelib.services.set_digest import SetDigest
from chalicelib.sources import kinds
from chalicelib.sources.discovery import Feed
from ops.cli import earshot
from tests import fakes
from tests.domain.examples import COMPETITOR, NOW, OWN, POLICY, a_source
from tests.services.world import ANN, BEN
from tests.sources.kinds.services import Purse


@dataclass
class World:
    """What is stored, and which stages were asked for."""

    watches: fakes.FakeWatchStore = field(default_factory=lambda: fakes.FakeWatchStore(OWN, COMPETITOR))
    people: fakes.FakePersonStore = field(default_factory=lambda: fakes.FakePersonStore(ANN, BEN))
    policies: fakes.FakePolicyStore = field(default_factory=lambda: fakes.FakePolicyStore(POLICY))
    subscribers: fakes.FakeSubscriberStore = field(default_factory=fakes.FakeSubscriberStore)
    tokens: fakes.FakeTokenStore = field(default_factory=fakes.FakeTokenStore)
    sources: fakes.FakeSourceStore = field(default_factory=lambda: fakes.FakeSourceStore(a_source()))
    queue: fakes.FakeFetchQueue = field(default_factory=fakes.FakeFetchQueue)
    keys: fakes.FakeKeyRing = field(default_factory=fakes.FakeKeyRing)
    viewers: fakes.FakeViewerStore = field(default_factory=fakes.FakeViewerStore)
    calibrations: fakes.FakeCalibrationStore = field(default_factory=fakes.FakeCalibrationStore)
    mentions: fakes.FakeMentionStore = field(default_factory=fakes.FakeMentionStore)
    rotas: fakes.FakeRotaStore = field(default_factory=fakes.FakeRotaStore)
    negatives: fakes.FakeNegativesQueue = field(default_factory=fakes.FakeNegativesQueue)
    deliveries: fakes.FakeDeliveryQueue = field(default_factory=fakes.FakeDeliveryQueue)
    dead_letters: dict[str, fakes.FakeDeadLetters] = field(default_factory=dict)
    now: datetime = NOW
    purse: Purse = field(default_factory=Purse)
    discovered: dict[str, list[Feed]] = field(default_factory=dict)
    answers: dict[str, Document | BaseException] = field(default_factory=dict)
    stages: list[tuple[str, str | None, str | None]] = field(default_factory=list)

    def type(self, *words: str, typed: str | None = None) -> Result:
        """What happens when somebody types `earshot` and these words, and `typed` when they are asked."""
        return CliRunner().invoke(earshot, words, obj=self._reach, input=typed)

    def respond(self) -> Respond:
        """What people do, done to what is stored here."""
        return Respond(
            self.mentions, self.policies, self.watches, self.people, self.negatives, self.deliveries
        )

    def send_digest(self) -> SendDigest:
        """Makes digests, and has none mailed."""
        stores = (self.subscribers, self.people, self.mentions, self.watches, self.sources)
        return SendDigest(*stores, fakes.FakeSigner(), fakes.FakeDigestMailer, "https://api.example")

    def save_policy(self) -> SavePolicy:
        """Keeps what decides who hears."""

        def trouble(destination: Destination) -> str | None:
            return notifiers.trouble(destination, self.keys.names)

        return SavePolicy(self.policies, self.rotas, self.people, self.watches, trouble)

    def discover(self, url: str) -> Sequence[Feed]:
        """What is `discovered` there; else a feed."""
        return self.discovered.get(url, [Feed(url, "")])

    def check(self, source: Source) -> Checked:
        """A dry fetch of what `answers` holds for the source."""
        judge = fakes.FakeJudge({"broke": Verdict.BAD})
        hear = Hear(self.watches, fakes.FakeMentionStore(), fakes.FakeNegativesQueue(), judge, timedelta(1))
        return asyncio.run(Check(self.sources, fakes.FakeReader(self.answers), hear)(source, NOW))

    def _reach(self, stage: str, profile: str | None, region: str | None) -> None:
        self.stages.append((stage, profile, region))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    parts: dict[str, Callable[[], object]] = {
        "now": lambda: world.now,
        "watches": lambda: world.watches,
        "people": lambda: world.people,
        "policies": lambda: world.policies,
        "tokens": lambda: world.tokens,
        "rotas": lambda: world.rotas,
        "dead_letters": lambda: world.dead_letters,
        "respond": world.respond,
        "look": lambda: Look(world.mentions),
        "see": lambda: See(world.mentions, world.viewers),
        "look_after": lambda: LookAfter(world.sources, world.mentions),
        "retry": lambda: Retry(world.mentions, world.deliveries),
        "save_policy": world.save_policy,
        "save_person": lambda: SavePerson(
            world.people, world.tokens, world.save_policy(), SetDigest(world.subscribers)
        ),
        "subscribers": lambda: world.subscribers,
        "set_digest": lambda: SetDigest(world.subscribers),
        "send_digest": world.send_digest,
        "sources": lambda: world.sources,
        "keys": lambda: world.keys,
        "add_source": lambda: AddSource(
            world.sources, world.queue, world.watches, world.keys, kinds.declared
        ),
        "cover": lambda: Cover(world.sources, world.purse, kinds.declared),
        "discover": lambda: world.discover,
        "check": lambda: world.check,
        "recognise": lambda: nobody_knows,
        "save_watch": lambda: SaveWatch(world.watches, world.policies, nobody_knows),
        "review": lambda: Review(world.mentions, world.calibrations, world.purse, ADVISERS),
        "preview": lambda: Preview(world.watches, world.mentions, world.sources, nobody_knows),
    }
    for name, part in parts.items():
        monkeypatch.setattr(wiring, name, part)
    return world
