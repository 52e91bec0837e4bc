"""What somebody's digest would say can be seen, and how often they get one changed, on the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain import subscribers
from chalicelib.domain.timetables import Rhythm, Timetable
from chalicelib.domain.verdicts import Verdict
from tests.domain.examples import NOW, a_judgement, a_mention
from tests.ops.commands.conftest import World

PRAISE = a_mention(escalates=False, judgement=a_judgement(Verdict.GOOD), found_at=NOW - timedelta(hours=2))


@pytest.fixture
def world(world: World) -> World:
    """Ann gets one every day since yesterday; somebody praised us two hours ago."""
    world.mentions.mentions[PRAISE.id] = PRAISE
    world.subscribers.save(subscribers.joined("ann", "k", Timetable(), NOW - timedelta(days=1)))
    return world


def test_digest_is_shown_and_nothing_changed(world: World) -> None:
    before = dict(world.subscribers.subscribers)

    answer = world.type("people", "digest", "ann")

    assert answer.exit_code == 0, answer.output
    assert "ann gets one every day at 8:00 (UTC)" in answer.output
    assert "Digest: 1 good about Larkfield" in answer.output
    assert "The Larkfield lamp broke after a day." in answer.output
    assert "/digest/" not in answer.output, "links are their reader's own"
    assert world.subscribers.subscribers == before


def test_last_one_and_why_it_could_not_be_sent_are_told(world: World) -> None:
    ann = world.subscribers.subscribers["ann"]
    world.subscribers.subscribers["ann"] = replace(ann, sent_at=NOW, failure="ses refused:\x1b[2J busy")

    answer = world.type("people", "digest", "ann")

    assert "the last went out at" in answer.output
    assert "It could not be sent: ses refused: [2J busy" in answer.output


def test_where_there_is_nothing_new_it_says_so(world: World) -> None:
    answer = world.type("people", "digest", "ann", "--since", "1h")

    assert "There is nothing new to tell now" in answer.output


def test_who_gets_none_is_told_how_to(world: World) -> None:
    answer = world.type("people", "digest", "ben")

    assert "ben gets no digest; change that with: earshot people digest ben daily" in answer.output
    assert "1 good" in answer.output, "what it would say can be seen all the same"


def test_rhythm_hour_and_zone_are_set_together_or_alone(world: World) -> None:
    answer = world.type("people", "digest", "ann", "weekly", "--zone", "Europe/Berlin")
    assert "ann gets one every Monday at 8:00 (Europe/Berlin)" in answer.output

    world.type("people", "digest", "ann", "--hour", "17")
    assert world.subscribers.subscribers["ann"].timetable == Timetable(Rhythm.WEEKLY, 17, "Europe/Berlin")

    answer = world.type("people", "digest", "ann", "off")
    assert "ann gets no digest" in answer.output


def test_hour_alone_does_not_subscribe_who_left(world: World) -> None:
    world.type("people", "digest", "ben", "--hour", "17")

    assert world.subscribers.subscribers["ben"].timetable == Timetable(Rhythm.OFF, 17)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("zoe",), "there is no person 'zoe'"),
        (("ann", "hourly"), "'hourly' is not one of"),
        (("ann", "--hour", "24"), "24 is not in the range"),
        (("ann", "--zone", "Mars"), "a time zone is named like"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(world: World, words: tuple[str, ...], told: str) -> None:
    answer = world.type("people", "digest", *words)

    assert answer.exit_code == 2
    assert told in answer.output


def test_list_says_who_gets_what(world: World) -> None:
    answer = world.type("people", "list")

    assert "every day at 8:00 (UTC)" in answer.output
    assert "off" in answer.output
