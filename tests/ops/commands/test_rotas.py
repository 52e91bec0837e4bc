"""Who is on duty: set, covered, and drawn on the clock of its place."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from chalicelib.domain.rotas import Cover, Rota
from ops.errors import CannotContinue
from tests.domain.examples import NOW
from tests.ops.commands.conftest import World
from tests.services.test_save_policy import ON_DUTY, ROTA

BERLIN = Rota("support", "Support", "Europe/Berlin", ("ann", "ben"), date(2026, 3, 16), time(9))


def test_new_rota_begins_today_at_nine_for_a_week_each(world: World) -> None:
    answer = world.type("rotas", "set", "support", "--people", "ann, ben", "--zone", "Europe/Berlin")

    assert answer.exit_code == 0, answer.output
    assert world.rotas.get("support") == replace(BERLIN, name="support", starts_on=date(2026, 11, 22))
    assert "ann is on duty" in answer.output


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--people", "ben,ann"), replace(BERLIN, people=("ben", "ann"))),
        (("--zone", "UTC"), replace(BERLIN, zone="UTC")),
        (("--hands-over", "17:30"), replace(BERLIN, hands_over=time(17, 30))),
        (("--starts", "2026-03-23"), replace(BERLIN, starts_on=date(2026, 3, 23))),
        (("--every-days", "1"), replace(BERLIN, every_days=1)),
        (("--name", "Care"), replace(BERLIN, name="Care")),
    ],
)
def test_what_is_not_named_keeps_its_value(world: World, options: tuple[str, ...], expected: Rota) -> None:
    world.rotas.put(BERLIN)

    answer = world.type("rotas", "set", "support", *options)

    assert answer.exit_code == 0, answer.output
    assert world.rotas.get("support") == expected


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--people", "ann"), "--zone Europe/Berlin"),
        (("--people", "ann,zoe", "--zone", "UTC"), "there is nobody 'zoe'"),
        (("--people", "ann", "--zone", "Mars"), "Europe/Berlin"),
        (("--people", "ann", "--zone", "UTC", "--hands-over", "nine"), "09:00"),
        (("--people", "ann", "--zone", "UTC", "--every-days", "0"), "1 to 366 days"),
        (("--people", "ann,,ben", "--zone", "UTC"), "ann, ben"),
    ],
)
def test_rota_that_is_none_is_refused_in_words(world: World, options: tuple[str, ...], said: str) -> None:
    answer = world.type("rotas", "set", "support", *options)

    assert answer.exit_code == 2
    assert said in " ".join(answer.output.split())
    assert world.rotas.all() == ()


def test_id_that_policies_could_not_write_is_refused(world: World) -> None:
    answer = world.type("rotas", "set", "a,b", "--people", "ann", "--zone", "UTC")

    assert answer.exit_code == 2
    assert "'a,b' is no id" in answer.output


def test_calendar_hands_over_at_the_same_hour_in_winter_and_in_summer(world: World) -> None:
    """Clocks in Berlin are put forward on 29 March 2026."""
    world.rotas.put(BERLIN)
    world.now = datetime(2026, 3, 20, 12, tzinfo=UTC)

    shown = world.type("rotas", "show", "support").output
    rows = json.loads(world.type("rotas", "show", "support", "--json").output)

    assert [(row["from"], row["person"]) for row in rows] == [
        ("2026-03-20T12:00:00Z", "ann"),
        ("2026-03-23T08:00:00Z", "ben"),
        ("2026-03-30T07:00:00Z", "ann"),
        ("2026-04-06T07:00:00Z", "ben"),
        ("2026-04-13T07:00:00Z", "ann"),
    ]
    assert rows[-1]["until"] == "2026-04-17T12:00:00Z"
    assert "Support: ann, ben, 7 days each, from 09:00 in Europe/Berlin." in shown
    assert "Mon 2026-03-23 09:00 CET" in shown
    assert "Mon 2026-03-30 09:00 CEST" in shown


def test_somebody_covers_and_what_is_over_is_forgotten(world: World) -> None:
    over = Cover("ben", NOW - timedelta(days=2), NOW - timedelta(days=1))
    world.rotas.put(replace(ROTA, covers=(over,)))

    answer = world.type("rotas", "cover", "support", "ben", "--from", "2h", "--until", "1d")

    assert "ben is on duty from Sun 2026-11-22 11:30 UTC until Mon 2026-11-23 09:30 UTC." in answer.output
    cover = Cover("ben", NOW + timedelta(hours=2), NOW + timedelta(days=1))
    assert world.rotas.get("support") == replace(ROTA, covers=(cover,))


def test_cover_begins_now_unless_told(world: World) -> None:
    world.rotas.put(ROTA)

    world.type("rotas", "cover", "support", "ben", "--until", "1d")
    (row,) = json.loads(world.type("rotas", "list", "--json").output)

    assert (row["id"], row["on_duty"], row["people"]) == ("support", "ben", "ann, ben")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("cover", "support", "zoe", "--until", "1d"), "there is nobody 'zoe'"),
        (("cover", "support", "ben", "--from", "2d", "--until", "1d"), "ends after it starts"),
        (("cover", "nobody", "ben", "--until", "1d"), "there is no rota 'nobody'; see: earshot rotas list"),
        (("show", "nobody"), "there is no rota 'nobody'"),
        (("remove", "nobody"), "there is no rota 'nobody'"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(world: World, words: tuple[str, ...], said: str) -> None:
    world.rotas.put(ROTA)

    answer = world.type("rotas", *words)

    assert answer.exit_code == 2
    assert said in " ".join(answer.output.split())
    assert world.rotas.all() == (ROTA,)


def test_rota_that_a_policy_asks_stays(world: World) -> None:
    world.rotas.put(ROTA)
    world.policies.put(ON_DUTY)

    refused = world.type("rotas", "remove", "support")
    world.policies.remove(ON_DUTY.id)
    removed = world.type("rotas", "remove", "support")

    assert isinstance(refused.exception, CannotContinue)
    assert "'support' is still asked by policy night" in refused.exception.reason
    assert removed.exit_code == 0
    assert world.rotas.all() == ()


def test_without_rotas_people_are_told_how_to_make_one(world: World) -> None:
    assert "earshot rotas set --help" in world.type("rotas", "list").output
