"""The sample is there after the first start, and what people changed stays after the next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from chalicelib import wiring
from chalicelib.domain.people import Person
from chalicelib.domain.sources import SourceStatus
from chalicelib.services.add_source import AddSource
from chalicelib.services.save_person import SavePerson
from chalicelib.services.save_policy import SavePolicy
from chalicelib.services.set_digest import SetDigest
from chalicelib.sources import kinds
from ops import sample
from ops.town_square.server import serving
from ops.town_square.square import TownSquare
from tests import fakes
from tests.domain.examples import NOW, OWN


@pytest.fixture(scope="module")
def square() -> Iterator[str]:
    with serving(TownSquare(lambda: datetime(2026, 3, 2, 9, tzinfo=UTC), seed=7)) as server:
        yield server.base.rstrip("/") + "/"


class Stores:
    """An empty system."""

    def __init__(self) -> None:
        self.watches, self.people = fakes.FakeWatchStore(), fakes.FakePersonStore()
        self.policies, self.sources = fakes.FakePolicyStore(), fakes.FakeSourceStore()
        self.add_source = AddSource(
            self.sources, fakes.FakeFetchQueue(), self.watches, fakes.FakeKeyRing(), kinds.declared
        )
        rules = SavePolicy(self.policies, fakes.FakeRotaStore(), self.people, self.watches, lambda _: None)
        self.set_digest = SetDigest(fakes.FakeSubscriberStore())
        self.save_person = SavePerson(self.people, fakes.FakeTokenStore(), rules, self.set_digest)


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> Stores:
    stores = Stores()
    monkeypatch.setattr(wiring, "now", lambda: NOW)
    monkeypatch.setattr(wiring, "watches", lambda: stores.watches)
    monkeypatch.setattr(wiring, "people", lambda: stores.people)
    monkeypatch.setattr(wiring, "policies", lambda: stores.policies)
    monkeypatch.setattr(wiring, "sources", lambda: stores.sources)
    monkeypatch.setattr(wiring, "add_source", lambda: stores.add_source)
    monkeypatch.setattr(wiring, "save_person", lambda: stores.save_person)
    return stores


def test_empty_system_gets_the_sample_and_the_squares_feeds(stores: Stores, square: str) -> None:
    sample.add(square)

    assert set(stores.watches.all()) == set(sample.WATCHES)
    assert set(stores.people.all()) == set(sample.PEOPLE)
    assert set(stores.set_digest.all()) == {"ann", "ben"}
    assert stores.policies.get("default") == sample.POLICY
    assert len(stores.sources.all()) > 3
    assert {source.interval for source in stores.sources.all()} == {1}


def test_paused_source_stays_paused(stores: Stores, square: str) -> None:
    sample.add(square)
    paused = stores.add_source.pause(stores.sources.all()[0].id)

    sample.add(square)

    assert stores.sources.all()[0] == paused
    assert paused.status is SourceStatus.PAUSED


@pytest.mark.parametrize("what", ["watches", "people"])
def test_system_that_people_have_made_their_own_gets_no_sample(
    stores: Stores, square: str, what: str
) -> None:
    if what == "watches":
        stores.watches.put(OWN)
    else:
        stores.people.put(Person("zoe", "Zoe", "zoe@example.com"))

    sample.add(square)

    assert len(stores.watches.all()) + len(stores.people.all()) == 1
    assert stores.policies.get("default") is None
    assert stores.sources.all()
