"""The world behind the web once more, with all that can be seen and changed through the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta

import pytest

from chalicelib import notifiers, wiring
from chalicelib.domain.dead_letters import DeadLetter
from chalicelib.domain.deliveries import Cause, Delivery, DeliveryStatus
from chalicelib.domain.people import Scope
from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.domain.polling import minute_of
from chalicelib.domain.readings import nobody_knows
from chalicelib.domain.rotas import Rota
from chalicelib.services.add_source import AddSource
from chalicelib.services.cover import Cover
from chalicelib.services.hear import Hear
from chalicelib.services.issue_token import IssueToken
from chalicelib.services.look_after import LookAfter
from chalicelib.services.note import Note
from chalicelib.services.retry import Retry
from chalicelib.services.save_person import SavePerson
from chalicelib.services.save_policy import SavePolicy
from chalicelib.services.save_watch import SaveWatch
from chalicelib.services.set_digest import SetDigest
from chalicelib.settings import Settings
from chalicelib.sources import kinds
from tests.domain.examples import a_source
from tests.fakes import (
    FakeDeadLetters,
    FakeFetchQueue,
    FakeJudge,
    FakeKeyRing,
    FakeRotaStore,
    FakeSourceStore,
)
from tests.test_settings import LEAST
from tests.web.conftest import NOW, World, _token

ADMIN = "eeeeeeeeeeee"
ORIGIN = "https://desk.example"

LETTER = DeadLetter("l1", NOW - timedelta(hours=1), 3, '{"mention_id": "m1aa"}')
SUPPORT = Rota("support", "Support", "Europe/Berlin", ("ann", "bob"), date(2026, 3, 2), time(9))
NIGHT = Policy("night", (Step(timedelta(0), (Destination("email", "@support"),)),))
FAILED = Delivery(
    "m1aa", Cause.STEP, 0, 1, 0, Destination("email", "ann"), NOW - timedelta(days=1), None,
    DeliveryStatus.FAILED, at=NOW, failure="the mailbox is full",
)  # fmt: skip


@dataclass
class Office:
    """Beside the world: sources, rotas, dead letters."""

    world: World
    sources: FakeSourceStore = field(default_factory=lambda: FakeSourceStore(a_source()))
    queue: FakeFetchQueue = field(default_factory=FakeFetchQueue)
    keys: FakeKeyRing = field(default_factory=FakeKeyRing)
    rotas: FakeRotaStore = field(default_factory=lambda: FakeRotaStore(SUPPORT))
    dead: dict[str, FakeDeadLetters] = field(
        default_factory=lambda: {
            "fetch": FakeDeadLetters(),
            "negatives": FakeDeadLetters(LETTER),
            "deliveries": FakeDeadLetters(),
            "inbound": FakeDeadLetters(),
        }
    )

    def save_policy(self) -> SavePolicy:
        def trouble(destination: Destination) -> str | None:
            return notifiers.trouble(destination, self.keys.names)

        world = self.world
        return SavePolicy(world.policies, self.rotas, world.people, world.watches, trouble)

    def hear(self) -> Hear:
        world = self.world
        return Hear(world.watches, world.mentions, world.negatives, FakeJudge({}), timedelta(hours=48))


@pytest.fixture
def office(world: World, monkeypatch: pytest.MonkeyPatch) -> Office:
    office = Office(world)
    world.add()
    world.tokens.put(_token(ADMIN, "ann", Scope.ADMIN))
    world.mentions.queued[(FAILED.mention_id, FAILED.id)] = FAILED
    world.policies.put(NIGHT)
    office.sources.minute = minute_of(NOW)
    settings = Settings.from_environment({**LEAST, "EARSHOT_CORS_ORIGINS": ORIGIN})
    parts = {
        "settings": lambda: settings,
        "tokens": lambda: world.tokens,
        "policies": lambda: world.policies,
        "rotas": lambda: office.rotas,
        "sources": lambda: office.sources,
        "dead_letters": lambda: office.dead,
        "cover": lambda: Cover(office.sources, world.purse, kinds.declared),
        "note": lambda: Note(world.mentions, office.hear()),
        "add_source": lambda: AddSource(
            office.sources, office.queue, world.watches, office.keys, kinds.declared
        ),
        "save_watch": lambda: SaveWatch(world.watches, world.policies, nobody_knows),
        "save_policy": office.save_policy,
        "save_person": lambda: SavePerson(
            world.people, world.tokens, office.save_policy(), SetDigest(world.subscribers)
        ),
        "issue_token": lambda: IssueToken(world.tokens, world.people),
        "retry": lambda: Retry(world.mentions, world.deliveries),
        "look_after": lambda: LookAfter(office.sources, world.mentions),
    }
    for name, part in parts.items():
        monkeypatch.setattr(wiring, name, part)
    return office
