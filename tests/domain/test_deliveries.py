"""Deliveries are tried by one worker at a time, until they went out or were given up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.deliveries import (
    LEASE,
    PATIENCE,
    Cause,
    Delivery,
    DeliveryStatus,
    acknowledged,
    behind,
    claimed,
    dropped,
    failed,
    has_run_out,
    is_due,
    opened,
    postponed,
    retried,
    sent,
)
from chalicelib.domain.history import Deed
from chalicelib.domain.links import Link, link_for
from chalicelib.domain.policies import Destination

from .examples import MINUTE, NOW, a_mention

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


SENT = sent(claimed(QUEUED, NOW), "ann", NOW)


def its_link(person_id: str = "ann", made: int = 0) -> Link:
    """The link in a notice that was tried so many minutes after it was queued."""
    return link_for(a_mention(id="m1"), person_id, Deed.ACKNOWLEDGED, NOW + made * MINUTE)


def test_notice_is_opened_by_its_person_with_its_link_once() -> None:
    seen = opened(SENT, its_link(), NOW + MINUTE)

    assert seen is not None
    assert (seen.status, seen.opened_at, seen.at) == (DeliveryStatus.OPENED, NOW + MINUTE, NOW)
    assert opened(seen, its_link(), NOW + 2 * MINUTE) is None


@pytest.mark.parametrize(
    ("delivery", "link"),
    [
        (SENT, its_link("ben")),
        (SENT, its_link(made=1)),
        (SENT, its_link(made=-1)),
        (claimed(QUEUED, NOW), its_link()),
        (failed(QUEUED, "no such address", NOW), its_link()),
        *((one, its_link()) for one in acknowledged((SENT,), "ann", NOW)),
    ],
)
def test_notice_is_not_opened_by_others_or_with_other_links(delivery: Delivery, link: Link) -> None:
    assert opened(delivery, link, NOW + MINUTE) is None


def test_notice_that_was_tried_twice_is_opened_with_the_link_of_either_try() -> None:
    """A worker died between telling and writing it down; both mails arrived."""
    again = sent(SENT, "ann", NOW + 5 * MINUTE)

    assert opened(again, its_link(), NOW + 6 * MINUTE)
    assert opened(again, its_link(made=5), NOW + 6 * MINUTE)


def test_who_does_something_has_acknowledged_what_they_were_told() -> None:
    seen = opened(SENT, its_link(), NOW + MINUTE)
    assert seen is not None
    others = (replace(SENT, person_id="ben"), replace(SENT, person_id=None), claimed(QUEUED, NOW))

    after = acknowledged((SENT, seen, *others), "ann", NOW + 2 * MINUTE)

    assert [each.status for each in after] == [DeliveryStatus.ACKNOWLEDGED] * 2
    assert [each.opened_at for each in after] == [None, NOW + MINUTE]
    assert {each.acknowledged_at for each in after} == {NOW + 2 * MINUTE}
    assert acknowledged(after, "ann", NOW + 3 * MINUTE) == ()


def test_no_act_acknowledges_more_than_one_write_can_hold() -> None:
    many = [replace(SENT, number=number) for number in range(1, 100)]

    assert [each.number for each in acknowledged(many, "ann", NOW)] == list(range(80, 100))


def test_whether_somebody_may_have_got_it() -> None:
    tried = claimed(QUEUED, NOW)

    assert not QUEUED.may_have_arrived
    assert not dropped(QUEUED, NOW).may_have_arrived
    assert not failed(tried, "refused", NOW).may_have_arrived
    assert tried.may_have_arrived
    assert dropped(tried, NOW).may_have_arrived, "the worker that tried it may have died"
    assert SENT.may_have_arrived


OVER = replace(QUEUED, cause=Cause.OVER, number=9)


def test_sequel_waits_until_what_it_is_about_has_arrived_or_has_not() -> None:
    tried = claimed(QUEUED, NOW)

    waiting = behind(OVER, (OVER, tried), NOW)

    assert waiting is not None
    assert waiting.due_at == tried.due_at
    assert behind(OVER, (OVER, sent(tried, "ann", NOW)), NOW) is None
    late = behind(OVER, (tried,), NOW + LEASE)
    assert late is not None
    assert late.due_at == NOW + LEASE + MINUTE


@pytest.mark.parametrize(
    "other",
    [
        QUEUED,
        claimed(replace(QUEUED, turn=1), NOW),
        claimed(replace(QUEUED, destination=Destination("sns")), NOW),
        claimed(replace(QUEUED, cause=Cause.TAKEN), NOW),
    ],
)
def test_sequel_waits_for_nothing_else(other: Delivery) -> None:
    assert behind(OVER, (other,), NOW) is None


def test_what_it_was_is_said_in_words() -> None:
    assert (QUEUED.what, OVER.what) == ("step 1", "over")
    assert (QUEUED.is_sequel, OVER.is_sequel) == (False, True)
