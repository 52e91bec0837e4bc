"""People are kept as long as something names them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.people import Person, Scope, Token
from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.domain.seen import Seen
from chalicelib.domain.timetables import Rhythm, Timetable
from chalicelib.errors import NotFound, NotPossible, Outdated
from chalicelib.services.save_person import SavePerson
from chalicelib.services.save_policy import SavePolicy
from chalicelib.services.set_digest import SetDigest
from tests.domain.examples import MINUTE, NOW
from tests.fakes import (
    FakePersonStore,
    FakePolicyStore,
    FakeRotaStore,
    FakeSubscriberStore,
    FakeTokenStore,
    FakeWatchStore,
    Killed,
    fail_at,
)

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
def digests() -> SetDigest:
    return SetDigest(FakeSubscriberStore())


@pytest.fixture
def save(people: FakePersonStore, tokens: FakeTokenStore, digests: SetDigest) -> SavePerson:
    rules = SavePolicy(FakePolicyStore(TO_ANN), FakeRotaStore(), people, FakeWatchStore(), lambda _: None)
    return SavePerson(people, tokens, rules, digests)


def test_person_is_saved_and_changed(save: SavePerson, people: FakePersonStore) -> None:
    save(Person("zoe", "Zoe", "zoe@example.com"), NOW)
    save(Person("zoe", "Zoe", "zoe@elsewhere.example"), NOW)

    found = people.get("zoe")
    assert found is not None
    assert found.email == "zoe@elsewhere.example"


def test_who_was_unreachable_is_mailed_again_once_they_are_saved_anew(
    save: SavePerson, people: FakePersonStore
) -> None:
    gone = replace(ANN, unreachable="mail bounced")
    people.put(gone)

    save(gone, NOW)

    assert people.get("ann") == ANN


def test_nobody_overwrites_what_they_have_not_seen(save: SavePerson, people: FakePersonStore) -> None:
    with pytest.raises(Outdated):
        save(replace(ANN, name="Ann Archer"), NOW, Seen(replace(ANN, unreachable="mail bounced")))

    assert people.get("ann") == ANN


def test_who_is_new_gets_a_digest_every_day_and_who_wants_none_still_gets_none(
    save: SavePerson, digests: SetDigest
) -> None:
    save(Person("zoe", "Zoe", "zoe@example.com"), NOW)
    assert digests.of("zoe") == Timetable()

    digests("zoe", Timetable(Rhythm.OFF), NOW)
    save(Person("zoe", "Zoe", "zoe@elsewhere.example"), NOW)

    assert digests.of("zoe") == Timetable(Rhythm.OFF)


def test_digest_is_set_with_the_person(save: SavePerson, digests: SetDigest) -> None:
    save(BEN, NOW, digest=Timetable(Rhythm.WEEKLY))
    assert digests.of("ben") == Timetable(Rhythm.WEEKLY)

    with pytest.raises(Outdated):
        save(BEN, NOW, Seen(BEN), Timetable(Rhythm.OFF), Seen(Timetable()))

    assert digests.of("ben") == Timetable(Rhythm.WEEKLY)


def test_digest_stays_where_the_person_is_no_longer_what_was_seen(
    save: SavePerson, digests: SetDigest
) -> None:
    with pytest.raises(Outdated):
        save(BEN, NOW, Seen(ANN), Timetable(), Seen(digests.of("ben")))

    assert digests.all() == {}


def test_digest_of_who_never_had_one_can_be_set_by_who_has_seen_that(
    save: SavePerson, digests: SetDigest
) -> None:
    save(BEN, NOW, Seen(BEN), Timetable(Rhythm.WEEKLY), Seen(digests.of("ben")))

    assert digests.of("ben") == Timetable(Rhythm.WEEKLY)


def test_who_goes_gets_no_more_digests(save: SavePerson, digests: SetDigest) -> None:
    save(BEN, NOW)

    save.remove("ben", NOW)

    assert digests.all() == {}


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


def test_who_has_changed_since_they_were_seen_keeps_all_they_have(
    save: SavePerson, people: FakePersonStore, tokens: FakeTokenStore, digests: SetDigest
) -> None:
    save(BEN, NOW)

    with pytest.raises(Outdated):
        save.remove("ben", NOW, Seen(replace(BEN, name="Benjamin")))

    assert people.all() == (ANN, BEN)
    assert tokens.all() == (ANNS, BENS)
    assert "ben" in digests.all()


def test_removing_again_ends_what_was_removed_by_halves(save: SavePerson, tokens: FakeTokenStore) -> None:
    fail_at(tokens, "remove")
    with pytest.raises(Killed):
        save.remove("ben", NOW)

    assert save.remove("ben", NOW) == ("b",)

    assert tokens.all() == (ANNS,)


def test_nobody_cannot_be_removed(save: SavePerson) -> None:
    with pytest.raises(NotFound):
        save.remove("zoe", NOW)
