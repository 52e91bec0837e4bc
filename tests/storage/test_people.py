"""The contracts of PersonStore and TokenStore."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.people import Person, Scope, Token, hash_of
from chalicelib.services.ports import PersonStore, TokenStore
from tests.domain.examples import MINUTE, NOW

ANN = Person("ann", "Ann Ångström", "ann@larkfield.example")
BEN = Person("ben", "Ben", "ben@larkfield.example")
DAY = timedelta(days=1)
TOKEN = Token("0123456789ab", hash_of("secret"), "ann", Scope.RESPOND, NOW, NOW + MINUTE)


def test_unknown_person_is_none(people: PersonStore) -> None:
    assert people.get("ann") is None
    assert people.all() == ()


def test_people_come_back_whole_and_in_order(people: PersonStore) -> None:
    people.put(BEN)
    people.put(ANN)

    assert people.get("ann") == ANN
    assert people.all() == (ANN, BEN)


def test_putting_a_person_again_replaces(people: PersonStore) -> None:
    people.put(ANN)
    moved = replace(ANN, email="ann@elsewhere.example")

    people.put(moved)

    assert people.get("ann") == moved


def test_removed_person_is_gone_and_nobody_else(people: PersonStore) -> None:
    people.put(ANN)
    people.put(BEN)

    assert people.remove("ann")
    assert not people.remove("ann")
    assert people.all() == (BEN,)


def test_unknown_token_is_none(tokens: TokenStore) -> None:
    assert tokens.get("0123456789ab") is None
    assert tokens.all() == ()


def test_token_comes_back_whole(tokens: TokenStore) -> None:
    lasting = replace(TOKEN, id="ba9876543210", expires_at=None, scope=Scope.ADMIN)

    tokens.put(TOKEN)
    tokens.put(lasting)

    assert tokens.get(TOKEN.id) == TOKEN
    assert tokens.get(lasting.id) == lasting


def test_tokens_come_back_in_order(tokens: TokenStore) -> None:
    later = replace(TOKEN, id="ba9876543210")
    tokens.put(later)
    tokens.put(TOKEN)

    assert tokens.all() == (TOKEN, later)


def test_removed_token_is_gone_and_no_other(tokens: TokenStore) -> None:
    other = replace(TOKEN, id="ba9876543210")
    tokens.put(TOKEN)
    tokens.put(other)

    assert tokens.remove(TOKEN.id)
    assert not tokens.remove(TOKEN.id)
    assert tokens.all() == (other,)


def test_token_is_added_where_there_is_none(tokens: TokenStore) -> None:
    other = replace(TOKEN, person_id="ben")

    assert tokens.add(TOKEN)
    assert not tokens.add(other)

    assert tokens.get(TOKEN.id) == TOKEN


def test_use_of_a_token_never_moves_back(tokens: TokenStore) -> None:
    tokens.put(TOKEN)

    for day in (NOW.date() - DAY, NOW.date(), NOW.date() - DAY):
        tokens.mark_used(TOKEN.id, day)

    assert tokens.get(TOKEN.id) == replace(TOKEN, last_used_on=NOW.date())


def test_use_brings_back_no_token(tokens: TokenStore) -> None:
    tokens.mark_used(TOKEN.id, NOW.date())

    assert tokens.all() == ()
