"""The dates of feeds, as people and programs write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.sources.feed_dates import parse_date

ZONES = st.timedeltas(timedelta(hours=-12), timedelta(hours=14)).map(
    lambda offset: timezone(timedelta(minutes=offset // timedelta(minutes=1)))
)
MOMENTS = st.datetimes(datetime(1000, 1, 2), datetime(9998, 1, 1), timezones=ZONES).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(MOMENTS)
def test_the_standards_are_read_in_any_zone(moment: datetime) -> None:
    assert parse_date(moment.isoformat()) == moment
    assert parse_date(format_datetime(moment)) == moment
    assert parse_date(moment.strftime("%Y%m%dT%H%M%S%z")) == moment


@given(st.text(max_size=120) | st.text(alphabet="0123456789-+:/.,tTzZ janfebmay", max_size=40))
def test_no_text_makes_it_stumble(text: str) -> None:
    found = parse_date(text)

    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Wed, 19 jan 2026 00:00:00 GMT", "2026-01-19T00:00:00"),  # a Monday
        ("Fri, 17 May 2019 06:00:00 BST", "2019-05-17T05:00:00"),
        ("Tue, 03 Sep 2019 18:00:00 -0000", "2019-09-03T18:00:00"),
        ("Wed Jan 19 00:00:00 PST 2026", "2026-01-19T08:00:00"),
        ("Wed Aug 27 13:08:45 +0000 2008", "2008-08-27T13:08:45"),
        ("06 Feb 06 08:59:39 -0800", "2006-02-06T16:59:39"),
        ("Thursday, 01-Jan-98 10:00:00 UTC", "1998-01-01T10:00:00"),
        ("Thu, 1 January 2015 00:00 GMT+1", "2014-12-31T23:00:00"),
        ("Thu, 15 Jul 2021 09:00:00 +0530 (IST)", "2021-07-15T03:30:00"),
        ("Sun, 06 Nov 1994 24:00:00 XYZ", "1994-11-07T00:00:00"),
        ("January 5th, 2020 5:30 p.m. EST", "2020-01-05T22:30:00"),
        ("5 Oct 2023", "2023-10-05T00:00:00"),
        (" 2009-09-06T16:45:00Z \n", "2009-09-06T16:45:00"),
        ("2017-12-14T15:47:14.123456789+00:00", "2017-12-14T15:47:14"),
        ("2009-09-06 16:45:00 -0700", "2009-09-06T23:45:00"),
        ("2013-03-07 14:58:36 GMT", "2013-03-07T14:58:36"),
        ("2017/10/13 15:10", "2017-10-13T15:10:00"),
        ("2021-02-03", "2021-02-03T00:00:00"),
        ("20210203", "2021-02-03T00:00:00"),
        ("2021-02", "2021-02-01T00:00:00"),
        ("2021", "2021-01-01T00:00:00"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00"),
        ("2090-12-31T23:59:60Z", "2091-01-01T00:00:00"),
        ("1518478934", "2018-02-12T23:42:14"),
        ("1518478934000", "2018-02-12T23:42:14"),
    ],
)
def test_what_people_write_is_read_as_meant(written: str, meant: str) -> None:
    assert parse_date(written) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "yesterday",
        "12 monkeys 2020",
        "0000-00-00 00:00:00",
        "Mon, 31 Feb 2020 10:00:00 GMT",
        "2021-13-01",
        "10/13/2017",  # whose day and month?
        "0001-01-01T00:00:00+05:00",
        "2021-01-01T25:00:00Z",
        "9" * 50,
        "2021-01-01" + " " * 200 + "x" * 200,
    ],
)
def test_what_is_no_date_is_none(written: str | None) -> None:
    assert parse_date(written) is None
