"""What clocks show, and when: in spring an hour is left out, in autumn one comes twice."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.zones import believable, moment, zone_named

PLACES = ["Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"]
DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        (date(2026, 7, 1), time(9), datetime(2026, 7, 1, 7, tzinfo=UTC)),
        (date(2026, 12, 1), time(9), datetime(2026, 12, 1, 8, tzinfo=UTC)),
        # Clocks go from 02:00 to 03:00 at one o'clock UTC.
        (date(2026, 3, 29), time(1, 59), datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        (date(2026, 3, 29), time(2), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (date(2026, 3, 29), time(3), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        # Clocks go from 03:00 back to 02:00 at one o'clock UTC.
        (date(2026, 10, 25), time(2), datetime(2026, 10, 25, 0, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(3), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_moment_follows_the_clock_through_its_changes(day: date, clock: time, expected: datetime) -> None:
    assert moment(day, clock, zone_named("Europe/Berlin")) == expected


def test_day_that_a_place_left_out_is_the_moment_of_the_change() -> None:
    """Samoa went from the 29th of December 2011 to the 31st."""
    apia = zone_named("Pacific/Apia")

    assert moment(date(2011, 12, 30), time(15), apia) == moment(date(2011, 12, 31), time(0), apia)


@given(st.sampled_from(PLACES), DAYS, CLOCKS)
def test_moment_is_the_first_at_which_the_clock_has_come_so_far(place: str, day: date, clock: time) -> None:
    zone, wall = zone_named(place), datetime.combine(day, clock)

    at = moment(day, clock, zone)

    assert at.astimezone(zone).replace(tzinfo=None) >= wall
    assert (at - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None) < wall


@given(st.sampled_from(PLACES), st.tuples(DAYS, CLOCKS), st.tuples(DAYS, CLOCKS))
def test_later_time_is_never_the_earlier_moment(
    place: str, one: tuple[date, time], other: tuple[date, time]
) -> None:
    zone = zone_named(place)
    earlier, later = sorted([one, other])

    assert moment(*earlier, zone) <= moment(*later, zone)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Berlin",
        "europe/berlin",
        "Europe",
        "Mars/Olympus",
        "../etc/passwd",
        "/etc/localtime",
        "localtime",
        "right/Europe/Berlin",
        "Europe/Berlin\n",
        "A\x00",
        "Zürich",
        "X" * 300,
    ],
)
def test_unknown_zone_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(ValueError, match=r"named like 'Europe/Berlin'"):
        zone_named(name)


@pytest.mark.parametrize("year", [1, 1999, 2200, 9999])
def test_day_of_another_age_is_a_slip_of_the_pen(year: int) -> None:
    with pytest.raises(ValueError, match="check its year"):
        believable(date(year, 12, 24))


def test_day_of_our_age_is_believed() -> None:
    assert believable(date(2026, 12, 24)) == date(2026, 12, 24)
