"""A destination that follows hears how a mention went on after its notices, once for each turn of events."""

from dataclasses import replace

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.deliveries import Cause, Delivery, claimed, failed, sent
from chalicelib.domain.escalations import Escalation, closed
from chalicelib.domain.mentions import Mention, MentionStatus
from chalicelib.domain.policies import Destination
from chalicelib.domain.sequels import stands, with_sequels

from .examples import MINUTE, NOW, a_mention, an_escalation

CARE = Destination("pagerduty", "care")
QUEUED = Delivery(a_mention().id, Cause.STEP, 0, 2, 0, CARE, NOW, due_at=NOW)
TRIED = claimed(QUEUED, NOW, follows=True)
TOLD = sent(TRIED, None, NOW)
OPEN = an_escalation(version=4)
ASKED = a_mention(status=MentionStatus.NOTIFIED)


def at(status: MentionStatus, turn: int = 1) -> Mention:
    return a_mention(status=status, turn=turn)


def sequels(before: Mention, after: Mention, *deliveries: Delivery) -> list[tuple[Cause, int]]:
    """How it went on, and the turn of the notices that it is about."""
    change = with_sequels(Change(after), before, OPEN, deliveries, NOW + MINUTE)
    return [(each.cause, each.turn) for each in change.deliveries]


@pytest.mark.parametrize(
    ("mention", "escalation", "how"),
    [
        (ASKED, OPEN, None),
        (ASKED, closed(OPEN), Cause.OVER),
        (at(MentionStatus.NOTIFIED), OPEN, Cause.FREED),
        (at(MentionStatus.ACKNOWLEDGED), OPEN, Cause.TAKEN),
        (at(MentionStatus.PROMISED), OPEN, Cause.TAKEN),
        (at(MentionStatus.ANSWERED), OPEN, Cause.OVER),
        (at(MentionStatus.RESOLVED), OPEN, Cause.OVER),
        (at(MentionStatus.IGNORED), OPEN, Cause.OVER),
        (at(MentionStatus.DELETED), OPEN, Cause.OVER),
    ],
)
def test_how_it_stands_for_who_was_asked_in_the_first_turn(
    mention: Mention, escalation: Escalation, how: Cause | None
) -> None:
    assert stands(mention, escalation, 0) is how


def test_sequel_is_queued_with_what_it_tells_of_under_a_number_of_its_own() -> None:
    taken = at(MentionStatus.ACKNOWLEDGED)

    change = with_sequels(Change(taken), ASKED, OPEN, (TOLD,), NOW + MINUTE)

    (sequel,) = change.deliveries
    assert change.escalation == replace(OPEN, version=5)
    assert (sequel.destination, sequel.number, sequel.due_at) == (CARE, 5, NOW + MINUTE)
    assert sequel.is_sequel


def test_escalation_that_changes_anyway_numbers_it() -> None:
    held = replace(OPEN, version=5)

    change = with_sequels(Change(at(MentionStatus.RESOLVED), held), ASKED, OPEN, (TOLD,), NOW)

    assert change.escalation == held
    assert [each.number for each in change.deliveries] == [5]


def test_sign_of_life_is_not_told() -> None:
    assert sequels(at(MentionStatus.ACKNOWLEDGED), at(MentionStatus.ACKNOWLEDGED, turn=2), TOLD) == []


@pytest.mark.parametrize(
    "delivery",
    [QUEUED, failed(TRIED, "refused", NOW), claimed(QUEUED, NOW), replace(TOLD, cause=Cause.TAKEN)],
)
def test_where_no_notice_may_have_arrived_that_is_followed_nothing_is_told(delivery: Delivery) -> None:
    assert sequels(ASKED, at(MentionStatus.RESOLVED), delivery) == []


def test_notice_that_is_just_being_sent_counts() -> None:
    assert sequels(ASKED, at(MentionStatus.ACKNOWLEDGED), TRIED) == [(Cause.TAKEN, 0)]


def test_sequel_is_about_the_last_notices() -> None:
    later = replace(TOLD, turn=2, number=7)

    assert sequels(at(MentionStatus.NOTIFIED, 2), at(MentionStatus.RESOLVED, 3), later, TOLD) == [
        (Cause.OVER, 2)
    ]


def test_each_destination_that_follows_is_told() -> None:
    crm = replace(TOLD, destination=Destination("webhook", "crm"))

    assert sequels(ASKED, at(MentionStatus.RESOLVED), TOLD, crm) == [(Cause.OVER, 0), (Cause.OVER, 0)]


def test_what_was_never_escalated_has_no_sequel() -> None:
    change = Change(at(MentionStatus.RESOLVED))

    assert with_sequels(change, ASKED, None, (TOLD,), NOW) == change


def test_complaint_that_is_none_any_more_is_over_in_its_turn() -> None:
    change = with_sequels(Change(None, closed(OPEN)), ASKED, OPEN, (TOLD,), NOW)

    assert [each.cause for each in change.deliveries] == [Cause.OVER]
