from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from chalicelib.web import times

NOW = datetime(2026, 3, 14, 9, 14, tzinfo=UTC)


def test_programs_get_utc_with_a_z_whatever_the_offset_was() -> None:
    at = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert times.iso(at) == "2026-03-14T09:14:00Z"
    assert times.iso(NOW.replace(microsecond=250)) == "2026-03-14T09:14:00.000250Z"
    assert times.iso_or_none(None) is None


def test_people_get_a_date_without_riddles() -> None:
    at = NOW.replace(day=3, hour=0, minute=5).astimezone(timezone(timedelta(hours=-8)))

    assert times.spoken(at) == "3 Mar 2026, 00:05 UTC"


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=-90), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=61), "about 1 minute ago"),
        (timedelta(minutes=59, seconds=29), "about 59 minutes ago"),
        (timedelta(minutes=59, seconds=31), "about 1 hour ago"),
        (timedelta(hours=2), "about 2 hours ago"),
        (timedelta(hours=23, minutes=45), "about 1 day ago"),
        (timedelta(days=400), "about 400 days ago"),
    ],
)
def test_people_are_told_how_long_ago_in_one_unit(passed: timedelta, said: str) -> None:
    assert times.ago(NOW - passed, NOW) == said
