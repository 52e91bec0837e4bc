"""Of all who change the same thing at once, having seen the same, exactly one does it; others are told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.storage.people import DynamoPersonStore
from chalicelib.storage.policies import DynamoPolicyStore, DynamoRotaStore
from chalicelib.storage.watches import DynamoWatchStore
from tests.domain.examples import a_source
from tests.tables import empty_tables
from tests.web.conftest import ANN, Answer, Caller
from tests.web.resources.conftest import ADMIN, NIGHT, SUPPORT, Office
from tests.web.resources.test_configuration import NEW
from tests.web.test_contention import AT_ONCE, OneAtATime, callers

__all__ = ["callers"]


@pytest.fixture
def stored(office: Office) -> Iterator[Office]:
    """The office on real tables, in which every thing is there that can be put."""
    world: Any = office.world
    with empty_tables():
        world.people, world.watches = DynamoPersonStore(), DynamoWatchStore()
        world.policies, office.rotas = DynamoPolicyStore(), DynamoRotaStore()  # type: ignore[assignment]
        world.people.put(ANN)
        world.policies.put(NIGHT)
        office.rotas.put(SUPPORT)
        yield office


def hold_up(office: Office, kind: str) -> None:
    """From now on nobody writes one of this kind before all have read the same."""
    owner = office if kind == "rotas" else office.world
    setattr(owner, kind, OneAtATime(getattr(owner, kind)))


@pytest.mark.parametrize("path", NEW)
@pytest.mark.parametrize("changes", [False, True], ids=["all remove it", "half of them change it"])
def test_of_all_who_have_seen_the_same_one_removes_or_changes_it(
    stored: Office, caller: Caller, callers: Any, path: str, changes: bool
) -> None:
    tag = caller.ask("PUT", path, ADMIN, json.dumps(NEW[path])).headers["ETag"]
    shown = caller.get(path, ADMIN).json
    hold_up(stored, path.split("/")[1])

    def ask(number: int) -> Answer:
        is_change = changes and number % 2
        method, body = ("PUT", json.dumps(_changed(shown, number))) if is_change else ("DELETE", "")
        answer: Answer = callers().ask(method, path, ADMIN, body, If_Match=tag)
        return answer

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(ask, range(AT_ONCE)))

    [won] = [answer for answer in answers if answer.status != 412]
    after = caller.get(path, ADMIN)
    assert (won.status, after.status) in [(204, 404), (200, 200)]
    assert won.status == 204 or after.json == won.json


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_of_all_who_have_seen_the_same_source_one_lets_it_rest_or_forgets_it(
    office: Office, caller: Caller, callers: Any, method: str
) -> None:
    path = f"/sources/{a_source().id}"
    tag = caller.get(path, ADMIN).headers["ETag"]
    sources: Any = OneAtATime(office.sources)
    office.sources = sources

    def ask(_: int) -> Answer:
        answer: Answer = callers().ask(method, path, ADMIN, '{"status": "paused"}', If_Match=tag)
        return answer

    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = Counter(answer.status for answer in pool.map(ask, range(AT_ONCE)))

    won, lost = (200, 412) if method == "PATCH" else (204, 404)
    assert statuses == {won: 1, lost: AT_ONCE - 1}


@pytest.mark.parametrize("path", NEW)
def test_of_all_who_have_seen_the_same_one_changes_it(
    stored: Office, caller: Caller, callers: Any, path: str
) -> None:
    caller.ask("PUT", path, ADMIN, json.dumps(NEW[path]))
    shown = caller.get(path, ADMIN)
    bodies = [_changed(shown.json, number) for number in range(AT_ONCE)]
    hold_up(stored, path.split("/")[1])

    def put(body: Any) -> Answer:
        tag = shown.headers["ETag"]
        answer: Answer = callers().ask("PUT", path, ADMIN, json.dumps(body), If_Match=tag)
        return answer

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(put, bodies))

    assert Counter(answer.status for answer in answers) == {200: 1, 412: AT_ONCE - 1}
    (won,) = (answer.json for answer in answers if answer.status == 200)
    assert caller.get(path, ADMIN).json == won


def _changed(body: dict[str, Any], number: int) -> dict[str, Any]:
    return {**body, "repeat": number + 1} if "steps" in body else {**body, "name": f"Changed {number}"}


def test_policy_that_stands_in_by_default_can_be_replaced_by_who_has_seen_it(
    office: Office, caller: Caller
) -> None:
    shown = caller.get("/policies/default", ADMIN)
    body = json.dumps({**shown.json, "repeat": 1})

    saved = caller.ask("PUT", "/policies/default", ADMIN, body, If_Match=shown.headers["ETag"])
    late = caller.ask("PUT", "/policies/default", ADMIN, body, If_Match=shown.headers["ETag"])

    assert (saved.status, late.status) == (201, 412)
