"""Who is told when: nobody is named who cannot be told, and what is set is what is shown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib import notifiers
from chalicelib.domain.hours import Hours
from chalicelib.domain.policies import Clock, Destination, Policy, Step
from chalicelib.errors import InvalidInput
from ops.errors import CannotContinue
from tests.domain.examples import OWN, POLICY
from tests.fakes import FakePolicyStore
from tests.ops.commands.conftest import World

HOURS = ("--hours", "Mon-Fri 09:00-17:00", "--zone", "Europe/Berlin", "--holiday", "2026-12-25")
OFFICE = Hours.parse("Mon-Fri 09:00-17:00", "Europe/Berlin", [date(2026, 12, 25)])
NIGHT = replace(
    POLICY,
    id="night",
    repeat=2,
    hold=timedelta(hours=8),
    clock=Clock.PUBLICATION,
    hours=OFFICE,
)


def test_policy_is_set(world: World) -> None:
    answer = world.type("policies", "set", "night", "--step", "0=email:ann,sns", "--step", "30=email:ben")

    assert answer.exit_code == 0, answer.output
    assert world.policies.get("night") == replace(POLICY, id="night")


@pytest.mark.parametrize(
    ("step", "culprit", "advice"),
    [
        ("0=emial:ann", "'emial:ann'", "email, "),
        ("0=sns,pager", "'pager'", "email, "),
        ("0=email:zoe", "'email:zoe'", "earshot people"),
        ("0=email:@support", "'email:@support'", "earshot rotas"),
        ("0=slack:@support", "'slack:@support'", "email:@support"),
        ("0=slack:care", "'slack:care'", "earshot keys set slack:care"),
        ("0=slack", "'slack'", "slack:support"),
        ("0=email", "'email'", "email:ann"),
        ("0=sns:ann", "'sns:ann'", "write: sns"),
        ("0=", "''", "email:ann"),
        ("soon=sns", "'soon=sns'", "30=email:ann,sns"),
    ],
)
def test_destination_that_reaches_nobody_is_refused_by_name(
    world: World, step: str, culprit: str, advice: str
) -> None:
    """It would be found out when a complaint cannot be told."""
    answer = world.type("policies", "set", "night", "--step", step)

    said = " ".join(answer.output.split())
    assert answer.exit_code == 2
    assert culprit in said
    assert advice in said
    assert world.policies.get("night") is None


def test_every_notifier_there_is_can_be_named(world: World) -> None:
    """A notifier that came later than these rules takes a person, a key or neither."""
    written = [Destination(name, None if name == "sns" else "ann") for name in sorted(notifiers.NAMES)]
    for destination in written:
        if notifiers.declared(destination.notifier).keys:
            world.keys.replace(str(destination), {"url": "https://hooks.example/"})

    answer = world.type("policies", "set", "night", "--step", "0=" + ",".join(map(str, written)))

    assert answer.exit_code == 0, answer.output


@pytest.mark.parametrize(
    ("delay", "after"), [("30", 30), ("90m", 90), ("4h", 240), ("1h30m", 90), ("1d", 1440), ("0m", 0)]
)
def test_delays_are_minutes_or_lengths_of_time(world: World, delay: str, after: int) -> None:
    answer = world.type("policies", "set", "night", "--step", f"{delay}=sns")

    assert answer.exit_code == 0, answer.output
    assert world.policies.policies["night"].steps == (Step(timedelta(minutes=after), (Destination("sns"),)),)


def test_everything_that_a_policy_can_say_is_set_and_shown(world: World) -> None:
    steps = ("--step", "0=email:ann,sns", "--step", "30=email:ben")
    more = ("--repeat", "2", "--hold", "8h", "--clock", "publication", *HOURS)

    answer = world.type("policies", "set", "night", *steps, *more)
    shown = world.type("policies", "show", "night", "--json")

    assert world.policies.get("night") == NIGHT
    assert "Mon-Fri 09:00-17:00 in Europe/Berlin; closed on 2026-12-25" in answer.output
    assert json.loads(shown.output) == {
        "id": "night",
        "steps": [
            {"after_minutes": 0, "destinations": ["email:ann", "sns"]},
            {"after_minutes": 30, "destinations": ["email:ben"]},
        ],
        "repeat": 2,
        "hold_minutes": 480,
        "clock": "publication",
        "hours": {"week": "Mon-Fri 09:00-17:00", "zone": "Europe/Berlin", "holidays": ["2026-12-25"]},
    }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--repeat", "0"), replace(NIGHT, repeat=0)),
        (("--step", "0=sns"), replace(NIGHT, steps=(Step(timedelta(0), (Destination("sns"),)),))),
        (
            ("--hours", "Sat 10:00-12:00"),
            replace(NIGHT, hours=replace(OFFICE, week=Hours.parse("Sat 10:00-12:00", "UTC").week)),
        ),
        (("--zone", "UTC"), replace(NIGHT, hours=replace(OFFICE, zone="UTC"))),
        (
            ("--holiday", "2027-01-01"),
            replace(NIGHT, hours=replace(OFFICE, holidays=frozenset({date(2027, 1, 1)}))),
        ),
        (("--hours", "always"), replace(NIGHT, hours=None)),
    ],
)
def test_what_is_not_named_keeps_its_value(world: World, options: tuple[str, ...], expected: Policy) -> None:
    world.policies.put(NIGHT)

    answer = world.type("policies", "set", "night", *options)

    assert answer.exit_code == 0, answer.output
    assert world.policies.get("night") == expected


@pytest.mark.parametrize(
    ("options", "advice"),
    [
        ((), "--step 0=email:ann,sns"),
        (("--step", "0=sns", "--hours", "Mon-Fri 09:00-17:00"), "--zone Europe/Berlin"),
        (("--step", "0=sns", "--holiday", "2026-12-25"), "--hours"),
        (("--step", "0=sns", "--hours", "weekdays", "--zone", "UTC"), "Mon-Fri 09:00-12:30"),
        (("--step", "0=sns", "--hours", "Mon 9:00-10:00", "--zone", "Mars"), "Europe/Berlin"),
        (("--step", "0=sns", "--hold", "long"), "30m, 4h or 3d"),
        (("--step", "0=sns", "--holiday", "Christmas"), "2026-12-24"),
        (("--step", "0=sns", "--repeat", "99"), "at most"),
        (("--step", "30=sns", "--step", "0=sns"), "order of time"),
    ],
)
def test_policy_that_is_none_is_refused_in_words(world: World, options: tuple[str, ...], advice: str) -> None:
    answer = world.type("policies", "set", "night", *options)

    assert answer.exit_code == 2
    assert advice in " ".join(answer.output.replace("│", " ").split())
    assert world.policies.get("night") is None


def test_policies_are_listed_with_the_watches_that_go_by_them(world: World) -> None:
    world.policies.put(NIGHT)
    world.watches.put(replace(OWN, praise_policy_id="night"))

    rows = json.loads(world.type("policies", "list", "--json").output)

    assert [(row["id"], row["steps_at"], row["watches"]) for row in rows] == [
        ("default", "0 min, 30 min", "brightmoor, larkfield"),
        ("night", "0 min, 30 min", "larkfield"),
    ]


def test_before_there_is_any_the_one_that_holds_is_shown(world: World) -> None:
    world.policies = FakePolicyStore()

    shown = world.type("policies", "show")
    listed = json.loads(world.type("policies", "list", "--json").output)

    assert "2 steps" in shown.output
    assert [row["id"] for row in listed] == ["default"]


def test_policy_that_a_watch_goes_by_stays(world: World) -> None:
    world.policies.put(NIGHT)
    world.watches.put(replace(OWN, policy_id="night"))

    refused = world.type("policies", "remove", "night")
    world.watches.put(OWN)
    removed = world.type("policies", "remove", "night")

    assert isinstance(refused.exception, CannotContinue)
    assert "'night' is still used by watch larkfield" in refused.exception.reason
    assert removed.exit_code == 0
    assert world.policies.get("night") is None


@pytest.mark.parametrize(
    "words", [("policies", "show"), ("policies", "remove"), ("policies", "rehearse")], ids=" ".join
)
def test_policy_that_is_not_there_is_named_with_where_to_look(world: World, words: tuple[str, ...]) -> None:
    answer = world.type(*words, "nobody")

    assert answer.exit_code == 2
    assert "there is no policy 'nobody'; see: earshot policies list" in answer.output


def test_watch_is_given_policies_and_keeps_all_else(world: World) -> None:
    world.policies.put(NIGHT)

    praised = world.type("watches", "set", OWN.id, "--praise-policy", "night")
    kept = world.type("watches", "add", OWN.id, "--kind", "own", "--names", "Larkfield")
    after = world.watches.get(OWN.id)
    quiet = world.type("watches", "set", OWN.id, "--praise-policy", "none", "--policy", "night")

    assert "praise by policy night" in praised.output
    assert kept.exit_code == 0
    assert after
    assert (after.policy_id, after.praise_policy_id) == ("default", "night")
    assert "praise in the digest" in quiet.output
    assert world.watches.get(OWN.id) == replace(after, policy_id="night", praise_policy_id=None)


@pytest.mark.parametrize(
    "words",
    [
        ("set", OWN.id, "--policy", "cheers"),
        ("set", OWN.id, "--praise-policy", "cheers"),
        ("add", OWN.id, "--kind", "own", "--names", "Larkfield", "--policy", "cheers"),
    ],
    ids=["set", "set for praise", "add"],
)
def test_watch_is_given_no_policy_that_is_not_there(world: World, words: tuple[str, ...]) -> None:
    answer = world.type("watches", *words)

    assert isinstance(answer.exception, InvalidInput)
    assert answer.exception.reason == "there is no policy 'cheers'; there are 'default'"
    assert world.watches.get(OWN.id) == OWN


def test_watch_that_is_not_there_is_given_nothing(world: World) -> None:
    answer = world.type("watches", "set", "nobody", "--policy", "default")

    assert answer.exit_code == 2
    assert "there is no watch 'nobody'" in answer.output


def test_without_a_default_of_your_own_the_built_in_one_holds(world: World) -> None:
    removed = world.type("policies", "remove", "default")

    assert "built in holds again" in removed.output
    assert json.loads(world.type("policies", "show", "--json").output)["steps"][0]["destinations"] == ["sns"]
