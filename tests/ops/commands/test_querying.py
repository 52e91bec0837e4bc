"""Queries on the command line: tried, explained, looked at before they are saved."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.noises import Noise
from chalicelib.domain.watches import Watch
from chalicelib.errors import InvalidInput, UnreadableQuery
from ops.cli import earshot
from tests.domain.examples import NOW, OWN, a_mention
from tests.fakes import FakeMentionStore
from tests.ops.commands.conftest import World

_ADD = ("watches", "add", "larkfield", "--kind", "own", "--names", "Larkfield")


def _saved(world: World) -> Watch:
    watch = world.watches.get("larkfield")
    assert watch is not None
    return watch


def test_watch_is_saved_with_its_query_and_noise(world: World) -> None:
    answer = world.type(*_ADD, "--query", "larkfield near/5 lamp*", "--without", "job-ads")

    assert answer.exit_code == 0, answer.output
    assert answer.output == "Listening for larkfield near/5 lamp*.\n"
    saved = _saved(world)
    assert saved.query is not None
    assert saved.query.text == "larkfield near/5 lamp*"
    assert saved.without == (Noise.JOB_ADS,)


def test_query_that_cannot_be_read_changes_nothing_and_says_where(world: World) -> None:
    answer = world.type(*_ADD, "--query", 'larkfield "lamp')

    assert isinstance(answer.exception, UnreadableQuery)
    assert "line 1, column 11" in str(answer.exception)
    assert _saved(world) == OWN


def test_examples_are_kept_and_tried_on_every_save(world: World) -> None:
    first = world.type(*_ADD, "--must-match", "a Larkfield lamp", "--must-not-match", "lamp shops")
    broken = world.type(*_ADD, "--query", "larkfield desk")
    mended = world.type(*_ADD, "--query", "larkfield lamp")

    assert first.exit_code == mended.exit_code == 0
    assert isinstance(broken.exception, InvalidInput)
    assert "does not match 'a Larkfield lamp', which it must" in str(broken.exception)
    assert _saved(world).must_match == ("a Larkfield lamp",)
    assert _saved(world).must_not_match == ("lamp shops",)


def test_examples_can_be_forgotten(world: World) -> None:
    world.type(*_ADD, "--must-match", "a Larkfield lamp")

    world.type(*_ADD, "--forget-examples", "--must-not-match", "lamp")

    assert _saved(world).must_match == ()
    assert _saved(world).must_not_match == ("lamp",)


def test_watch_is_explained_in_plain_words(world: World) -> None:
    world.type(
        *_ADD, "--query", "larkfield NOT pie", "--without", "coupons",
        "--must-match", "larkfield", "--must-not-match", "pie",
    )  # fmt: skip

    asked = world.type("watches", "explain", "larkfield").output
    plain = world.type("watches", "explain", "brightmoor").output

    assert asked == (
        "Query: larkfield NOT pie\n\nall of these:\n  - “larkfield”\n  - not “pie”\n"
        "Never: coupons\nExample, must match: larkfield\nExample, must not: pie\n"
    )
    assert plain == "“Brightmoor”\n"


@pytest.mark.parametrize("words", [("explain", "nobody"), ("preview", "nobody")], ids=" ".join)
def test_unknown_watch_is_named(world: World, words: tuple[str, str]) -> None:
    answer = world.type("watches", *words)

    assert answer.exit_code == 2
    assert "there is no watch 'nobody'" in answer.output


def test_preview_shows_what_a_change_would_catch_and_lose(world: World) -> None:
    lamp, desk, noise = (
        replace(a_mention(), id=f"m{at}", title="", text=text, found_at=NOW)
        for at, text in enumerate(["the Larkfield lamp", "a Larkfield desk", "lamps by nobody"])
    )
    world.mentions = FakeMentionStore(replace(lamp, status=MentionStatus.RESOLVED), desk, noise)

    shown = world.type("watches", "preview", "larkfield", "--query", "lamp*").output

    assert "Of 3 mentions it matches 2; 1 were answered." in shown
    assert "1 more than what is saved, such as:\n  m2  lamps by nobody" in shown
    assert "1 less than what is saved, such as:\n  m1  a Larkfield desk" in shown
    assert "lamp  2         1" in " ".join(shown.splitlines()[-1:])


def test_preview_keeps_of_the_saved_watch_what_is_not_typed(world: World) -> None:
    world.mentions = FakeMentionStore(
        a_mention(id="m1", title="", text="Larkfield lamp"),
        a_mention(id="m2", title="", text="Larkfield lamp coupons: 20% off"),
        a_mention(id="m3", title="", text="Larkfield desk"),
    )
    world.type(*_ADD, "--query", "larkfield lamp")

    assert "it matches 1;" in world.type("watches", "preview", "larkfield", "--without", "coupons").output
    world.type(*_ADD, "--without", "coupons")
    assert "it matches 2;" in world.type("watches", "preview", "larkfield", "--query", "larkfield").output


def test_preview_of_the_saved_watch_or_of_a_query_alone(world: World) -> None:
    world.mentions = FakeMentionStore(a_mention())

    assert "Of 1 mentions it matches 1" in world.type("watches", "preview", "larkfield").output
    assert "Of 1 mentions it matches 0" in world.type("watches", "preview", "--query", "desk").output
    assert "say which watch" in world.type("watches", "preview").output


def test_texts_that_match_are_printed_with_the_reason() -> None:
    texts = 'a lamp by Acme\n\nno such thing\n{"text": "hm", "title": "ACME lamps", "lang": "en"}\n'

    shown = CliRunner().invoke(earshot, ["match", "acme (lamp* OR lang:de)"], input=texts)

    assert shown.output.splitlines() == [
        "1: a lamp by Acme  [acme, lamp]",
        '4: {"text": "hm", "title": "ACME lamps", "lang": "en"}  [acme, lamp]',
    ]


def test_every_text_has_its_line_for_programs(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    rows = [
        {"text": "Acme", "lang": "de"},
        {"text": "Acme", "kind": "feed"},
        {"author": "Joan", "url": "https://a.example/"},
    ]
    texts.write_text("\n".join(map(json.dumps, rows)), "utf-8")

    shown = CliRunner().invoke(earshot, ["match", "acme lang:de OR author:joan", str(texts), "--json"])

    assert [json.loads(line) for line in shown.output.splitlines()] == [
        {"line": 1, "matches": True, "because": ["acme"]},
        {"line": 2, "matches": False, "because": []},
        {"line": 3, "matches": True, "because": []},
    ]


@pytest.mark.parametrize(
    ("line", "reason"), [("{no json", "line 1 begins like JSON"), ('{"text": 1}', "'text' is no text")]
)
def test_line_that_cannot_be_read_is_named(line: str, reason: str) -> None:
    shown = CliRunner().invoke(earshot, ["match", "acme"], input=line)

    assert shown.exit_code == 1
    assert reason in shown.output + str(shown.exception)
