"""A thing is put over what was seen, or removed as it was seen; or whatever there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.people import Person
from chalicelib.domain.seen import Seen
from chalicelib.errors import NotFound, Outdated
from chalicelib.services.put import put, remove
from tests.fakes import FakePersonStore

from .world import ANN

CHANGED = replace(ANN, name="Ann Archer")
OTHER = replace(ANN, name="Ann Bowman")


@pytest.mark.parametrize("seen", [None, Seen(ANN)])
def test_what_was_seen_is_replaced_and_whatever_there_is_where_nothing_was(seen: Seen[Person] | None) -> None:
    people = FakePersonStore(ANN)

    put(people, "person", CHANGED, seen)

    assert people.all() == (CHANGED,)


@pytest.mark.parametrize(("there", "seen"), [(OTHER, ANN), (OTHER, None), (None, ANN)])
def test_what_is_no_longer_as_it_was_seen_stays(there: Person | None, seen: Person | None) -> None:
    people = FakePersonStore(*filter(None, [there]))

    with pytest.raises(Outdated, match="person 'ann' has changed"):
        put(people, "person", CHANGED, Seen(seen))

    assert people.get("ann") == there


@pytest.mark.parametrize("seen", [None, Seen(ANN)])
def test_what_was_seen_is_removed_and_whatever_there_is_where_nothing_was(seen: Seen[Person] | None) -> None:
    people = FakePersonStore(ANN)

    remove(people, "person", "ann", seen)

    assert people.all() == ()


def test_what_is_no_longer_as_it_was_seen_is_not_removed() -> None:
    people = FakePersonStore(OTHER)

    with pytest.raises(Outdated, match="person 'ann' has changed"):
        remove(people, "person", "ann", Seen(ANN))

    assert people.all() == (OTHER,)


def test_what_there_is_not_cannot_be_removed() -> None:
    with pytest.raises(NotFound, match="person 'ann'"):
        remove(FakePersonStore(), "person", "ann", None)
