"""Who can be told: nobody leaves who is needed."""

from __future__ import annotations

from dataclasses import replace

from chalicelib.domain.people import Scope, Token, hash_of
from chalicelib.domain.policies import Policy
from ops.errors import CannotContinue
from tests.domain.examples import NOW, POLICY
from tests.fakes import FakePolicyStore
from tests.ops.commands.conftest import World
from tests.services.test_save_policy import ROTA
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
    assert "'ben' is still named by policy default" in answer.exception.reason
    assert "earshot policies set" in answer.exception.advice
    assert world.people.get("ben")
    assert world.tokens.all() == (BENS,)


def test_person_who_takes_turns_stays(world: World) -> None:
    world.policies = FakePolicyStore(ONLY_ANN)
    world.rotas.put(ROTA)

    answer = world.type("people", "remove", "ben")

    assert isinstance(answer.exception, CannotContinue)
    assert "'ben' is still named by rota support" in answer.exception.reason
    assert "earshot rotas set" in answer.exception.advice
    assert world.people.get("ben")


def test_without_any_policy_people_can_go(world: World) -> None:
    world.policies = FakePolicyStore()

    assert world.type("people", "remove", "ben").exit_code == 0


def test_person_who_is_not_there_is_named_with_where_to_look(world: World) -> None:
    answer = world.type("people", "remove", "zoe")

    assert answer.exit_code == 2
    assert "there is no person 'zoe'; see: earshot people list" in answer.output
