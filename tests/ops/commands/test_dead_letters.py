"""What queues gave up is looked at, tried again, or forgotten."""

from __future__ import annotations

import json

import pytest

from chalicelib.domain.dead_letters import DeadLetter
from tests.domain.examples import NOW
from tests.fakes import FakeDeadLetters
from tests.ops.commands.conftest import World

LOST = DeadLetter("a1", NOW, 5, '{"mention_id": "m1"}')
MANY = [DeadLetter(f"b{number}", NOW, 3, "[bold]\x1b[2J") for number in range(12)]


@pytest.fixture
def world(world: World) -> World:
    world.dead_letters = {"negatives": FakeDeadLetters(LOST), "fetch": FakeDeadLetters(*MANY)}
    return world


def test_letters_are_listed_with_their_queue(world: World) -> None:
    rows = json.loads(world.type("dead-letters", "list", "--json").output)

    assert rows[0] == {
        "id": "a1",
        "queue": "negatives",
        "sent_at": "2026-11-22T09:30:00Z",
        "received": 5,
        "message": '{"mention_id": "m1"}',
    }
    assert len(rows) == 11


def test_list_says_where_there_are_more(world: World) -> None:
    shown = world.type("dead-letters", "list").output

    assert "fetch: about 12, of which 10 are shown" in shown
    assert "\x1b" not in shown


def test_without_letters_nothing_is_wrong(world: World) -> None:
    world.dead_letters = {"fetch": FakeDeadLetters()}

    assert world.type("dead-letters", "list").output == "There are no dead letters.\n"


def test_letters_of_one_queue_or_of_all_are_sent_back(world: World) -> None:
    one = world.type("dead-letters", "redrive", "negatives")
    kept = world.dead_letters["fetch"].count()
    rest = world.type("dead-letters", "redrive")

    assert "negatives: 1 sent back." in one.output
    assert kept == 12
    assert "fetch: 12 sent back." in rest.output
    assert world.dead_letters["negatives"].home == [LOST.body]


def test_letter_is_forgotten_once(world: World) -> None:
    first, again = (world.type("dead-letters", "drop", "negatives", "a1") for _ in range(2))

    assert first.exit_code == 0
    assert world.dead_letters["negatives"].letters == []
    assert again.exit_code == 2
    assert "there is no dead letter 'a1' in negatives" in again.output


@pytest.mark.parametrize("words", [("redrive", "lost"), ("drop", "lost", "a1")], ids=" ".join)
def test_queue_that_is_not_there_is_told_from_those_that_are(world: World, words: tuple[str, ...]) -> None:
    answer = world.type("dead-letters", *words)

    assert answer.exit_code == 2
    assert "there is no queue 'lost'; there are: negatives, fetch" in answer.output
