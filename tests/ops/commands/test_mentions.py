"""What was said is listed, and what was said to us is written down by one of us."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import wiring
from chalicelib.domain.channels import Channel
from chalicelib.domain.history import Via
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import InvalidInput
from chalicelib.services.hear import Hear
from chalicelib.services.look import Look
from chalicelib.services.note import Note
from tests.domain.examples import MINUTE, NOW, a_mention
from tests.fakes import FakeJudge, FakeMentionStore, FakeNegativesQueue
from tests.ops.commands.conftest import World

CALL = ("mentions", "add", "My Larkfield lamp broke.", "--channel", "phone", "--by", "ann")


@pytest.fixture
def mentions(world: World, monkeypatch: pytest.MonkeyPatch) -> FakeMentionStore:
    store = FakeMentionStore()
    judge = FakeJudge({"broke": Verdict.BAD})
    hear = Hear(world.watches, store, FakeNegativesQueue(), judge, timedelta(hours=48))
    parts: dict[str, Callable[[], object]] = {
        "note": lambda: Note(store, hear),
        "look": lambda: Look(store),
    }
    for name, part in parts.items():
        monkeypatch.setattr(wiring, name, part)
    return store


def test_call_is_written_down_by_one_of_us(world: World, mentions: FakeMentionStore) -> None:
    options = (
        "--author",
        "Joan",
        "--title",
        "Lamp",
        "--url",
        "https://help.example/7",
        "--watch",
        "larkfield",
    )

    answer = world.type(*CALL, *options, "--said-at", "2026-11-22T10:20+01:00")

    assert answer.exit_code == 0, answer.output
    (mention,) = mentions.mentions.values()
    assert answer.output == f"{mention.id}  bad, very sure\n"
    assert (mention.channel, mention.author, mention.title) == (Channel.PHONE, "Joan", "Lamp")
    assert (mention.spoken_at, mention.url) == (NOW - 10 * MINUTE, "https://help.example/7")
    (line,) = mentions.history(mention.id)
    assert (line.by, line.via) == ("ann", Via.COMMAND)


def test_written_down_twice_it_is_one_mention(world: World, mentions: FakeMentionStore) -> None:
    world.type(*CALL)

    again = world.type(*CALL)

    assert "was noted before" in again.output
    assert len(mentions.mentions) == 1


def test_who_writes_it_down_is_somebody_we_know(world: World, mentions: FakeMentionStore) -> None:
    answer = world.type(*CALL[:-1], "zoe")

    assert answer.exit_code == 2
    assert "there is no person 'zoe'; see: earshot people list" in answer.output
    assert mentions.mentions == {}


def test_time_that_is_none_is_told(world: World, mentions: FakeMentionStore) -> None:
    answer = world.type(*CALL, "--said-at", "yesterday")

    assert answer.exit_code == 2
    assert "'yesterday' is no time like 2026-03-14T09:14" in " ".join(answer.output.split())


def test_words_that_do_not_say_what_they_are_about_are_refused(
    world: World, mentions: FakeMentionStore
) -> None:
    answer = world.type(*CALL, "--watch", "lark")

    assert isinstance(answer.exception, InvalidInput)
    assert "there are 'brightmoor', 'larkfield'" in str(answer.exception)


@pytest.mark.parametrize("command", [("mentions",), ("mentions", "list"), ("mentions", "--verdict", "bad")])
def test_list_says_where_it_was_said(
    world: World, mentions: FakeMentionStore, command: tuple[str, ...]
) -> None:
    world.type(*CALL)
    for mention in (a_mention(), replace(a_mention(), id="m1bare", url=None)):
        mentions.mentions[mention.id] = mention

    answer = world.type(*command, "--json")

    assert answer.exit_code == 0, answer.output
    assert {row["where"] for row in json.loads(answer.output)} == {None, "blog.example", "by phone"}
