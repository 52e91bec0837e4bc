"""Times as people type them: a length of time from now, or a date and time on their own clock."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import click
import pytest

from ops.commands.times import ago, ahead, clock, day, length, shown, span
from tests.domain.examples import NOW
from tests.ops.commands.conftest import World


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("text", "hours"),
    [("30m", 0.5), ("2h", 2), ("3d", 72), ("2w", 336), ("1h30m", 1.5), (" 1D 2H ", 26), ("0m", 0)],
)
def test_lengths_of_time_are_written_with_their_unit(text: str, hours: float) -> None:
    assert span(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "3", "2x", "h", "-2h", "2h 3", "30m1h", "1" * 7 + "d"])
def test_what_is_no_length_of_time_is_told(text: str) -> None:
    assert span(text) is None
    with pytest.raises(click.BadParameter, match="30m, 4h or 3d"):
        length(text)


@pytest.mark.usefixtures("world")
def test_length_of_time_leads_ahead_or_back() -> None:
    assert ahead("2h") == NOW + timedelta(hours=2)
    assert ago("2h") == NOW - timedelta(hours=2)


@pytest.mark.usefixtures("world", "in_berlin")
def test_times_are_those_of_the_machine_that_they_are_typed_on() -> None:
    """In winter an hour ahead of UTC, in summer two."""
    assert ahead("2026-12-24 09:00") == datetime(2026, 12, 24, 8, tzinfo=UTC)
    assert ahead("2026-07-24T09:00") == datetime(2026, 7, 24, 7, tzinfo=UTC)
    assert ahead("2026-12-24") == datetime(2026, 12, 23, 23, tzinfo=UTC)
    assert shown(datetime(2026, 12, 24, 8, tzinfo=UTC)) == "2026-12-24 09:00"


@pytest.mark.usefixtures("world", "in_berlin")
def test_time_with_an_offset_says_itself_which_it_is() -> None:
    assert ahead("2026-12-24T09:00-05:00") == datetime(2026, 12, 24, 14, tzinfo=UTC)


@pytest.mark.parametrize("text", ["tomorrow", "9", "2026-13-01", "999999w", "0001-01-01T00:00+23:00"])
def test_what_is_no_time_is_told(world: World, text: str) -> None:
    with pytest.raises(click.BadParameter, match=r"is no time like 2h, 3d or '2026-12-24 09:00'"):
        ahead(text)


def test_days_and_times_of_the_day_are_read_as_they_are_written() -> None:
    assert (day("2026-12-24").isoformat(), clock("09:00").isoformat()) == ("2026-12-24", "09:00:00")
    with pytest.raises(click.BadParameter, match="2026-12-24"):
        day("24.12.")
    with pytest.raises(click.BadParameter, match="09:00"):
        clock("9 o'clock")
