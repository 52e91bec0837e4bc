"""What failed is sent anew by whoever wants it so; what is late is said."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from chalicelib.domain.deliveries import Cause, Delivery, DeliveryStatus
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.policies import Destination
from chalicelib.domain.polling import minute_of
from ops.errors import CannotContinue
from tests.domain.examples import MINUTE, NOW, a_mention
from tests.ops.commands.conftest import World

SENT = Delivery(
    "m1", Cause.STEP, 0, 2, 0, Destination("email", "ann"), NOW, None, DeliveryStatus.SENT, "ann", 1, NOW
)
LOST = replace(SENT, destination=Destination("sns"), status=DeliveryStatus.FAILED, failure="sns refused")
LOST_TOO = replace(LOST, destination=Destination("slack", "care"))


@pytest.fixture
def world(world: World) -> World:
    world.mentions.mentions["m1"] = a_mention(False, id="m1")
    world.mentions.queued = {("m1", each.id): each for each in (SENT, LOST, LOST_TOO)}
    return world


def statuses(world: World) -> dict[str, str]:
    return {str(each.destination): each.status for each in world.mentions.queued.values()}


@pytest.mark.parametrize(("words", "tried"), [((), {"sns", "slack:care"}), (("slack:care",), {"slack:care"})])
def test_what_failed_is_sent_anew(world: World, words: tuple[str, ...], tried: set[str]) -> None:
    answer = world.type("retry", "m1", *words, "--as", "ben")

    assert answer.exit_code == 0, answer.output
    queued = {to for to, status in statuses(world).items() if status == "queued"}
    assert queued == tried
    assert {world.mentions.queued[key].destination for key in world.deliveries.keys} == {
        Destination.parse(each) for each in tried
    }
    line = world.mentions.history("m1")[-1]
    assert (line.deed, line.by, line.via) == (Deed.RETRIED, "ben", Via.COMMAND)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("m1", "email:ann"), "nothing failed at 'email:ann'; it did at: slack:care, sns"),
        (("m2",), "nothing of it failed for good"),
        (("m2", "sns"), "nothing of it failed for good"),
    ],
)
def test_what_has_not_failed_is_left_alone(world: World, words: tuple[str, ...], reason: str) -> None:
    world.mentions.mentions["m2"] = a_mention(False, id="m2")

    answer = world.type("retry", *words, "--as", "ben")

    assert isinstance(answer.exception, CannotContinue)
    assert reason in str(answer.exception)
    assert world.deliveries.keys == []


def test_mention_that_there_is_not_is_said(world: World) -> None:
    answer = world.type("retry", "m9", "--as", "ben")

    assert answer.exit_code == 2
    assert "there is no mention 'm9'" in answer.output


def test_nothing_late_is_said_with_success(world: World) -> None:
    world.sources.minute = minute_of(NOW)

    answer = world.type("health")

    assert (answer.exit_code, answer.output) == (0, "Nothing is late.\n")


def test_what_is_late_is_told_and_is_no_success(world: World) -> None:
    world.sources.minute = minute_of(NOW)
    world.now = NOW + 30 * MINUTE

    answer = world.type("health", "--json")

    assert answer.exit_code == 1
    assert [(each["what"], each["number"]) for each in json.loads(answer.output)] == [("plan", 30)]
