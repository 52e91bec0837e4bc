"""Putting one thing over another that was read: of all who read the same, exactly one does it."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes a map.)

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Barrier, Lock
from typing import Any

import pytest

from chalicelib.domain.hours import Hours
from chalicelib.domain.noises import Noise
from chalicelib.domain.people import Person
from chalicelib.domain.rotas import Cover
from chalicelib.domain.watches import Place
from chalicelib.parsing.queries import parse
from chalicelib.services.ports import PersonStore, PolicyStore, RotaStore, WatchStore
from chalicelib.storage.people import DynamoPersonStore, PersonItem
from chalicelib.storage.policies import DynamoPolicyStore, PolicyItem, StepMap
from tests.domain.examples import NOW, OWN, POLICY

from .test_policies import ROTA

AT_ONCE = 8
FULL_WATCH = replace(
    OWN,
    query=parse("acme near/5 (lamp* OR shade)"),
    without=(Noise.COUPONS,),
    place=Place(52.2, 0.12, 2),
    must_match=("acme lamps",),
)
FULL_POLICY = replace(POLICY, hours=Hours.parse("Mon-Fri 09:00-17:00", "Europe/Berlin", [date(2026, 12, 25)]))
FULL_ROTA = replace(ROTA, covers=(Cover("zoe", NOW, NOW + timedelta(hours=8)),))
ANN = Person("ann", "Ann", "ann@larkfield.example", unreachable="mail bounced")


@dataclass
class Case:
    """A store, and what may be in it: at first, and then."""

    store: Any
    first: Any
    change: Callable[[int], Any]


@pytest.fixture(params=["watches", "policies", "rotas", "people"])
def case(
    request: pytest.FixtureRequest,
    watches: WatchStore,
    policies: PolicyStore,
    rotas: RotaStore,
    people: PersonStore,
) -> Case:
    cases = {
        "watches": Case(watches, FULL_WATCH, lambda n: replace(OWN, name=f"Changed {n}")),
        "policies": Case(policies, FULL_POLICY, lambda n: replace(POLICY, repeat=n)),
        "rotas": Case(rotas, FULL_ROTA, lambda n: replace(ROTA, name=f"Changed {n}")),
        "people": Case(people, ANN, lambda n: replace(ANN, unreachable=None, name=f"Changed {n}")),
    }
    return cases[request.param]


def test_what_was_read_is_replaced(case: Case) -> None:
    case.store.put(case.first)
    after = case.change(1)

    assert case.store.replace(case.store.get(case.first.id), after)

    assert case.store.get(case.first.id) == after
    assert case.store.replace(after, case.first)
    assert case.store.get(case.first.id) == case.first


def test_what_has_changed_since_is_not_replaced(case: Case) -> None:
    case.store.put(case.first)
    case.store.put(case.change(1))

    assert not case.store.replace(case.first, case.change(2))

    assert case.store.get(case.first.id) == case.change(1)


def test_first_is_put_only_where_there_is_none(case: Case) -> None:
    assert not case.store.replace(case.first, case.change(1)), "what is gone is not brought back"
    assert case.store.replace(None, case.first)
    assert not case.store.replace(None, case.change(1))

    assert case.store.all() == (case.first,)


def test_what_was_read_is_removed(case: Case) -> None:
    case.store.put(case.first)

    assert case.store.remove(case.first.id, case.store.get(case.first.id))

    assert case.store.all() == ()
    assert not case.store.remove(case.first.id, case.first)


def test_what_has_changed_since_is_not_removed(case: Case) -> None:
    case.store.put(case.change(1))

    assert not case.store.remove(case.first.id, case.first)

    assert case.store.all() == (case.change(1),)


@pytest.mark.usefixtures("tables")
def test_of_many_at_once_exactly_one_removes_it() -> None:
    people = DynamoPersonStore()
    people.put(ANN)

    with held_up_until_all_write("DeleteItem"), ThreadPoolExecutor(AT_ONCE) as workers:
        won = list(workers.map(lambda _: people.remove("ann", ANN), range(AT_ONCE)))

    assert won.count(True) == 1
    assert people.all() == ()


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("before", [ANN, None], ids=["over one", "as the first"])
def test_of_many_at_once_exactly_one_replaces(before: Person | None) -> None:
    """All of them have read the same before any of them writes."""
    people = DynamoPersonStore()
    if before:
        people.put(before)

    with held_up_until_all_write(), ThreadPoolExecutor(AT_ONCE) as workers:
        changed = [replace(ANN, name=f"Changed {n}") for n in range(AT_ONCE)]
        won = list(workers.map(lambda after: people.replace(before, after), changed))

    assert won.count(True) == 1
    assert people.all() == (changed[won.index(True)],)


@contextmanager
def held_up_until_all_write(what: str = "PutItem") -> Iterator[None]:
    """The writes then come one after the other, as a table takes them; moto does not lock its own state."""
    all_have_read, one_at_a_time = Barrier(AT_ONCE, timeout=60), Lock()

    def hold_up(**_: Any) -> None:
        all_have_read.wait()
        one_at_a_time.acquire()

    def go_on(**_: Any) -> None:
        one_at_a_time.release()

    events: Any = PersonItem.connection().client.meta.events
    events.register_first(f"before-send.dynamodb.{what}", hold_up, unique_id="hold up")
    events.register(f"response-received.dynamodb.{what}", go_on, unique_id="go on")
    try:
        yield
    finally:
        events.unregister(f"before-send.dynamodb.{what}", unique_id="hold up")
        events.unregister(f"response-received.dynamodb.{what}", unique_id="go on")


@pytest.mark.usefixtures("tables")
def test_what_an_earlier_version_wrote_can_be_replaced() -> None:
    """What it did not know is not there, and is as if it had its default."""
    PolicyItem(id="default", steps=[StepMap(after_s=0, destinations=("sns",))]).save()
    policies = DynamoPolicyStore()

    assert policies.replace(policies.get("default"), POLICY)
    assert policies.get("default") == POLICY
