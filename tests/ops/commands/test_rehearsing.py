"""A rehearsal says who would hear what when, and tells nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.hours import Hours
from chalicelib.domain.mentions import Mention
from chalicelib.domain.policies import Destination, Step
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Verdict
from ops.errors import CannotContinue
from tests.domain.examples import COMPETITOR, MINUTE, NOW, OWN, POLICY, a_mention
from tests.ops.commands.conftest import World
from tests.services.test_save_policy import ON_DUTY, ROTA


def _rows(world: World, *words: str) -> list[dict[str, object]]:
    answer = world.type("policies", "rehearse", *words, "--json")
    assert answer.exit_code == 0, answer.output
    rows: list[dict[str, object]] = json.loads(answer.output)
    return rows


def test_default_policy_is_rehearsed_with_a_complaint_of_now(world: World) -> None:
    assert _rows(world) == [
        {"at": "2026-11-22T09:30:00Z", "round": 1, "step": 1, "told": "email:ann", "who": "Ann"},
        {"at": "2026-11-22T09:30:00Z", "round": 1, "step": 1, "told": "sns", "who": None},
        {"at": "2026-11-22T10:00:00Z", "round": 1, "step": 2, "told": "email:ben", "who": "Ben"},
    ]
    assert world.mentions.commits == []
    assert world.deliveries.keys == []


def test_whoever_is_on_duty_then_is_named(world: World) -> None:
    """Ann has the first week, Ben the second."""
    world.policies.put(ON_DUTY)
    world.rotas.put(ROTA)

    who = [_rows(world, "night", "--at", at)[0]["who"] for at in ("1m", "7d")]

    assert who == ["Ann", "Ben"]


def test_nights_and_weekends_wait_for_somebody_to_be_there(world: World) -> None:
    """It is Sunday."""
    world.policies.put(replace(POLICY, hours=Hours.parse("Mon-Fri 09:00-17:00", "UTC")))

    assert _rows(world)[0]["at"] == "2026-11-23T09:00:00Z"


def test_mention_is_told_by_the_policy_of_its_watch(world: World) -> None:
    world.policies.put(replace(POLICY, id="night", steps=(Step(5 * MINUTE, (Destination("sns"),)),)))
    world.watches.put(replace(OWN, policy_id="night"))
    world.mentions.mentions["m1"] = a_mention(id="m1", published_at=NOW - timedelta(hours=1))

    (row,) = _rows(world, "--mention", "m1")

    assert (row["at"], row["told"]) == ("2026-11-22T09:35:00Z", "sns")


def test_complaint_whose_watch_is_gone_is_told_by_the_default_policy(world: World) -> None:
    world.mentions.mentions["m1"] = a_mention(id="m1", about="gone")

    assert _rows(world, "--mention", "m1") == _rows(world, "default", "--mention", "m1")


@pytest.mark.parametrize(
    "mention",
    [
        a_mention(id="m1", about=COMPETITOR.id),
        a_mention(id="m1", about="gone", ruling=Ruling(Verdict.GOOD, "ann", NOW)),
        a_mention(id="m1", ruling=Ruling(Verdict.GOOD, "ann", NOW)),
    ],
    ids=["a competitor's", "praise of no watch", "praise for the digest"],
)
def test_what_nobody_is_told_of_says_so_unless_a_policy_is_named(world: World, mention: Mention) -> None:
    world.mentions.mentions["m1"] = mention

    answer = world.type("policies", "rehearse", "--mention", "m1")

    assert isinstance(answer.exception, CannotContinue)
    assert "nobody is told of it" in answer.exception.reason
    assert len(_rows(world, "default", "--mention", "m1")) == 3


def test_mention_that_is_not_there_is_named_with_where_to_look(world: World) -> None:
    answer = world.type("policies", "rehearse", "--mention", "nobody")

    assert answer.exit_code == 2
    assert "there is no mention 'nobody'; see: earshot mentions list" in answer.output
