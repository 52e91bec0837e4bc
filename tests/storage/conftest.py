"""Each store twice: the fake that other tests use, and the real one on moto's DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from chalicelib.services.ports import (
    CalibrationStore,
    MentionStore,
    PersonStore,
    PolicyStore,
    PulseStore,
    RotaStore,
    SourceStore,
    SubscriberStore,
    TokenStore,
    ViewerStore,
    WatchStore,
)
from chalicelib.storage.calibrations import DynamoCalibrationStore
from chalicelib.storage.mentions import DynamoMentionStore
from chalicelib.storage.people import DynamoPersonStore, DynamoTokenStore
from chalicelib.storage.policies import DynamoPolicyStore, DynamoRotaStore
from chalicelib.storage.pulses import DynamoPulseStore
from chalicelib.storage.sources import DynamoSourceStore
from chalicelib.storage.subscribers import DynamoSubscriberStore
from chalicelib.storage.viewers import DynamoViewerStore
from chalicelib.storage.watches import DynamoWatchStore
from tests.fakes import (
    FakeCalibrationStore,
    FakeMentionStore,
    FakePersonStore,
    FakePolicyStore,
    FakePulseStore,
    FakeRotaStore,
    FakeSourceStore,
    FakeSubscriberStore,
    FakeTokenStore,
    FakeViewerStore,
    FakeWatchStore,
)
from tests.tables import empty_tables

KEEP_FOR = timedelta(days=400)


@pytest.fixture
def tables() -> Iterator[None]:
    with empty_tables():
        yield


@pytest.fixture(params=["fake", "dynamodb"])
def is_real(request: pytest.FixtureRequest) -> bool:
    """Whether this run of the contract is about the real store."""
    if request.param == "fake":
        return False
    request.getfixturevalue("tables")
    return True


@pytest.fixture
def watches(is_real: bool) -> WatchStore:
    return DynamoWatchStore() if is_real else FakeWatchStore()


@pytest.fixture
def calibrations(is_real: bool) -> CalibrationStore:
    return DynamoCalibrationStore() if is_real else FakeCalibrationStore()


@pytest.fixture
def policies(is_real: bool) -> PolicyStore:
    return DynamoPolicyStore() if is_real else FakePolicyStore()


@pytest.fixture
def rotas(is_real: bool) -> RotaStore:
    return DynamoRotaStore() if is_real else FakeRotaStore()


@pytest.fixture
def pulses(is_real: bool) -> PulseStore:
    return DynamoPulseStore() if is_real else FakePulseStore()


@pytest.fixture
def people(is_real: bool) -> PersonStore:
    return DynamoPersonStore() if is_real else FakePersonStore()


@pytest.fixture
def subscribers(is_real: bool) -> SubscriberStore:
    return DynamoSubscriberStore() if is_real else FakeSubscriberStore()


@pytest.fixture
def tokens(is_real: bool) -> TokenStore:
    return DynamoTokenStore() if is_real else FakeTokenStore()


@pytest.fixture
def sources(is_real: bool) -> SourceStore:
    return DynamoSourceStore() if is_real else FakeSourceStore()


@pytest.fixture
def mentions(is_real: bool) -> MentionStore:
    return DynamoMentionStore(KEEP_FOR) if is_real else FakeMentionStore()


@pytest.fixture
def viewers(is_real: bool) -> ViewerStore:
    return DynamoViewerStore() if is_real else FakeViewerStore()
