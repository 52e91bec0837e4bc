"""One mention is told with all that is known about it, and nothing that sources say is obeyed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.deliveries import Cause, Delivery, DeliveryStatus
from chalicelib.domain.escalations import EscalationStatus
from chalicelib.domain.mentions import MentionStatus, Sighting, deleted
from chalicelib.domain.policies import Destination
from chalicelib.domain.reach import Reach
from chalicelib.domain.viewers import Viewer
from ops.commands.times import shown
from tests.domain.examples import MINUTE, NOW, a_mention, an_escalation
from tests.ops.commands.conftest import World

ON_DUTY = Delivery(
    "m1", Cause.STEP, 0, 2, 0, Destination("email", "@support"), NOW, None, DeliveryStatus.SENT, "ben", 1, NOW
)
LOST = replace(ON_DUTY, destination=Destination("sns"), status=DeliveryStatus.FAILED, failure="sns refused")


@pytest.fixture
def world(world: World) -> World:
    copy = Sighting("paper", "https://paper.example/1", NOW, "m2")
    mention = a_mention(False, id="m1", status=MentionStatus.NOTIFIED, reach=Reach(12_000, None))
    world.mentions.mentions["m1"] = replace(mention, sightings=(*mention.sightings, copy))
    world.mentions.escalations["m1"] = an_escalation(mention_id="m1", due_at=NOW + 30 * MINUTE, step=1)
    world.mentions.queued = {("m1", each.id): each for each in (ON_DUTY, LOST)}
    return world


def test_whole_story_is_told(world: World) -> None:
    world.type("ack", "m1", "--as", "ann", "--note", "My customer")
    world.type("answer", "m1", "We are sorry", "--as", "ann")

    told = world.type("show", "m1").output

    for said in (
        "My lamp",
        "The Larkfield lamp broke after a day.",
        "broke",
        "https://blog.example/posts/1",
        "https://paper.example/1",
        "Joan",
        "Urgent; at least 12,000 views or followers",
        "answered",
        "We are sorry",
        "email:@support (ben)",
        "sns refused",
        "by ann, via command",
        "My customer",
        "Apologise",
        "Never be defensive",
    ):
        assert said in told


def test_log_says_who_has_opened_what_they_were_told_and_done_something(world: World) -> None:
    opened = replace(ON_DUTY, status=DeliveryStatus.OPENED, opened_at=NOW + MINUTE)
    world.mentions.queued["m1", opened.id] = opened
    before = world.type("show", "m1").output

    world.type("ack", "m1", "--as", "ben")

    assert "opened" in before
    assert f"at {shown(NOW + MINUTE)}" in before
    assert "acknowledged" in world.type("show", "m1").output.partition("Told")[2].partition("History")[0]


def test_who_is_looking_just_now_is_named(world: World) -> None:
    assert "Looking" not in world.type("show", "m1").output

    world.viewers.put(Viewer("m1", "ben", NOW))

    assert "Looking at it now: ben" in world.type("show", "m1").output


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Step 2 by policy default is due at 2026-11-22 "),
        ({"round": 1}, ", for the 2. time"),
        ({"status": EscalationStatus.HELD}, "Stands until 2026-11-22 "),
        ({"status": EscalationStatus.REMINDED}, "ann was reminded"),
        ({"status": EscalationStatus.EXHAUSTED, "due_at": None}, "nobody has it: earshot ack m1"),
        ({"status": EscalationStatus.CLOSED, "due_at": None}, "Nobody else is told."),
    ],
)
def test_clock_says_what_happens_next(world: World, changes: dict[str, Any], said: str) -> None:
    world.mentions.mentions["m1"] = replace(world.mentions.mentions["m1"], owner="ann", until=NOW)
    world.mentions.escalations["m1"] = replace(world.mentions.escalations["m1"], **changes)

    assert said in world.type("show", "m1").output


@pytest.mark.parametrize(
    ("escalates", "said"), [(True, "opens in a moment"), (False, "It was not escalated.")]
)
def test_mention_without_a_clock_says_so(world: World, escalates: bool, said: str) -> None:
    world.mentions.mentions["m9"] = a_mention(escalates, id="m9")

    assert said in world.type("show", "m9").output


def test_what_its_author_took_back_is_told_without_advice(world: World) -> None:
    world.mentions.mentions["m1"] = deleted(world.mentions.mentions["m1"])

    told = world.type("show", "m1").output

    assert "deleted" in told
    assert "playbook" not in told


def test_programs_get_what_the_api_answers(world: World) -> None:
    told = json.loads(world.type("show", "m1", "--json").output)

    assert (told["id"], told["status"]) == ("m1", "notified")
    assert told["reach"] == {"audience": 12_000, "reactions": None}
    assert [each["status"] for each in told["deliveries"]] == ["sent", "failed"]
    assert told["watches"] == [{"id": "larkfield", "name": "Larkfield", "kind": "own"}]


def test_nothing_that_a_source_says_is_obeyed(world: World) -> None:
    nasty = "[bold]\x1b]0;owned\x07\x1b[2J lamp"
    world.mentions.mentions["m1"] = a_mention(id="m1", title=nasty, text=nasty, author=nasty)

    told = world.type("show", "m1").output

    assert "\x1b" not in told
    assert "[bold]" in told


def test_mention_that_is_not_there_is_named_with_where_to_look(world: World) -> None:
    answer = world.type("show", "nobody")

    assert answer.exit_code == 2
    assert "there is no mention 'nobody'; see: earshot mentions list" in answer.output


@pytest.mark.parametrize(("no_color", "is_coloured"), [("", True), ("1", False)])
def test_colours_are_left_out_where_nobody_wants_them(
    world: World, monkeypatch: pytest.MonkeyPatch, no_color: str, is_coloured: bool
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", no_color)

    shown, listed = world.type("show", "m1").output, world.type("mentions").output

    assert ("\x1b[31m" in shown, "\x1b[31m" in listed) == (is_coloured, is_coloured)


def test_mentions_are_listed_since_a_time(world: World) -> None:
    old = a_mention(id="old", found_at=NOW - timedelta(days=5))
    world.mentions.mentions["old"] = old

    ids = [
        {row["id"] for row in json.loads(world.type("mentions", "--since", since, "--json").output)}
        for since in ("3d", "2026-11-17", "6d")
    ]

    assert ids == [{"m1"}, {"m1", "old"}, {"m1", "old"}]
