"""Who gets digests is set once and for all, until it is set otherwise; setting it twice changes nothing."""

from __future__ import annotations

import pytest

from chalicelib.domain.seen import Seen
from chalicelib.domain.timetables import Rhythm, Timetable
from chalicelib.errors import Outdated, TemporaryError
from chalicelib.services.set_digest import SetDigest
from tests.domain.examples import MINUTE, NOW
from tests.fakes import FakeSubscriberStore

OFF, WEEKLY = Timetable(Rhythm.OFF), Timetable(Rhythm.WEEKLY, 9, "Europe/Berlin")


@pytest.fixture
def store() -> FakeSubscriberStore:
    return FakeSubscriberStore()


@pytest.fixture
def digests(store: FakeSubscriberStore) -> SetDigest:
    return SetDigest(store)


def test_who_is_not_known_gets_none(digests: SetDigest) -> None:
    assert digests.of("ann") == OFF
    assert digests.all() == {}


def test_whoever_begins_gets_one_every_day(digests: SetDigest) -> None:
    digests.begin("ann", NOW)

    assert digests.all() == {"ann": Timetable()}


def test_beginning_again_changes_nothing_that_was_set(digests: SetDigest) -> None:
    digests("ann", OFF, NOW)

    digests.begin("ann", NOW)

    assert digests.of("ann") == OFF


def test_what_is_set_holds(digests: SetDigest) -> None:
    digests.begin("ann", NOW)

    digests("ann", WEEKLY, NOW)

    assert digests.of("ann") == WEEKLY


def test_setting_the_same_again_writes_nothing(digests: SetDigest, store: FakeSubscriberStore) -> None:
    digests("ann", OFF, NOW)
    before = store.get("ann")

    assert digests("ann", OFF, NOW + MINUTE) == before
    assert store.get("ann") == before


def test_who_lost_to_somebody_else_sets_it_all_the_same(
    digests: SetDigest, store: FakeSubscriberStore
) -> None:
    digests.begin("ann", NOW)
    get = store.get

    def late(person_id: str) -> object:
        known = get(person_id)
        store.get = get  # type: ignore[method-assign]
        digests("ann", WEEKLY, NOW)
        return known

    store.get = late  # type: ignore[assignment,method-assign]
    digests("ann", OFF, NOW)

    assert digests.of("ann") == OFF


def test_what_never_stands_still_is_to_be_tried_again(digests: SetDigest, store: FakeSubscriberStore) -> None:
    store.save = lambda subscriber: False  # type: ignore[method-assign]

    with pytest.raises(TemporaryError, match="changing too fast"):
        digests("ann", OFF, NOW)


@pytest.mark.parametrize("is_known", [True, False])
def test_nobody_overwrites_what_they_have_not_seen(digests: SetDigest, is_known: bool) -> None:
    if is_known:
        digests("ann", WEEKLY, NOW)

    with pytest.raises(Outdated):
        digests("ann", OFF, NOW, Seen(Timetable()))
    digests("ann", Timetable(), NOW, Seen(WEEKLY if is_known else OFF))

    assert digests.of("ann") == Timetable()


def test_keys_lead_to_their_people_and_to_nobody_else(digests: SetDigest) -> None:
    ann, ben = digests("ann", WEEKLY, NOW), digests("ben", WEEKLY, NOW)

    assert ann.key != ben.key
    assert digests.behind(ann.key) == ann
    assert digests.behind("another") is None


def test_who_comes_anew_is_somebody_else_to_old_links(digests: SetDigest) -> None:
    before = digests("ann", WEEKLY, NOW)

    digests.end("ann")
    digests.begin("ann", NOW)

    assert digests.behind(before.key) is None
    assert digests.of("ann") == Timetable()
