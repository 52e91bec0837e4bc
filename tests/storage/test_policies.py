"""The contracts of PolicyStore and RotaStore."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes a map.)

from dataclasses import replace
from datetime import date, time, timedelta

from chalicelib.domain.hours import Hours
from chalicelib.domain.policies import Clock, Destination, Policy, Step
from chalicelib.domain.rotas import Cover, Rota
from chalicelib.services.ports import PolicyStore, RotaStore
from chalicelib.storage.policies import PolicyItem, StepMap
from tests.domain.examples import NOW, POLICY

ROTA = Rota("support", "Support", "Europe/Berlin", ("ann", "ben"), date(2026, 11, 16), time(9, 30))


def test_unknown_policy_is_none(policies: PolicyStore) -> None:
    assert policies.get("default") is None


def test_policy_comes_back_whole(policies: PolicyStore) -> None:
    long = Policy(
        "night",
        (
            Step(timedelta(seconds=0.5), (Destination("sns"), Destination("email", "jörg"))),
            Step(timedelta(days=3, microseconds=1), (Destination("webhook", "a:b"),)),
        ),
        repeat=3,
        hold=timedelta(hours=1, minutes=30),
        clock=Clock.PUBLICATION,
        hours=Hours.parse("Mon-Fri 09:00-17:00; Sat 10:00-14:00", "Europe/Berlin", [date(2026, 12, 25)]),
    )

    policies.put(POLICY)
    policies.put(long)

    assert policies.get("default") == POLICY
    assert policies.get("night") == long


def test_putting_again_replaces(policies: PolicyStore) -> None:
    policies.put(POLICY)
    shorter = Policy("default", POLICY.steps[:1])

    policies.put(shorter)

    assert policies.get("default") == shorter


def test_policies_are_listed_by_id_and_can_be_removed(policies: PolicyStore) -> None:
    policies.put(replace(POLICY, id="night"))
    policies.put(POLICY)

    assert [policy.id for policy in policies.all()] == ["default", "night"]
    assert policies.remove("night")
    assert not policies.remove("night")
    assert policies.all() == (POLICY,)


def test_policy_of_an_older_version_has_what_was_always_so(tables: None, policies: PolicyStore) -> None:
    a_step = StepMap(after_s=0, destinations=("sns",))
    PolicyItem(id="old", steps=[a_step]).save()

    stored = policies.get("old")

    assert stored in (None, Policy("old", (Step(timedelta(0), (Destination("sns"),)),)))


def test_rota_comes_back_whole(rotas: RotaStore) -> None:
    covered = replace(ROTA, every_days=1, covers=(Cover("zoe", NOW, NOW + timedelta(hours=8)),))

    rotas.put(ROTA)
    rotas.put(replace(covered, id="night"))

    assert rotas.get("support") == ROTA
    assert rotas.get("night") == replace(covered, id="night")
    assert [rota.id for rota in rotas.all()] == ["night", "support"]


def test_rota_can_be_removed(rotas: RotaStore) -> None:
    rotas.put(ROTA)

    assert rotas.remove("support")
    assert not rotas.remove("support")
    assert rotas.get("support") is None
