"""An escalation is the clock of a mention, and runs only while somebody is to be told or reminded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.deliveries import Cause, Delivery, DeliveryStatus
from chalicelib.domain.escalations import (
    Escalation,
    EscalationStatus,
    closed,
    delivery_for,
    escalates,
    hastened,
    held,
    is_due,
    is_wanted,
    notified,
    opened,
    policy_id_for,
    reminded,
    reopened,
    resumed,
    taken,
)
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.policies import Clock, Destination, Policy, Step
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Verdict
from chalicelib.domain.watches import Watch

from .examples import COMPETITOR, MINUTE, NOW, OWN, POLICY, WATCHES, a_mention, an_escalation

TWO_DAYS = timedelta(days=2)
ANN, BEN, TOPIC = Destination("email", "ann"), Destination("email", "ben"), Destination("sns")
PRAISED = replace(OWN, praise_policy_id="praise")


@pytest.mark.parametrize(
    ("verdict", "watch_ids", "age", "expected"),
    [
        (Verdict.BAD, ("larkfield",), timedelta(hours=1), True),
        (Verdict.BAD, ("larkfield", "brightmoor"), timedelta(hours=1), True),
        (Verdict.BAD, ("brightmoor",), timedelta(hours=1), False),
        (Verdict.BAD, ("lighting",), timedelta(hours=1), False),
        (Verdict.BAD, ("deleted-watch",), timedelta(hours=1), False),
        (Verdict.BAD, ("larkfield",), timedelta(days=3), False),
        (Verdict.GOOD, ("larkfield",), timedelta(hours=1), False),
        (Verdict.INDIFFERENT, ("larkfield",), timedelta(hours=1), False),
        (Verdict.TROLL, ("larkfield",), timedelta(hours=1), False),
        (Verdict.UNSURE, ("larkfield",), timedelta(hours=1), False),
    ],
)
def test_only_fresh_complaints_about_our_own_wake_people(
    verdict: Verdict, watch_ids: tuple[str, ...], age: timedelta, expected: bool
) -> None:
    assert escalates(verdict, watch_ids, WATCHES, age, TWO_DAYS) is expected


def test_praise_reaches_people_where_somebody_wants_to_hear_of_it() -> None:
    watches = {**WATCHES, OWN.id: PRAISED, COMPETITOR.id: replace(COMPETITOR, praise_policy_id="praise")}

    assert escalates(Verdict.GOOD, (OWN.id,), watches, MINUTE, TWO_DAYS)
    assert not escalates(Verdict.GOOD, (COMPETITOR.id,), watches, MINUTE, TWO_DAYS)
    assert not escalates(Verdict.INDIFFERENT, (OWN.id,), watches, MINUTE, TWO_DAYS)


@pytest.mark.parametrize(
    ("verdict", "watch", "expected"),
    [
        (Verdict.BAD, OWN, "default"),
        (Verdict.BAD, replace(OWN, policy_id="night"), "night"),
        (Verdict.GOOD, OWN, None),
        (Verdict.GOOD, PRAISED, "praise"),
        (Verdict.BAD, COMPETITOR, None),
        (Verdict.BAD, None, "default"),
        (Verdict.GOOD, None, None),
        (Verdict.TROLL, None, None),
    ],
)
def test_people_hear_by_the_watchs_policy_and_of_complaints_without_a_watch_too(
    verdict: Verdict, watch: Watch | None, expected: str | None
) -> None:
    assert policy_id_for(a_mention(ruling=Ruling(verdict, "ben", NOW)), watch) == expected


def test_opened_escalation_has_its_first_step_due() -> None:
    mention, escalation = opened(a_mention(), POLICY, NOW)

    assert (mention.queued_since, mention.version) == (None, 2)
    assert is_due(escalation, NOW)
    assert (escalation.mention_id, escalation.step) == (mention.id, 0)


def test_clock_may_count_from_when_it_was_said() -> None:
    policy = Policy("p", (Step(timedelta(hours=1), (ANN,)),), clock=Clock.PUBLICATION)

    _, escalation = opened(a_mention(), policy, NOW)

    assert escalation.due_at == NOW + 50 * MINUTE, "it was said ten minutes ago"


def test_step_asks_for_a_delivery_to_each_destination_and_sets_the_clock_for_the_next() -> None:
    escalation, told = taken(a_mention(), an_escalation(), POLICY, NOW)

    assert [each.destination for each in told] == [ANN, TOPIC]
    assert {(each.cause, each.step, each.due_at) for each in told} == {(Cause.STEP, 0, NOW)}
    assert (escalation.step, escalation.due_at, escalation.version) == (1, NOW + 30 * MINUTE, 2)


def test_destination_named_twice_in_a_step_is_told_once() -> None:
    _, told = taken(a_mention(), an_escalation(), Policy("p", (Step(timedelta(0), (ANN, ANN)),)), NOW)

    assert len(told) == 1


def test_same_person_may_be_told_again_by_a_later_step() -> None:
    twice = Policy("p", (Step(timedelta(0), (ANN,)), Step(MINUTE, (ANN,))))
    escalation, first = taken(a_mention(), an_escalation(), twice, NOW)

    _, second = taken(a_mention(), escalation, twice, NOW + MINUTE)

    assert first[0].id != second[0].id


def test_worker_that_is_a_little_late_shifts_no_later_step() -> None:
    escalation, _ = taken(a_mention(), an_escalation(), POLICY, NOW + MINUTE)

    assert escalation.due_at == NOW + 30 * MINUTE


def test_after_an_outage_people_get_their_time_from_when_they_were_told() -> None:
    escalation, _ = taken(a_mention(), an_escalation(), POLICY, NOW + timedelta(hours=3))

    assert escalation.due_at == NOW + timedelta(hours=3, minutes=28, seconds=30)


def test_after_the_last_step_nothing_is_due() -> None:
    escalation, told = taken(a_mention(), an_escalation(step=1), POLICY, NOW)

    assert [each.destination for each in told] == [BEN]
    assert escalation.status is EscalationStatus.EXHAUSTED
    assert not is_due(escalation, NOW + timedelta(days=99))


def test_policy_is_walked_as_often_as_it_says() -> None:
    thrice = replace(POLICY, repeat=2)
    escalation, steps, times = an_escalation(), [], []
    while escalation.due_at is not None:
        times.append((escalation.due_at - NOW) // MINUTE)
        escalation, told = taken(a_mention(), escalation, thrice, escalation.due_at)
        steps.append(told[0].step)

    assert steps == [0, 1, 0, 1, 0, 1]
    assert times == [0, 30, 60, 90, 120, 150]


def test_repeated_policy_of_one_step_takes_an_hour_between() -> None:
    policy = Policy("p", (Step(timedelta(0), (ANN,)),), repeat=1)

    escalation, _ = taken(a_mention(), an_escalation(), policy, NOW)

    assert escalation.due_at == NOW + timedelta(hours=1)


def test_policy_shortened_meanwhile_leaves_its_last_step() -> None:
    short = Policy("p", (Step(timedelta(0), (BEN,)),))

    escalation, told = taken(a_mention(), an_escalation(step=3), short, NOW)

    assert [each.destination for each in told] == [BEN]
    assert escalation.status is EscalationStatus.EXHAUSTED


def _of_step(*statuses: DeliveryStatus) -> tuple[Delivery, ...]:
    _, told = taken(a_mention(), an_escalation(), POLICY, NOW)
    return tuple(replace(each, status=status) for each, status in zip(told, statuses, strict=True))


def test_step_that_reached_nobody_does_not_make_people_wait() -> None:
    waiting = an_escalation(step=1, due_at=NOW + 30 * MINUTE, version=2)

    after = hastened(waiting, _of_step(DeliveryStatus.FAILED, DeliveryStatus.FAILED), NOW + MINUTE)

    assert after.due_at == NOW + MINUTE


def test_step_that_came_back_after_the_next_was_taken_hastens_nothing() -> None:
    """Who was told then has their time."""
    later = an_escalation(step=2, due_at=NOW + 30 * MINUTE, version=3)

    assert hastened(later, _of_step(DeliveryStatus.FAILED, DeliveryStatus.FAILED), NOW) == later


@pytest.mark.parametrize("other", [DeliveryStatus.SENT, DeliveryStatus.QUEUED, DeliveryStatus.DROPPED])
def test_step_that_reached_somebody_or_may_yet_hastens_nothing(other: DeliveryStatus) -> None:
    waiting = an_escalation(step=1, due_at=NOW + 30 * MINUTE, version=2)

    assert hastened(waiting, _of_step(DeliveryStatus.FAILED, other), NOW) == waiting


@pytest.mark.parametrize(
    "escalation",
    [
        replace(closed(an_escalation()), version=2),
        an_escalation(due_at=NOW, version=2),
        an_escalation(status=EscalationStatus.EXHAUSTED, due_at=None, version=2),
    ],
)
def test_nothing_is_hastened_where_nobody_waits(escalation: Escalation) -> None:
    failed = _of_step(DeliveryStatus.FAILED, DeliveryStatus.FAILED)

    assert hastened(escalation, failed, NOW) == escalation


def test_complaint_that_comes_back_begins_its_steps_anew() -> None:
    exhausted = an_escalation(step=2, round=1, due_at=None, status=EscalationStatus.EXHAUSTED, version=7)

    mention, escalation = reopened(a_mention(), exhausted, POLICY, NOW + MINUTE)

    assert mention.queued_since is None
    assert is_due(escalation, NOW + MINUTE)
    assert (escalation.step, escalation.round, escalation.version) == (0, 0, 8)


def test_complaint_whose_steps_are_under_way_goes_on_with_them() -> None:
    mention, escalation = reopened(a_mention(), an_escalation(step=1), POLICY, NOW)

    assert mention.queued_since is None
    assert escalation == an_escalation(step=1)


HELD = a_mention(status=MentionStatus.ACKNOWLEDGED, owner="ann", until=NOW + timedelta(hours=4), turn=1)


def test_clock_of_what_somebody_has_strikes_at_their_deadline() -> None:
    escalation = held(an_escalation(step=1), HELD, "default", NOW)

    assert (escalation.status, escalation.step) == (EscalationStatus.HELD, 1)
    assert not is_due(escalation, NOW + timedelta(hours=4) - MINUTE)
    assert is_due(escalation, NOW + timedelta(hours=4))


def test_what_was_never_escalated_has_a_clock_too_once_somebody_has_it() -> None:
    escalation = held(None, HELD, "default", NOW)

    assert (escalation.version, escalation.due_at) == (1, HELD.until)


def test_who_was_reminded_has_some_time_left() -> None:
    escalation = reminded(held(None, HELD, "default", NOW), NOW + timedelta(hours=5))

    assert (escalation.status, escalation.due_at) == (EscalationStatus.REMINDED, NOW + timedelta(hours=5))


@pytest.mark.parametrize(("step", "due"), [(0, 0), (1, 1), (2, 1)])
def test_escalation_goes_on_where_it_stood_when_nobody_has_it_any_more(step: int, due: int) -> None:
    escalation = resumed(an_escalation(step=step, due_at=None), POLICY, goes_on=True, now=NOW)

    assert (escalation.status, escalation.step) == (EscalationStatus.OPEN, due)
    assert is_due(escalation, NOW)


def test_what_people_need_not_hear_of_does_not_go_on() -> None:
    escalation = resumed(an_escalation(), POLICY, goes_on=False, now=NOW)

    assert escalation.status is EscalationStatus.CLOSED


def test_closed_escalation_is_never_due() -> None:
    assert not is_due(closed(an_escalation()), NOW + TWO_DAYS)


def test_notice_never_moves_a_mention_back() -> None:
    known = a_mention(status=MentionStatus.ACKNOWLEDGED)

    assert notified(known) == known
    assert notified(a_mention()).status is MentionStatus.NOTIFIED


def test_delivery_is_wanted_while_the_mention_is_in_the_same_hands() -> None:
    delivery = delivery_for(a_mention(), an_escalation(), Cause.STEP, ANN, NOW)

    assert is_wanted(delivery, a_mention(), OWN)
    assert is_wanted(delivery, a_mention(), None)
    assert not is_wanted(delivery, HELD, OWN)


def test_nobody_hears_of_a_complaint_that_is_none() -> None:
    delivery = delivery_for(a_mention(), an_escalation(), Cause.STEP, ANN, NOW)
    ruled = a_mention(ruling=Ruling(Verdict.GOOD, "ben", NOW))

    assert not is_wanted(delivery, ruled, OWN)
    assert is_wanted(delivery, ruled, PRAISED)


def test_who_was_handed_it_or_promised_hears_of_it_while_it_is_theirs() -> None:
    reminder = delivery_for(HELD, an_escalation(), Cause.REMINDER, ANN, NOW)

    assert is_wanted(reminder, replace(HELD, ruling=Ruling(Verdict.GOOD, "ben", NOW)), OWN)
    assert not is_wanted(reminder, replace(HELD, turn=2), OWN)


def test_storm_is_told_whoever_has_its_first_mention() -> None:
    storm = delivery_for(a_mention(), an_escalation(), Cause.STORM, ANN, NOW)

    assert is_wanted(storm, HELD, OWN)
