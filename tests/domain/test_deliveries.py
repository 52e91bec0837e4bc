"""Deliveries are tried by one worker at a time, until they went out or were given up."""

from datetime import timedelta

import pytest

from chalicelib.domain.deliveries import (
    LEASE,
    PATIENCE,
    Cause,
    Delivery,
    DeliveryStatus,
    claimed,
    dropped,
    failed,
    has_run_out,
    is_due,
    postponed,
    retried,
    sent,
)
from chalicelib.domain.policies import Destination

from .examples import MINUTE, NOW

QUEUED = Delivery("m1", Cause.STEP, 0, 2, 0, Destination("email", "ann"), NOW, due_at=NOW)


def test_claimed_delivery_is_not_due_until_the_lease_is_over() -> None:
    delivery = claimed(QUEUED, NOW)

    assert not is_due(delivery, NOW + LEASE - MINUTE)
    assert is_due(delivery, NOW + LEASE)
    assert (delivery.version, delivery.attempts) == (2, 1)


def test_delivery_that_fails_for_now_is_tried_again_after_pauses_that_grow() -> None:
    delivery, at, pauses = QUEUED, NOW, []
    for _ in range(8):
        delivery = postponed(claimed(delivery, at), at)
        assert delivery.due_at is not None
        pauses.append((delivery.due_at - at) // MINUTE)
        at = delivery.due_at

    assert pauses == [1, 2, 5, 15, 30, 60, 60, 60]


def test_destination_that_asks_for_a_longer_pause_gets_it() -> None:
    delivery = postponed(claimed(QUEUED, NOW), NOW, at_least=timedelta(minutes=10))

    assert delivery.due_at == NOW + 10 * MINUTE


def test_delivery_is_given_up_after_a_day() -> None:
    assert not has_run_out(QUEUED, NOW + PATIENCE - MINUTE)
    assert has_run_out(QUEUED, NOW + PATIENCE)


@pytest.mark.parametrize(
    ("after", "status"),
    [
        (sent(QUEUED, "ann", NOW), DeliveryStatus.SENT),
        (failed(QUEUED, "no such address", NOW), DeliveryStatus.FAILED),
        (dropped(QUEUED, NOW), DeliveryStatus.DROPPED),
    ],
)
def test_delivery_that_is_over_is_never_due(after: Delivery, status: DeliveryStatus) -> None:
    assert (after.status, after.at) == (status, NOW)
    assert not is_due(after, NOW + timedelta(days=99))


def test_failed_delivery_can_be_tried_anew() -> None:
    again = retried(failed(claimed(QUEUED, NOW), "no such address", NOW), NOW + MINUTE)

    assert is_due(again, NOW + MINUTE)
    assert (again.status, again.attempts, again.failure, again.id) == (
        DeliveryStatus.QUEUED,
        0,
        None,
        QUEUED.id,
    )


def test_deliveries_sort_as_they_were_asked_for() -> None:
    later = Delivery("m1", Cause.STEP, 0, 11, 1, Destination("sns"), NOW, due_at=NOW)

    assert QUEUED.id < later.id
