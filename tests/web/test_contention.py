"""A thousand people press at once: one has it, and all others are told who.

Storage answers one request at a time, as a table answers conditional writes; between the requests of one
person those of others come as threads will have it. Under moto the lock is needed for the truth: its
transactions copy whole tables and put the copies back when a condition fails, which undoes what other threads
have written meanwhile.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count
from threading import Barrier, Lock, local
from typing import Any

import pytest
from chalice.test import Client

from chalicelib import web, wiring
from chalicelib.domain.changes import Change
from chalicelib.domain.history import Deed
from chalicelib.domain.people import Scope
from chalicelib.services.look import Look
from chalicelib.services.respond import Respond
from chalicelib.storage.mentions import DynamoMentionStore
from tests.fakes import FakeMentionStore
from tests.tables import empty_tables

from .conftest import ANNS, COMPLAINT, NOW, Answer, Caller, World
from .test_actions import VERBS, do

PEOPLE, AT_ONCE = 1_000, 16


class OneAtATime:
    """A store that takes one request at a time. The first to read wait until `AT_ONCE` have read the same."""

    _READS = ("get", "load")

    def __init__(self, store: Any) -> None:
        self._store = store
        self._lock = Lock()
        self._reads = 0
        self._all_have_read = Barrier(AT_ONCE, timeout=60)

    def __getattr__(self, name: str) -> Any:
        request = getattr(self._store, name)

        def ask(*asked: Any) -> Any:
            with self._lock:
                answer = request(*asked)
                self._reads += name in self._READS
                is_early = name in self._READS and self._reads <= AT_ONCE
            if is_early:
                self._all_have_read.wait()
            return answer

        return ask


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """What the web acts on now, with the complaint in it."""
    with empty_tables():
        inner = FakeMentionStore() if request.param == "fake" else DynamoMentionStore(timedelta(days=400))
        assert inner.commit(Change(COMPLAINT))
        store: Any = OneAtATime(inner)
        respond = Respond(
            store, world.policies, world.watches, world.people, world.negatives, world.deliveries
        )
        monkeypatch.setattr(wiring, "respond", lambda: respond)
        monkeypatch.setattr(wiring, "look", lambda: Look(store))
        yield store


@pytest.fixture
def callers(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Caller]:
    """A caller for each thread: an application of Chalice serves one request at a time, as Lambda does."""
    # For each request its client puts a copy in the place of the environment; of several at once one may put
    # another's copy back, whose changes then reach no C library (such as TZ).
    monkeypatch.setattr(os, "environ", os.environ)
    threads = local()

    def caller() -> Caller:
        if not hasattr(threads, "caller"):
            app = web.Application("earshot", configure_logs=False)
            threads.caller = Caller(Client(app))
        found: Caller = threads.caller
        return found

    return caller


def somebody(world: World, number: int) -> str:
    """The token of one more person."""
    token_id, person = f"{number:012}", world.person(f"p{number}", f"Person {number}")
    like = world.tokens.tokens[ANNS]
    world.tokens.put(replace(like, id=token_id, person_id=person.id, scope=Scope.RESPOND))
    return token_id


def test_of_a_thousand_at_once_one_has_it_and_all_others_are_told_who(
    world: World, store: Any, callers: Callable[[], Caller]
) -> None:
    tokens = [somebody(world, number) for number in range(PEOPLE)]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers: list[Answer] = list(pool.map(lambda token: do(callers(), "acknowledge", token), tokens))

    assert Counter(answer.status for answer in answers) == {200: 1, 409: PEOPLE - 1}
    (won,) = (answer.json["mention"] for answer in answers if answer.status == 200)
    assert {answer.json["by"] for answer in answers if answer.status == 409} == {won["owner"]}
    (line,) = store.history("m1aa")
    assert (line.deed, line.by, line.at) == (Deed.ACKNOWLEDGED, won["owner"], NOW)
    assert (store.get("m1aa").owner, store.get("m1aa").version) == (won["owner"], 2)


def test_links_pressed_at_once_give_it_to_one(
    world: World, store: Any, callers: Callable[[], Caller]
) -> None:
    world.add()
    people = [world.person(f"p{number}", f"Person {number}") for number in range(100)]
    links = [world.link(person) for person in people]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers: list[Answer] = list(pool.map(lambda link: callers().post(link), links))

    assert Counter(answer.status for answer in answers) == {303: 1, 409: 99}
    name = f"<bdi>Person {store.get('m1aa').owner[1:]}</bdi> has it"
    assert all(name in answer.text for answer in answers if answer.status == 409)


def test_whatever_people_do_at_once_every_change_is_one_line_of_history(
    world: World, store: Any, callers: Callable[[], Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks, chance = count(), random.Random(1)
    monkeypatch.setattr(wiring, "now", lambda: NOW + timedelta(milliseconds=next(ticks)))
    tokens = [somebody(world, number) for number in range(AT_ONCE)]
    todo = [(chance.choice(VERBS), chance.choice(tokens)) for _ in range(100)]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers: list[Answer] = list(pool.map(lambda each: do(callers(), *each), todo))

    firsts = sum(answer.status == 200 and answer.json["is_first"] for answer in answers)
    assert {answer.status for answer in answers} <= {200, 409, 503}
    mention = store.get("m1aa")
    assert mention.version - 1 == mention.turn == len(store.history("m1aa")) == firsts
