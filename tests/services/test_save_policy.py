"""A policy is saved once everybody and everything that it names is there."""

from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

import pytest

from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.domain.rotas import Rota
from chalicelib.errors import InvalidInput, NotFound
from chalicelib.services.save_policy import SavePolicy
from tests.domain.examples import NOW, OWN, POLICY
from tests.fakes import FakePersonStore, FakePolicyStore, FakeRotaStore, FakeWatchStore

from .world import ANN, BEN

ROTA = Rota("support", "Support", "UTC", ("ann", "ben"), date(2026, 11, 16), time(9))
ON_DUTY = Policy("night", (Step(timedelta(0), (Destination("email", "@support"),)),))


def _trouble(destination: Destination) -> str | None:
    return None if destination.notifier in ("email", "sns") else f"{str(destination)!r} names no way to tell"


@dataclass
class Office:
    policies: FakePolicyStore = field(default_factory=FakePolicyStore)
    rotas: FakeRotaStore = field(default_factory=FakeRotaStore)
    people: FakePersonStore = field(default_factory=lambda: FakePersonStore(ANN, BEN))
    watches: FakeWatchStore = field(default_factory=lambda: FakeWatchStore(OWN))

    def save(self) -> SavePolicy:
        return SavePolicy(self.policies, self.rotas, self.people, self.watches, _trouble)


def test_policy_whose_people_are_there_is_saved() -> None:
    office = Office(rotas=FakeRotaStore(ROTA))

    office.save()(POLICY)
    office.save()(ON_DUTY)

    assert office.policies.all() == (POLICY, ON_DUTY)


@pytest.mark.parametrize(
    ("destination", "reason"),
    [
        ("email:zoe", "names nobody we know"),
        ("email:@support", "asks a rota that there is not"),
        ("pigeon", "names no way to tell"),
    ],
)
def test_policy_that_would_reach_nobody_is_refused(destination: str, reason: str) -> None:
    office = Office()

    with pytest.raises(InvalidInput, match=reason):
        office.save()(Policy("p", (Step(timedelta(0), (Destination.parse(destination),)),)))
    assert office.policies.all() == ()


def test_rota_whose_people_are_there_is_saved() -> None:
    office = Office()

    office.save().save_rota(ROTA, NOW)

    assert office.rotas.get("support") == ROTA


def test_rota_of_somebody_who_is_not_listed_is_refused() -> None:
    with pytest.raises(InvalidInput, match="nobody 'zoe'"):
        Office().save().save_rota(replace(ROTA, people=("ann", "zoe")), NOW)


def test_rota_that_a_policy_asks_stays() -> None:
    office = Office(policies=FakePolicyStore(ON_DUTY), rotas=FakeRotaStore(ROTA))

    with pytest.raises(InvalidInput, match="policy night"):
        office.save().remove_rota("support")

    office.save().remove("night")
    office.save().remove_rota("support")
    with pytest.raises(NotFound):
        office.save().remove_rota("support")


def test_policy_that_a_watch_escalates_by_stays() -> None:
    office = Office(watches=FakeWatchStore(replace(OWN, praise_policy_id="night")))
    office.save()

    with pytest.raises(InvalidInput, match="watch larkfield"):
        office.save().remove("night")


def test_default_policy_gives_way_to_the_built_in_one() -> None:
    office = Office(policies=FakePolicyStore(POLICY))

    office.save().remove("default")

    assert office.policies.all() == ()
    with pytest.raises(NotFound):
        office.save().remove("default")


def test_what_names_a_person_is_known() -> None:
    office = Office(policies=FakePolicyStore(POLICY, ON_DUTY), rotas=FakeRotaStore(ROTA))

    assert office.save().names_of("ann", NOW) == ("policy default", "rota support")
    assert office.save().names_of("zoe", NOW) == ()
