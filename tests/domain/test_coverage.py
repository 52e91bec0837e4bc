"""The ledger says how well each source is heard, and when the operator must know."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.cadence import Cadence
from chalicelib.domain.coverage import (
    Allowance,
    CoverageFilter,
    Spent,
    State,
    alarm_due,
    allowance,
    coverage_of,
    last_success_at,
    next_try_at,
    state_of,
)
from chalicelib.domain.hosts import Host
from chalicelib.domain.manners import Budget, Period
from chalicelib.domain.polling import LADDER, due_slots, minute_at, minute_of
from chalicelib.domain.sources import Alarm, Failure, FailureKind, Source, SourceStatus, Trouble
from chalicelib.domain.subscriptions import Hub, Subscription, SubscriptionState

from .examples import MINUTE, NOW, a_source

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HOST = Host("blog.example")
READ = a_source(first_read_at=NOW - 30 * DAY, last_new_at=NOW - 2 * HOUR, cadence=Cadence(60, 600))
PLANNED = minute_of(NOW)


def in_trouble(kind: FailureKind, count: int = 1, lasts: timedelta = MINUTE, **changes: object) -> Source:
    trouble = Trouble(Failure(kind, "it says so"), NOW - lasts, count)
    return replace(READ, trouble=trouble, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "state"),
    [
        (READ, State.WELL),
        (a_source(), State.WAITING),
        (replace(READ, status=SourceStatus.PAUSED), State.PAUSED),
        (in_trouble(FailureKind.GONE, status=SourceStatus.GONE), State.GONE),
        (in_trouble(FailureKind.TIMED_OUT), State.WAITING),
        (in_trouble(FailureKind.OUT_OF_BUDGET, 1000, 20 * DAY), State.WAITING),
        (replace(READ, last_new_at=NOW - 3 * DAY), State.WELL),
        (replace(READ, last_new_at=NOW - 3 * DAY - MINUTE), State.QUIET),
        (replace(READ, last_new_at=None), State.WELL),
        (replace(READ, last_new_at=NOW - 300 * DAY, cadence=None), State.WELL),
    ],
)
def test_state_says_how_well_a_source_is_heard(source: Source, state: State) -> None:
    assert state_of(source, NOW) is state


@pytest.mark.parametrize(
    ("kind", "count", "lasts", "is_failing"),
    [
        (FailureKind.TIMED_OUT, 2, DAY, False),
        (FailureKind.TIMED_OUT, 3, 59 * MINUTE, False),
        (FailureKind.TIMED_OUT, 3, HOUR, True),
        (FailureKind.NOT_FOUND, 9, 10 * MINUTE, False),
        (FailureKind.FORBIDDEN, 1, DAY, False),
        (FailureKind.FORBIDDEN, 2, MINUTE, True),
        (FailureKind.BOT_WALL, 2, MINUTE, True),
        (FailureKind.NOT_CONFIGURED, 1, timedelta(0), True),
        (FailureKind.GONE, 1, timedelta(0), True),
    ],
)
def test_trouble_is_failing_once_it_lasts_or_will_not_pass(
    kind: FailureKind, count: int, lasts: timedelta, is_failing: bool
) -> None:
    failing = state_of(in_trouble(kind, count, lasts), NOW) is State.FAILING

    assert failing is is_failing


@pytest.mark.parametrize("told", [None, *Alarm])
@pytest.mark.parametrize(
    ("source", "due"),
    [
        (in_trouble(FailureKind.TIMED_OUT, 3, HOUR), Alarm.FAILING),
        (in_trouble(FailureKind.GONE, status=SourceStatus.GONE), Alarm.FAILING),
        (replace(READ, last_new_at=NOW - 30 * DAY), Alarm.QUIET),
        (READ, None),
    ],
)
def test_operator_is_to_know_how_it_is_whatever_they_were_told(
    source: Source, due: Alarm | None, told: Alarm | None
) -> None:
    assert alarm_due(replace(source, alarm=told), NOW) is due


@pytest.mark.parametrize("told", [None, *Alarm])
@pytest.mark.parametrize(
    "source",
    [
        a_source(),
        in_trouble(FailureKind.TIMED_OUT),
        in_trouble(FailureKind.OUT_OF_BUDGET, 100, 20 * DAY),
        replace(READ, status=SourceStatus.PAUSED, last_new_at=NOW - 30 * DAY),
    ],
)
def test_what_was_told_stands_while_nothing_is_certain(source: Source, told: Alarm | None) -> None:
    assert alarm_due(replace(source, alarm=told), NOW) is told


def test_source_that_was_never_read_never_succeeded() -> None:
    assert last_success_at(a_source(), HOST, PLANNED) is None


def test_source_that_is_well_was_read_when_it_was_due_last() -> None:
    at = last_success_at(READ, HOST, PLANNED)

    assert at is not None
    assert READ.slot in due_slots([minute_of(at)])
    assert NOW - READ.interval * MINUTE < at <= NOW


def test_source_in_trouble_was_read_before_the_trouble_began() -> None:
    trouble = in_trouble(FailureKind.TIMED_OUT, 9, lasts=5 * HOUR, last_new_at=NOW - 9 * HOUR)

    at = last_success_at(trouble, HOST, PLANNED)

    assert at is not None
    assert READ.slot in due_slots([minute_of(at)])
    assert NOW - 5 * HOUR - 2 * READ.interval * MINUTE < at <= NOW - 5 * HOUR - READ.interval * MINUTE


@pytest.mark.parametrize(
    ("source", "host", "planned"),
    [
        (replace(READ, status=SourceStatus.PAUSED), HOST, PLANNED),
        (READ, Host("blog.example", NOW + HOUR, 1), PLANNED),
        (READ, HOST, None),
        (in_trouble(FailureKind.TIMED_OUT, lasts=2 * HOUR), HOST, PLANNED),
    ],
    ids=["paused", "host asked for patience", "never planned", "trouble began at once"],
)
def test_where_nothing_can_be_derived_the_last_for_certain_is_told(
    source: Source, host: Host, planned: int | None
) -> None:
    assert last_success_at(source, host, planned) == READ.last_new_at


def test_empty_source_was_read_at_least_once() -> None:
    source = replace(READ, last_new_at=None)

    assert last_success_at(source, HOST, None) == READ.first_read_at


@given(
    planned=st.none() | st.integers(PLANNED - 3000, PLANNED),
    interval=st.sampled_from(LADDER),
    read_ago=st.timedeltas(timedelta(0), timedelta(days=400)),
    trouble_ago=st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_last_success_lies_between_the_first_reading_and_now(
    planned: int | None, interval: int, read_ago: timedelta, trouble_ago: timedelta | None
) -> None:
    source = a_source(usual_interval=interval, first_read_at=NOW - read_ago)
    if trouble_ago is not None:
        failure = Failure(FailureKind.TIMED_OUT, "it says so")
        source = replace(source, trouble=Trouble(failure, NOW - trouble_ago, 3))

    at = last_success_at(source, HOST, planned)

    assert at is not None
    assert NOW - read_ago <= at <= NOW


@pytest.mark.parametrize("status", [SourceStatus.PAUSED, SourceStatus.GONE])
def test_source_off_the_wheel_is_not_tried_again(status: SourceStatus) -> None:
    assert next_try_at(replace(READ, status=status), HOST, PLANNED, None, NOW) is None


@given(
    planned=st.none() | st.integers(PLANNED - 3000, PLANNED),
    interval=st.sampled_from(LADDER),
    resume_at=st.none() | st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 30), timezones=st.just(UTC)),
)
def test_next_try_is_the_first_turn_of_the_wheel_that_its_host_allows(
    planned: int | None, interval: int, resume_at: datetime | None
) -> None:
    source = a_source(usual_interval=interval)
    earliest = max(filter(None, (NOW, resume_at)))

    at = next_try_at(source, Host("blog.example", resume_at), planned, None, NOW)

    assert at is not None
    assert source.slot in due_slots([minute_of(at)])
    assert earliest <= at <= earliest + (interval + 1) * MINUTE
    assert planned is None or minute_of(at) > planned


def test_source_out_of_budget_is_tried_when_the_next_begins() -> None:
    tomorrow = datetime(2026, 11, 23, tzinfo=UTC)
    budget = Allowance(0, 100, "requests", tomorrow)

    spent = next_try_at(in_trouble(FailureKind.OUT_OF_BUDGET), HOST, PLANNED, budget, NOW)
    unknown = next_try_at(in_trouble(FailureKind.OUT_OF_BUDGET), HOST, PLANNED, None, NOW)
    well = next_try_at(READ, HOST, PLANNED, budget, NOW)

    assert spent is not None
    assert tomorrow <= spent < tomorrow + READ.interval * MINUTE
    assert unknown == well
    assert well is not None
    assert well < tomorrow


def test_line_holds_what_is_known_of_a_source_and_never_its_address() -> None:
    secret = "https://blog.example/feed?token=not-to-be-told"
    source = in_trouble(
        FailureKind.TIMED_OUT, 4, 5 * HOUR, url=secret, watch_id="larkfield", title="Blog", notes=("odd",)
    )
    budget = Allowance(3, 100, "requests", NOW + HOUR)

    line = coverage_of(source, HOST, PLANNED, budget, NOW)

    assert source.trouble is not None
    assert (line.source_id, line.kind, line.host, line.title) == (source.id, "feed", "blog.example", "Blog")
    assert (line.watch_id, line.state, line.interval) == ("larkfield", State.FAILING, 240)
    assert (line.failure, line.since) == (source.trouble.failure, NOW - 5 * HOUR)
    assert (line.last_new_at, line.cadence, line.budget) == (source.last_new_at, Cadence(60, 600), budget)
    assert (line.last_success_at, line.notes) == (last_success_at(source, HOST, PLANNED), ("odd",))
    assert line.next_try_at == next_try_at(source, HOST, PLANNED, budget, NOW)
    assert "not-to-be-told" not in repr(line)


def test_line_of_a_source_that_is_well_has_no_failure() -> None:
    line = coverage_of(READ, HOST, PLANNED, None, NOW)

    assert (line.failure, line.since) == (None, None)


@pytest.mark.parametrize(
    ("wanted", "takes"),
    [
        (CoverageFilter(), True),
        (CoverageFilter(watch_id="larkfield"), True),
        (CoverageFilter(watch_id="brightmoor"), False),
        (CoverageFilter(state=State.WELL), True),
        (CoverageFilter(state=State.QUIET), False),
        (CoverageFilter("larkfield", State.QUIET), False),
    ],
)
def test_filter_takes_what_is_wanted(wanted: CoverageFilter, takes: bool) -> None:
    line = coverage_of(replace(READ, watch_id="larkfield"), HOST, PLANNED, None, NOW)

    assert wanted.takes(line) is takes


def test_feeds_are_heard_for_every_watch() -> None:
    assert CoverageFilter("larkfield").takes(coverage_of(READ, HOST, PLANNED, None, NOW))


@pytest.mark.parametrize(
    ("spent", "left", "most"),
    [
        (None, 100, 100),
        (Spent("2026-11-22", 30, 100), 70, 100),
        (Spent("2026-11-22", 30, 20), 0, 20),
        (Spent("2026-11-21", 100, 100), 100, 100),
    ],
    ids=["never spent", "some", "bound lowered since", "another day's"],
)
def test_budget_left_is_that_of_this_period(spent: Spent | None, left: int, most: int) -> None:
    budget = Budget(100, "posts", Period.DAY)

    found = allowance(budget, spent, NOW)

    assert found == Allowance(left, most, "posts", minute_at(minute_of(NOW.replace(hour=0, minute=0) + DAY)))


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        (SubscriptionState.NAMED, "", "not answered yet"),
        (SubscriptionState.ASKED, "", "not answered yet"),
        (SubscriptionState.VERIFIED, "", "pushes what is new"),
        (SubscriptionState.DENIED, "", "refused us: it did not say why"),
        (SubscriptionState.DENIED, "too many", "refused us: too many"),
        (SubscriptionState.DEAD, "", "missed what a poll found"),
    ],
)
def test_notes_say_what_has_become_of_the_hub(state: SubscriptionState, reason: str, said: str) -> None:
    hub = Hub("https://hub.example/", "https://blog.example/feed.xml")
    source = replace(READ, notes=("odd",), subscription=Subscription(hub, state, reason=reason))

    [odd, note] = coverage_of(source, HOST, PLANNED, None, NOW).notes

    assert odd == "odd"
    assert said in note
