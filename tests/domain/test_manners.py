"""What kinds declare: budgets by the hour, day and month, and needs in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.manners import Budget, Kind, Option, Period

PACIFIC = timedelta(hours=-8)


@pytest.mark.parametrize(
    ("budget", "now", "period", "end"),
    [
        (
            Budget(100),
            datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
            "2026-12-31",
            datetime(2027, 1, 1, tzinfo=UTC),
        ),
        (
            Budget(100, per=Period.MONTH),
            datetime(2026, 12, 5, tzinfo=UTC),
            "2026-12",
            datetime(2027, 1, 1, tzinfo=UTC),
        ),
        (
            Budget(100, per=Period.HOUR),
            datetime(2026, 11, 22, 23, 59, tzinfo=UTC),
            "2026-11-22T23",
            datetime(2026, 11, 23, tzinfo=UTC),
        ),
        (
            Budget(100, midnight=PACIFIC),
            datetime(2026, 11, 22, 7, 59, tzinfo=UTC),
            "2026-11-21",
            datetime(2026, 11, 22, 8, tzinfo=UTC),
        ),
    ],
)
def test_budget_knows_its_period_and_when_that_ends(
    budget: Budget, now: datetime, period: str, end: datetime
) -> None:
    assert budget.period(now) == period
    assert budget.ends_at(now) == end


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(Period),
    st.integers(-12, 14),
    st.booleans(),
)
def test_next_period_begins_when_this_one_ends(
    now: datetime, per: Period, hours: int, has_summer: bool
) -> None:
    budget = Budget(1, per=per, midnight=timedelta(hours=hours), has_us_summer=has_summer)

    end = budget.ends_at(now)

    assert now < end
    assert budget.period(end - timedelta(microseconds=1)) == budget.period(now)
    assert budget.period(end) > budget.period(now)


@pytest.mark.parametrize("year", range(2020, 2040))
def test_days_of_california_are_those_of_its_clocks(year: int) -> None:
    budget = Budget(100, midnight=PACIFIC, has_us_summer=True)
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(366 * 24)]

    assert all(
        budget.period(hour) == f"{hour.astimezone(ZoneInfo('America/Los_Angeles')):%Y-%m-%d}"
        for hour in hours
    )


def test_needs_are_told_in_words() -> None:
    kind = Kind(
        hears="",
        limits="",
        searches=True,
        key=("token",),
        options={"app": Option("its number", is_required=True), "country": Option("where", "us")},
    )

    assert kind.needs == "an address, a watch, option `app`, a key (token)"
    assert Kind(hears="", limits="", home="https://x.example/").needs == "nothing"
    assert (
        Kind(hears="", limits="", home="https://x.example/", may_have=("token",)).needs
        == "nothing; better with a key (token)"
    )


def test_whose_document_it_is_may_be_asked_for_as_they_like() -> None:
    assert Kind(hears="", limits="").floor == 1
    assert Kind(hears="", limits="", searches=True, least_interval=15).floor == 15
    assert Kind(hears="", limits="", home="https://x.example/", least_interval=5).floor == 5


def test_budget_is_told_in_words() -> None:
    assert Budget(3_600, per=Period.HOUR).words == "3,600 requests an hour"
    assert Budget(500, "posts", Period.MONTH).words == "500 posts a month"
