from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.sources import FailureKind
from chalicelib.errors import SourceUnavailable
from chalicelib.network.answers import retry_after
from chalicelib.sources.failures import rest_asked, status_failure

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "kind", "again"),
    [
        (202, FailureKind.UNEXPECTED_STATUS, False),
        (204, FailureKind.UNEXPECTED_STATUS, False),
        (206, FailureKind.UNEXPECTED_STATUS, False),
        (300, FailureKind.UNEXPECTED_STATUS, False),
        (400, FailureKind.UNEXPECTED_STATUS, False),
        (401, FailureKind.FORBIDDEN, False),
        (402, FailureKind.UNEXPECTED_STATUS, False),
        (403, FailureKind.FORBIDDEN, False),
        (404, FailureKind.NOT_FOUND, False),
        (406, FailureKind.UNEXPECTED_STATUS, False),
        (410, FailureKind.GONE, False),
        (418, FailureKind.UNEXPECTED_STATUS, False),
        (429, FailureKind.RATE_LIMITED, True),
        (451, FailureKind.FORBIDDEN, False),
        (500, FailureKind.SERVER_ERROR, True),
        (503, FailureKind.SERVER_ERROR, True),
        (599, FailureKind.SERVER_ERROR, True),
        (999, FailureKind.UNEXPECTED_STATUS, False),
    ],
)
def test_each_status_is_told_as_what_it_means(status: int, kind: FailureKind, again: bool) -> None:
    error = status_failure(httpx.Response(status), "example.com", NOW)

    assert error.failure.kind is kind
    assert isinstance(error, SourceUnavailable) is again
    assert error.failure.detail.startswith("example.com ")
    assert str(status) in error.failure.detail


@pytest.mark.parametrize(
    ("status", "headers", "wall"),
    [
        (403, {"cf-mitigated": "challenge"}, "Cloudflare"),
        (503, {"CF-Mitigated": "challenge", "Retry-After": "5"}, "Cloudflare"),
        (403, {"x-datadome": "protected"}, "DataDome"),
        (401, {"x-dd-b": "1"}, "DataDome"),
        (403, {"set-cookie": "a=b; Path=/, datadome=abc; Path=/"}, "DataDome"),
        (202, {"x-amzn-waf-action": "challenge"}, "AWS WAF"),
        (405, {"x-amzn-waf-action": "captcha"}, "AWS WAF"),
    ],
)
def test_wall_against_all_but_browsers_is_recognised_and_named(
    status: int, headers: dict[str, str], wall: str
) -> None:
    error = status_failure(httpx.Response(status, headers=headers), "example.com", NOW)

    assert error.failure.kind is FailureKind.BOT_WALL
    assert wall in error.failure.detail


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, FailureKind.NOT_FOUND), (410, FailureKind.GONE), (429, FailureKind.RATE_LIMITED)],
)
def test_wall_does_not_hide_what_is_plainly_said(status: int, kind: FailureKind) -> None:
    answer = httpx.Response(status, headers={"x-datadome": "protected", "cf-mitigated": "challenge"})

    assert status_failure(answer, "example.com", NOW).failure.kind is kind


@pytest.mark.parametrize("status", [429, 500, 503])
def test_wait_that_the_host_asks_for_is_told(status: int) -> None:
    error = status_failure(httpx.Response(status, headers={"Retry-After": "90"}), "example.com", NOW)

    assert error.failure.retry_after == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("0", timedelta(0)),
        ("30", timedelta(seconds=30)),
        (" 30 ", timedelta(seconds=30)),
        ("0030", timedelta(seconds=30)),
        ("-30", timedelta(0)),
        ("999999999", timedelta(seconds=999_999_999)),
        ("Sun, 01 Mar 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Sunday, 01-Mar-26 12:05:00 GMT", timedelta(minutes=5)),
        ("Sun Mar  1 12:05:00 2026", timedelta(minutes=5)),
        ("Sun, 01 Mar 2026 14:05:00 +0200", timedelta(minutes=5)),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta(0)),
        ("", None),
        ("soon", None),
        ("1.5", None),
        ("1e3", None),
        ("+30", None),
        ("٣٠", None),
        ("9" * 5000, None),
        ("Sun, 99 Mar 2026 12:05:00 GMT", None),
        ("Sun, 01 Mar 99999 12:05:00 GMT", None),
        ("30 seconds", None),
        ("Fri, 31 Dec 9999 23:59:59 -0100", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_nonsense_is_ignored(
    value: str, wait: timedelta | None
) -> None:
    headers = httpx.Headers({"Retry-After": value}, encoding="utf-8")

    assert retry_after(headers, NOW) == wait


def test_retry_after_date_is_read_by_the_clock_of_the_one_who_wrote_it() -> None:
    """This server's clock is a day late; it asks for ten minutes all the same."""
    headers = httpx.Headers(
        {"Date": "Sat, 28 Feb 2026 12:00:00 GMT", "Retry-After": "Sat, 28 Feb 2026 12:10:00 GMT"}
    )

    assert retry_after(headers, NOW) == timedelta(minutes=10)


_IN_TEN_MINUTES = [
    {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(NOW.timestamp()) + 600)},
    {"x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "600"},
    {"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "600.5"},
    {"ratelimit-remaining": "0", "ratelimit-reset": "2026-03-01T12:10:00.000Z"},
    {"ratelimit-remaining": "0", "ratelimit-reset": "2026-03-01T12:10:00"},
    {"X-Rate-Limit-Remaining": "-50", "X-Rate-Limit-Reset": "600"},
]


@pytest.mark.parametrize("headers", _IN_TEN_MINUTES)
def test_answer_that_was_the_last_for_now_says_when_the_next_may_be_asked_for(
    headers: dict[str, str],
) -> None:
    wait = rest_asked(httpx.Headers(headers), NOW)

    assert wait is not None
    assert abs(wait - timedelta(minutes=10)) < timedelta(seconds=1)
    for status in (429, 403):
        error = status_failure(httpx.Response(status, headers=headers), "example.com", NOW)
        assert error.failure.retry_after == wait


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-ratelimit-remaining": "12", "x-ratelimit-reset": "600"},
        {"x-ratelimit-remaining": "0"},
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"},
    ],
)
def test_no_rest_is_asked_where_more_may_be_asked_for_or_no_time_is_told(headers: dict[str, str]) -> None:
    assert rest_asked(httpx.Headers(headers), NOW) is None


def test_limit_that_is_refused_with_403_keeps_its_wait() -> None:
    refused = httpx.Response(403, headers={"Retry-After": "60"})

    assert status_failure(refused, "example.com", NOW).failure.retry_after == timedelta(minutes=1)


@given(st.text(max_size=40))
def test_no_reset_breaks_the_reading(value: str) -> None:
    headers = httpx.Headers({"RateLimit-Remaining": "0", "RateLimit-Reset": value}, encoding="utf-8")

    wait = rest_asked(headers, NOW)

    assert wait is None or wait >= timedelta(0)


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_header_breaks_the_reading(value: str, date: str) -> None:
    headers = httpx.Headers({"Retry-After": value, "Date": date}, encoding="utf-8")

    wait = retry_after(headers, NOW)

    assert wait is None or wait >= timedelta(0)
