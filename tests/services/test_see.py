"""People who look at the same mention see each other; looking is no deed, and costs next to nothing."""

from datetime import timedelta

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.deliveries import DeliveryStatus
from chalicelib.domain.history import Deed
from chalicelib.domain.links import Link, link_for
from chalicelib.domain.mentions import MentionStatus
from chalicelib.errors import NotFound
from chalicelib.services.see import See
from tests.domain.examples import MINUTE, NOW, a_mention
from tests.fakes import FakeMentionStore, FakeViewerStore, Killed, fail_at

from .world import World

MENTION = a_mention()
SECOND = timedelta(seconds=1)


class Room:
    """The mention that people look at."""

    def __init__(self) -> None:
        self.world = World(mentions=FakeMentionStore(MENTION))
        self.store = FakeViewerStore()
        self.see = See(self.world.mentions, self.store)

    def looks(self, person_id: str, ago: timedelta = timedelta(0), link: Link | None = None) -> list[str]:
        """Who else is there, as they are told."""
        return [each.person_id for each in self.see(MENTION.id, person_id, NOW - ago, link)]


@pytest.fixture
def room() -> Room:
    return Room()


def test_two_people_see_each_other(room: Room) -> None:
    assert room.looks("ann", 20 * SECOND) == []
    assert room.looks("ben", 10 * SECOND) == ["ann"]
    assert room.looks("ann") == ["ben"]


def test_who_has_gone_is_seen_no_more(room: Room) -> None:
    room.looks("ann", MINUTE)

    assert room.looks("ben") == []


def test_asking_who_is_there_changes_nothing(room: Room) -> None:
    room.looks("ann")
    writes = room.store.writes

    others = room.see.others(MENTION.id, "ben", NOW)

    assert [each.person_id for each in others] == ["ann"]
    assert room.store.writes == writes


def test_somebody_who_stays_is_written_down_every_half_minute_at_most(room: Room) -> None:
    for ago in range(60, -1, -1):
        room.looks("ann", ago * SECOND)

    assert room.store.writes == 3


def test_looking_is_not_acknowledging(room: Room) -> None:
    room.looks("ann")

    assert room.world.mentions.commits == []
    assert room.world.mentions.mentions[MENTION.id] == MENTION


def test_there_must_be_something_to_look_at(room: Room) -> None:
    with pytest.raises(NotFound):
        room.see("other", "ann", NOW)

    assert room.store.writes == 0


def mailed(room: Room) -> Link:
    """The link in the mail that Ann was sent ten minutes ago."""
    room.world.escalate(MENTION.id, NOW - 10 * MINUTE)
    return link_for(MENTION, "ann", Deed.ACKNOWLEDGED, NOW - 10 * MINUTE)


def log_of(room: Room) -> dict[str, DeliveryStatus]:
    return {str(each.destination): each.status for each in room.world.mentions.deliveries(MENTION.id)}


def test_notice_whose_page_somebody_looks_at_was_opened(room: Room) -> None:
    link = mailed(room)

    room.looks("ann", link=link)

    assert log_of(room) == {"email:ann": DeliveryStatus.OPENED, "sns": DeliveryStatus.SENT}
    (mail,) = [each for each in room.world.mentions.deliveries(MENTION.id) if each.person_id == "ann"]
    assert mail.opened_at == NOW
    assert room.world.mentions.mentions[MENTION.id].status is MentionStatus.NOTIFIED


def test_without_a_link_no_notice_was_opened(room: Room) -> None:
    mailed(room)

    room.looks("ann")

    assert DeliveryStatus.OPENED not in log_of(room).values()


def test_that_it_was_opened_survives_a_worker_that_died(room: Room) -> None:
    link = mailed(room)
    fail_at(room.store, "put")

    with pytest.raises(Killed):
        room.looks("ann", link=link)
    room.looks("ann", link=link)

    assert log_of(room)["email:ann"] is DeliveryStatus.OPENED


def test_who_does_something_meanwhile_has_the_last_word(room: Room) -> None:
    link, commit = mailed(room), room.world.mentions.commit

    def meanwhile(change: Change) -> bool:
        room.world.mentions.commit = commit  # type: ignore[method-assign]
        room.world.do(Deed.ACKNOWLEDGED, "ann", NOW)
        return commit(change)

    room.world.mentions.commit = meanwhile  # type: ignore[method-assign]

    room.looks("ann", link=link)

    assert log_of(room)["email:ann"] is DeliveryStatus.ACKNOWLEDGED


def test_what_a_person_did_acknowledges_what_they_were_told(room: Room) -> None:
    link = mailed(room)
    room.looks("ann", 5 * MINUTE, link)

    room.world.do(Deed.ACKNOWLEDGED, "ann", NOW)

    (mail,) = [each for each in room.world.mentions.deliveries(MENTION.id) if each.person_id == "ann"]
    assert (mail.status, mail.opened_at, mail.acknowledged_at) == (
        DeliveryStatus.ACKNOWLEDGED,
        NOW - 5 * MINUTE,
        NOW,
    )
    assert (MENTION.id, mail.id) not in room.world.deliveries.keys


def test_what_somebody_else_did_does_not(room: Room) -> None:
    mailed(room)

    room.world.do(Deed.ACKNOWLEDGED, "ben", NOW)

    assert log_of(room)["email:ann"] is DeliveryStatus.SENT
