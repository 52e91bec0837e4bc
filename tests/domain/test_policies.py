"""Policies say who hears when, and for how long one of them may keep it."""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.hours import Hours
from chalicelib.domain.policies import DEFAULT_POLICY, Clock, Destination, Policy, Step

from .examples import MINUTE, NOW

ANN, TOPIC = Destination("email", "ann"), Destination("sns")
HOUR = timedelta(hours=1)
STEPS = (Step(timedelta(0), (ANN,)), Step(HOUR, (TOPIC,)))
OFFICE = Hours.parse("Mon-Fri 09:00-17:00", "Europe/London")
FRIDAY_EVENING = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["email:ann", "email:@support", "sns", "slack:care"])
def test_destination_is_written_and_read_back(text: str) -> None:
    assert str(Destination.parse(text)) == text


@pytest.mark.parametrize("text", [" ", ":ann", "email:@"])
def test_destination_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="'email:ann'"):
        Destination.parse(text)


def test_destination_may_name_whoever_is_on_duty() -> None:
    assert Destination.parse("email:@support").rota_id == "support"
    assert ANN.rota_id is None
    assert TOPIC.rota_id is None


def test_policy_needs_steps_in_order_of_time_that_tell_somebody() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        Policy("p", ())
    with pytest.raises(ValueError, match="each step a destination"):
        Policy("p", (Step(timedelta(0), ()),))
    with pytest.raises(ValueError, match="order of time"):
        Policy("p", (Step(MINUTE, (ANN,)), Step(timedelta(0), (ANN,))))
    with pytest.raises(ValueError, match="from 0 to 30 days"):
        Policy("p", (Step(-MINUTE, (ANN,)),))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"repeat": -1}, "repeated at most 20"),
        ({"repeat": 21}, "at most 20"),
        ({"hold": MINUTE}, "5 minutes"),
    ],
)
def test_policy_that_would_not_end_or_begin_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Policy("p", STEPS, **changes)  # type: ignore[arg-type]


def test_delays_count_from_when_it_is_found() -> None:
    policy = Policy("p", (Step(HOUR, (ANN,)),))

    assert policy.starts_at(NOW, spoken_at=NOW - 2 * HOUR) == NOW + HOUR


def test_delays_may_count_from_when_it_was_said() -> None:
    policy = Policy("p", (Step(HOUR, (ANN,)),), clock=Clock.PUBLICATION)

    assert policy.starts_at(NOW, spoken_at=NOW - 10 * MINUTE) == NOW + 50 * MINUTE
    assert policy.starts_at(NOW, spoken_at=NOW - 2 * HOUR) == NOW, "never before it is found"


def test_delays_count_in_working_time_where_there_are_hours() -> None:
    policy = Policy("p", STEPS, hours=OFFICE)

    assert policy.starts_at(FRIDAY_EVENING, FRIDAY_EVENING) == FRIDAY_EVENING
    assert policy.next_at(0, FRIDAY_EVENING) == MONDAY_MORNING + 30 * MINUTE
    assert policy.starts_at(FRIDAY_EVENING + HOUR, FRIDAY_EVENING) == MONDAY_MORNING


def test_deadline_of_who_has_it_counts_in_working_time_too() -> None:
    assert Policy("p", STEPS).held_until(NOW) == NOW + 4 * HOUR
    assert (
        Policy("p", STEPS, hours=OFFICE, hold=HOUR).held_until(FRIDAY_EVENING) == MONDAY_MORNING + 30 * MINUTE
    )


def test_without_a_policy_the_topic_is_told() -> None:
    assert DEFAULT_POLICY.steps[0].destinations == (TOPIC,)
