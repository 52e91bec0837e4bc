"""What could not be delivered is tried anew because a person wants it so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.deliveries import Cause, Delivery, DeliveryStatus
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.policies import Destination
from chalicelib.errors import NotFound, NotPossible
from chalicelib.services.retry import Retry
from tests.domain.examples import NOW
from tests.fakes import FakeDeliveryQueue, FakeMentionStore, fail_at

FAILED = Delivery(
    "m1", Cause.STEP, 0, 1, 0, Destination("email", "ann"), NOW - timedelta(days=2), None,
    DeliveryStatus.FAILED, attempts=9, at=NOW, failure="the mailbox is full",
)  # fmt: skip


@pytest.fixture
def mentions() -> FakeMentionStore:
    store = FakeMentionStore()
    store.queued[("m1", FAILED.id)] = FAILED
    return store


@pytest.fixture
def queue() -> FakeDeliveryQueue:
    return FakeDeliveryQueue()


def test_failed_delivery_is_due_at_once_and_pushed(
    mentions: FakeMentionStore, queue: FakeDeliveryQueue
) -> None:
    again = Retry(mentions, queue)("m1", FAILED.id, "ann", Via.API, NOW)

    assert (again.status, again.due_at, again.attempts) == (DeliveryStatus.QUEUED, NOW, 0)
    assert mentions.delivery("m1", FAILED.id) == again
    assert queue.keys == [("m1", FAILED.id)]
    [line] = mentions.history("m1")
    assert (line.deed, line.by, line.note) == (Deed.RETRIED, "ann", "email:ann")


def test_only_one_of_two_who_retry_does(mentions: FakeMentionStore, queue: FakeDeliveryQueue) -> None:
    retry = Retry(mentions, queue)
    retry("m1", FAILED.id, "ann", Via.API, NOW)

    with pytest.raises(NotPossible, match="is 'queued'"):
        retry("m1", FAILED.id, "ben", Via.API, NOW)
    assert len(queue.keys) == 1


def test_who_loses_to_somebody_faster_is_told(mentions: FakeMentionStore, queue: FakeDeliveryQueue) -> None:
    newer = replace(FAILED, version=FAILED.version + 1)
    mentions.delivery = lambda *_: FAILED  # type: ignore[method-assign]
    mentions.queued[("m1", FAILED.id)] = newer

    with pytest.raises(NotPossible):
        Retry(mentions, queue)("m1", FAILED.id, "ann", Via.API, NOW)
    assert queue.keys == []


def test_push_that_is_lost_leaves_the_delivery_due(
    mentions: FakeMentionStore, queue: FakeDeliveryQueue
) -> None:
    fail_at(queue, "send")

    with pytest.raises(BaseException, match="send"):
        Retry(mentions, queue)("m1", FAILED.id, "ann", Via.API, NOW)

    assert mentions.undelivered(NOW) == (("m1", FAILED.id),)


def test_what_is_not_there_cannot_be_retried(mentions: FakeMentionStore, queue: FakeDeliveryQueue) -> None:
    with pytest.raises(NotFound):
        Retry(mentions, queue)("m1", "unknown", "ann", Via.API, NOW)
