"""People are kept as long as something names them."""

from __future__ import annotations

import pytest

from chalicelib.domain.people import Person, Scope, Token
from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.errors import NotFound, NotPossible
from chalicelib.services.save_person import SavePerson
from chalicelib.services.save_policy import SavePolicy
from tests.domain.examples import MINUTE, NOW
from tests.fakes import FakePersonStore, FakePolicyStore, FakeRotaStore, FakeTokenStore, FakeWatchStore

from .world import ANN, BEN

TO_ANN = Policy("p", (Step(MINUTE, (Destination("email", "ann"),)),))
ANNS, BENS = Token("a", "", "ann", Scope.READ, NOW), Token("b", "", "ben", Scope.READ, NOW)


@pytest.fixture
def people() -> FakePersonStore:
    return FakePersonStore(ANN, BEN)


@pytest.fixture
def tokens() -> FakeTokenStore:
    return FakeTokenStore(ANNS, BENS)


@pytest.fixture
def save(people: FakePersonStore, tokens: FakeTokenStore) -> SavePerson:
    rules = SavePolicy(FakePolicyStore(TO_ANN), FakeRotaStore(), people, FakeWatchStore(), lambda _: None)
    return SavePerson(people, tokens, rules)


def test_person_is_saved_and_changed(save: SavePerson, people: FakePersonStore) -> None:
    save(Person("zoe", "Zoe", "zoe@example.com"))
    save(Person("zoe", "Zoe", "zoe@elsewhere.example"))

    found = people.get("zoe")
    assert found is not None
    assert found.email == "zoe@elsewhere.example"


def test_who_is_named_by_nothing_goes_with_their_tokens(
    save: SavePerson, people: FakePersonStore, tokens: FakeTokenStore
) -> None:
    assert save.remove("ben", NOW) == ("b",)

    assert people.all() == (ANN,)
    assert tokens.all() == (ANNS,)


def test_who_is_named_stays(save: SavePerson, people: FakePersonStore, tokens: FakeTokenStore) -> None:
    with pytest.raises(NotPossible, match="is still named by policy p"):
        save.remove("ann", NOW)

    assert people.all() == (ANN, BEN)
    assert tokens.all() == (ANNS, BENS)


def test_nobody_cannot_be_removed(save: SavePerson) -> None:
    with pytest.raises(NotFound):
        save.remove("zoe", NOW)
