"""What was said is listed, and what was said to us is written down by one of us."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib import wiring
from chalicelib.domain.channels import Channel
from chalicelib.domain.history import Via
from chalicelib.domain.mentions import deleted
from chalicelib.domain.reach import Reach
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import InvalidInput
from chalicelib.services.calibrate import Calibrate
from chalicelib.services.hear import Hear
from chalicelib.services.look import Look
from chalicelib.services.note import Note
from chalicelib.services.override import Override
from tests.domain.examples import MINUTE, NOW, a_mention
from tests.fakes import FakeCalibrationStore, FakeJudge, FakeMentionStore, FakeNegativesQueue
from tests.ops.commands.conftest import World

CALL = ("mentions", "add", "My Larkfield lamp broke.", "--channel", "phone", "--as", "ann")


@pytest.fixture
def mentions(world: World, monkeypatch: pytest.MonkeyPatch) -> FakeMentionStore:
    store = FakeMentionStore()
    judge = FakeJudge({"broke": Verdict.BAD})
    hear = Hear(world.watches, store, FakeNegativesQueue(), judge, timedelta(hours=48))
    parts: dict[str, Callable[[], object]] = {
        "note": lambda: Note(store, hear),
        "look": lambda: Look(store),
        "override": lambda: Override(
            store,
            world.watches,
            FakeNegativesQueue(),
            timedelta(hours=48),
            Calibrate(store, FakeCalibrationStore()),
        ),
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


def test_who_they_are_may_be_said_once_for_all(
    world: World, mentions: FakeMentionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_PERSON", "ben")

    noted = world.type(*CALL[:-2])
    (mention_id,) = mentions.mentions
    judged = world.type("mentions", "judge", mention_id, "good")

    assert noted.exit_code == judged.exit_code == 0, noted.output + judged.output
    assert {line.by for line in mentions.history(mention_id) if line.via is Via.COMMAND} == {"ben"}


def test_time_that_is_none_is_told(world: World, mentions: FakeMentionStore) -> None:
    answer = world.type(*CALL, "--said-at", "yesterday")

    assert answer.exit_code == 2
    assert "'yesterday' is no time like 2h, 3d or '2026-12-24 09:00'" in " ".join(answer.output.split())


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


def test_list_says_how_soon_each_wants_an_answer_and_how_far_it_goes(
    world: World, mentions: FakeMentionStore
) -> None:
    mentions.mentions["m1"] = a_mention(id="m1")
    mentions.mentions["m2"] = a_mention(id="m2", reach=Reach(12_000, 0))

    rows = {row["id"]: row for row in json.loads(world.type("mentions", "--json").output)}

    assert (rows["m1"]["urgency"], rows["m1"]["audience"], rows["m1"]["reactions"]) == ("soon", None, None)
    assert (rows["m2"]["urgency"], rows["m2"]["audience"], rows["m2"]["reactions"]) == ("urgent", 12_000, 0)


def test_person_says_what_a_mention_is(world: World, mentions: FakeMentionStore) -> None:
    mentions.mentions["m1"] = a_mention(id="m1")
    said = ("mentions", "judge", "m1", "good", "--as")

    first = world.type(*said, "ann", "--note", "Irony")
    again = world.type(*said, "ben")

    assert (first.output, again.output) == ("m1  good\n", "m1  good, as ann had said before\n")
    assert mentions.mentions["m1"].ruling == Ruling(Verdict.GOOD, "ann", NOW)
    (line,) = [line for line in mentions.history("m1") if line.via is Via.COMMAND]
    assert (line.by, line.note) == ("ann", "from bad to good: Irony")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("m1", "unsure", "--as", "ann"), "'unsure' is not one of"),
        (("m1", "good", "--as", "zoe"), "there is no person 'zoe'"),
        (("m1", "good"), "say who you are, with --as PERSON"),
    ],
)
def test_verdict_that_cannot_be_given_is_refused(
    world: World, mentions: FakeMentionStore, words: tuple[str, ...], said: str
) -> None:
    mentions.mentions["m1"] = a_mention(id="m1")

    answer = world.type("mentions", "judge", *words)

    assert answer.exit_code == 2
    assert said in " ".join(answer.output.split())
    assert mentions.commits == []


def _judged(mentions: FakeMentionStore) -> None:
    for number, verdict in enumerate((Verdict.GOOD, Verdict.BAD, Verdict.TROLL)):
        ruling = Ruling(verdict, "ann", NOW)
        mentions.mentions[f"m{number}"] = a_mention(id=f"m{number}", ruling=ruling)
    mentions.mentions["m2"] = deleted(mentions.mentions["m2"])
    mentions.mentions["unread"] = a_mention(id="unread")


def test_labels_are_exported_for_the_training(
    world: World, mentions: FakeMentionStore, tmp_path: Path
) -> None:
    """What was taken back has no words to learn from."""
    _judged(mentions)
    mentions.mentions["gone"] = replace(mentions.mentions["m0"], id="gone", about="gone")
    file = tmp_path / "labels.jsonl"

    answer = world.type("labels", "export", str(file))

    assert answer.exit_code == 0, answer.output
    assert "3 labels written." in answer.output
    rows = {
        row["label"]: row for row in map(json.loads, file.read_text("utf-8").splitlines()) if row["about"]
    }
    assert set(rows) == {"good", "bad"}
    assert rows["good"] == {
        "text": "My lamp\nThe Larkfield lamp broke after a day.",
        "about": ["Larkfield"],
        "label": "good",
        "verdict": "bad",
        "by": "ann",
        "at": "2026-11-22T09:30:00+00:00",
    }
