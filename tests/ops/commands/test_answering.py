"""Who is told, and when: nobody is named who cannot be told, and nobody leaves who still is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib import notifiers
from chalicelib.domain.escalations import Destination, Policy
from chalicelib.domain.people import Scope, Token, hash_of
from ops.errors import CannotContinue
from tests.domain.examples import NOW, OWN, POLICY
from tests.fakes import FakePolicyStore
from tests.ops.commands.conftest import World
from tests.services.world import ANN

ONLY_ANN = Policy("default", POLICY.steps[:1])
BENS = Token("bbbbbbbbbbbb", hash_of("x"), "ben", Scope.READ, NOW)
ANNS = replace(BENS, id="aaaaaaaaaaaa", person_id="ann")


def test_removed_person_is_told_no_longer_and_their_tokens_are_revoked(world: World) -> None:
    """A token speaks for a person; without the person it must not speak."""
    world.policies = FakePolicyStore(ONLY_ANN)
    world.tokens.put(BENS)
    world.tokens.put(ANNS)

    answer = world.type("people", "remove", "ben")

    assert answer.exit_code == 0, answer.output
    assert world.people.all() == (ANN,)
    assert world.tokens.all() == (ANNS,)
    assert BENS.id in answer.output


def test_person_whom_the_default_policy_names_stays(world: World) -> None:
    world.tokens.put(BENS)

    answer = world.type("people", "remove", "ben")

    assert isinstance(answer.exception, CannotContinue)
    assert "'ben' is still told by policy 'default'" in answer.exception.reason
    assert "earshot policies set default" in answer.exception.advice
    assert world.people.get("ben")
    assert world.tokens.all() == (BENS,)


def test_person_whom_a_watchs_policy_names_stays(world: World) -> None:
    world.policies = FakePolicyStore(ONLY_ANN, Policy("night", POLICY.steps))
    world.watches.put(replace(OWN, policy_id="night"))

    answer = world.type("people", "remove", "ben")

    assert isinstance(answer.exception, CannotContinue)
    assert "'ben' is still told by policy 'night'" in answer.exception.reason
    assert world.people.get("ben")


def test_policy_that_no_watch_has_keeps_nobody(world: World) -> None:
    world.policies = FakePolicyStore(ONLY_ANN, Policy("night", POLICY.steps))

    assert world.type("people", "remove", "ben").exit_code == 0


def test_without_any_policy_people_can_go(world: World) -> None:
    world.policies = FakePolicyStore()

    assert world.type("people", "remove", "ben").exit_code == 0


def test_person_who_is_not_there_is_named_with_where_to_look(world: World) -> None:
    answer = world.type("people", "remove", "zoe")

    assert answer.exit_code == 2
    assert "there is no person 'zoe'; see: earshot people list" in answer.output


def test_policy_is_set(world: World) -> None:
    answer = world.type("policies", "set", "night", "--step", "0=email:ann,sns", "--step", "30=email:ben")

    assert answer.exit_code == 0, answer.output
    assert world.policies.get("night") == replace(POLICY, id="night")


@pytest.mark.parametrize(
    ("step", "culprit", "advice"),
    [
        ("0=emial:ann", "'emial:ann'", "email, "),
        ("0=sns,pager", "'pager'", "email, "),
        ("0=email:zoe", "'email:zoe'", "earshot people add zoe"),
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
    """A notifier that came later than these rules takes a person or none."""
    written = [Destination(name, None if name == "sns" else "ann") for name in sorted(notifiers.NAMES)]

    answer = world.type("policies", "set", "night", "--step", "0=" + ",".join(map(str, written)))

    assert answer.exit_code == 0, answer.output
