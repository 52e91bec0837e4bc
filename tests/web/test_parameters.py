from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.mentions import MentionFilter, MentionStatus
from chalicelib.domain.verdicts import Verdict
from chalicelib.web.parameters import list_query
from chalicelib.web.refusals import InvalidRequest

NOW = datetime(2026, 3, 14, 9, 14, 30, 250, tzinfo=UTC)


def test_without_parameters_a_list_covers_the_last_thirty_days_including_this_second() -> None:
    query = list_query({}, NOW)

    assert query.wanted.until == datetime(2026, 3, 14, 9, 14, 31, tzinfo=UTC)
    assert query.wanted.since == query.wanted.until - timedelta(days=30)
    assert (query.limit, query.cursor) == (25, None)


def test_every_parameter_narrows_the_list() -> None:
    given = {
        "watch": ["kettles"],
        "verdict": ["bad"],
        "status": ["notified"],
        "since": ["2026-03-01"],
        "until": ["2026-03-02T12:00:00+02:00"],
        "limit": ["100"],
        "cursor": ["abc"],
    }

    query = list_query(given, NOW)

    since, until = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert query.wanted == MentionFilter(since, until, "kettles", Verdict.BAD, MentionStatus.NOTIFIED)
    assert (query.limit, query.cursor) == (100, "abc")


def test_unescaped_plus_sign_of_an_offset_is_understood() -> None:
    query = list_query({"since": ["2026-03-01T09:00:00 02:00"]}, NOW)

    assert query.wanted.since == datetime(2026, 3, 1, 7, tzinfo=UTC)


def test_period_looks_back_from_where_it_ends() -> None:
    query = list_query({"until": ["2026-01-31"]}, NOW)

    assert query.wanted.since == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("verdict", "angry", "'good', 'bad', 'indifferent', 'troll', 'unsure'"),
        ("status", "open", "'new', 'notified', 'acknowledged', 'answered', 'promised', 'resolved'"),
        ("limit", "0", "from 1 to 100"),
        ("limit", "101", "from 1 to 100"),
        ("limit", "-5", "from 1 to 100"),
        ("limit", "٣", "from 1 to 100"),
        ("limit", "1" * 5000, "from 1 to 100"),
        ("since", "yesterday", "a date like 2026-03-14"),
        ("since", "2026-03-01T09:00:00", "with its offset"),
        ("since", "2026-02-30", "a date like 2026-03-14"),
        ("since", "0001-01-01T00:00:00+14:00", "a date like 2026-03-14"),
        ("until", "9999-12-31T23:59:59-14:00", "a date like 2026-03-14"),
        ("watch", "", "must not be empty"),
        ("cursor", "", "must not be empty"),
        ("colour", "red", "'watch', 'verdict', 'status', 'since', 'until', 'limit', 'cursor'"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_is_allowed(name: str, value: str, allowed: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        list_query({name: [value]}, NOW)

    (error,) = caught.value.errors
    assert error.field == name
    assert allowed in error.reason


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(InvalidRequest) as caught:
        list_query({"verdict": ["angry"], "limit": ["x"], "status": ["new", "resolved"]}, NOW)

    assert [error.field for error in caught.value.errors] == ["verdict", "limit", "status"]


@pytest.mark.parametrize(
    "given",
    [
        {"since": ["2026-03-02"], "until": ["2026-03-01"]},
        {"since": ["2026-03-02"], "until": ["2026-03-02"]},
        {"since": ["2027-01-01"]},
    ],
)
def test_period_that_ends_before_it_begins_is_refused(given: dict[str, list[str]]) -> None:
    with pytest.raises(InvalidRequest) as caught:
        list_query(given, NOW)

    assert [error.field for error in caught.value.errors] == ["since"]


def test_lists_reach_back_a_few_years_at_most() -> None:
    with pytest.raises(InvalidRequest, match="since: must be within the last 1100 days"):
        list_query({"since": ["0001-01-01"]}, NOW)


def test_nothing_is_looked_for_in_the_future() -> None:
    wanted = list_query({"until": ["9999-12-31"]}, NOW).wanted

    assert wanted.until <= NOW + timedelta(seconds=1)
    assert wanted.since < NOW
