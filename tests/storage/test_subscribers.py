"""The contract of SubscriberStore; the real one lies beside the deliveries, and neither sees the other."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.domain import subscribers as domain
from chalicelib.domain.changes import Change
from chalicelib.domain.deliveries import Cause, Delivery
from chalicelib.domain.policies import Destination
from chalicelib.domain.timetables import Rhythm, Timetable
from chalicelib.services.ports import SubscriberStore
from chalicelib.storage.mentions import DynamoMentionStore
from chalicelib.storage.subscribers import DynamoSubscriberStore
from tests.domain.examples import MINUTE, NOW

DAY = timedelta(days=1)
ANN = domain.joined("ann", "0123456789abcdef", Timetable(), NOW)
BEN = domain.joined("ben", "fedcba9876543210", Timetable(Rhythm.OFF, 17, "Europe/Berlin"), NOW)


def test_nobody_is_none(subscribers: SubscriberStore) -> None:
    assert subscribers.get("ann") is None
    assert subscribers.get("") is None
    assert subscribers.all() == ()
    assert not subscribers.remove("ann")


def test_subscribers_come_back_whole_in_the_order_of_their_ids(subscribers: SubscriberStore) -> None:
    told = replace(ANN, sent_at=NOW, failure="busy")

    assert subscribers.save(BEN)
    assert subscribers.save(told)

    assert subscribers.get("ann") == told
    assert subscribers.get("ben") == BEN
    assert subscribers.all() == (told, BEN)


def test_only_the_next_version_is_written(subscribers: SubscriberStore) -> None:
    subscribers.save(ANN)

    assert not subscribers.save(ANN)
    assert not subscribers.save(replace(ANN, version=3))
    assert subscribers.save(replace(ANN, version=2))


def test_who_was_removed_does_not_come_back(subscribers: SubscriberStore) -> None:
    subscribers.save(ANN)

    assert subscribers.remove("ann")

    assert subscribers.get("ann") is None
    assert not subscribers.save(replace(ANN, version=2))


def test_who_is_due_is_found_longest_first(subscribers: SubscriberStore) -> None:
    zoe = domain.joined("zoe", "z", Timetable(hour=7), NOW)
    for each in (ANN, BEN, zoe):
        subscribers.save(each)
    assert ANN.due_at is not None

    assert subscribers.due(ANN.due_at - 61 * MINUTE) == ()
    assert subscribers.due(ANN.due_at) == ("zoe", "ann")
    subscribers.save(domain.changed(zoe, Timetable(Rhythm.OFF), NOW))
    assert subscribers.due(ANN.due_at + 400 * DAY) == ("ann",)


def test_deliveries_and_digests_are_due_apart(tables: None) -> None:
    mentions, subscribers = DynamoMentionStore(400 * DAY), DynamoSubscriberStore()
    to_ann = Delivery("m1", Cause.STEP, 0, 1, 0, Destination("email", "ann"), NOW, NOW)

    mentions.commit(Change(deliveries=(to_ann,)))
    subscribers.save(ANN)

    assert mentions.undelivered(NOW + 9 * DAY) == (("m1", to_ann.id),)
    assert subscribers.due(NOW + 9 * DAY) == ("ann",)
    assert mentions.deliveries("m1") == (to_ann,)
    assert subscribers.all() == (ANN,)
