"""Working hours, in summer, in winter, and while clocks change."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.hours import MOST_DELAY, Hours, Shift

HOUR, DAY, NONE = timedelta(hours=1), timedelta(days=1), timedelta(0)
OFFICE = Hours.parse(
    "Mon-Fri 09:00-17:00; Sat 10:00-14:00", "Europe/Berlin", [date(2026, 12, 25), date(2026, 12, 26)]
)
ALWAYS = Hours.parse("Mon-Sun 00:00-24:00", "Europe/Berlin")
NIGHT = Hours.parse("Sun 01:00-03:00", "Europe/Berlin")
PLACES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
# In each half, clocks are changed once in every place.
MOMENTS = st.datetimes(datetime(2026, 3, 1), datetime(2026, 4, 10), timezones=st.just(UTC)) | st.datetimes(
    datetime(2026, 10, 1), datetime(2026, 11, 10), timezones=st.just(UTC)
)
DELAYS = st.timedeltas(timedelta(0), timedelta(hours=100))


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Any working hours: up to three shifts a day, any zone, some holidays."""
    week: list[Shift] = []
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        edges = sorted(draw(st.sets(st.integers(0, 24), min_size=2, max_size=6)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        week += [Shift(weekday, time(opens), time(closes % 24)) for opens, closes in pairs]
    holidays = draw(st.frozensets(st.dates(date(2026, 3, 1), date(2026, 11, 30)), max_size=20))
    return Hours(draw(PLACES), tuple(sorted(week, key=lambda shift: (shift.weekday, shift.opens))), holidays)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (utc(2026, 7, 1, 6, 59), False),
        (utc(2026, 7, 1, 7), True),
        (utc(2026, 7, 1, 14, 59, 59), True),
        (utc(2026, 7, 1, 15), False),  # closes: nobody is there any more
        (utc(2026, 12, 1, 7), False),  # winter
        (utc(2026, 12, 1, 8), True),
        (utc(2026, 7, 4, 8), True),  # Saturday
        (utc(2026, 7, 4, 12), False),
        (utc(2026, 7, 5, 10), False),  # Sunday
        (utc(2026, 12, 25, 10), False),  # holiday
    ],
)
def test_office_is_open_when_its_clock_says_so(at: datetime, is_open: bool) -> None:
    assert (OFFICE.after(at, NONE) == at) is is_open


def test_without_a_delay_it_is_when_somebody_is_there() -> None:
    assert OFFICE.after(utc(2026, 7, 1, 10), NONE) == utc(2026, 7, 1, 10), "it is open"
    assert OFFICE.after(utc(2026, 7, 1, 20), NONE) == utc(2026, 7, 2, 7)
    assert OFFICE.after(utc(2026, 7, 5, 12), NONE) == utc(2026, 7, 6, 7)
    assert OFFICE.after(utc(2026, 12, 24, 17), NONE) == utc(2026, 12, 28, 8), "over Christmas and a Sunday"


def test_delay_passes_in_working_time_only() -> None:
    friday = utc(2026, 7, 3, 14, 30)

    assert OFFICE.after(friday, 30 * HOUR / 60) == utc(2026, 7, 3, 15), "it has passed as the office closes"
    assert OFFICE.after(friday, HOUR) == utc(2026, 7, 4, 8, 30)
    assert OFFICE.after(friday, 5 * HOUR) == utc(2026, 7, 6, 7, 30)


@pytest.mark.parametrize(
    ("sunday", "length"),
    [(date(2026, 3, 22), 2 * HOUR), (date(2026, 3, 29), HOUR), (date(2026, 10, 25), 3 * HOUR)],
)
def test_shift_lasts_as_long_as_its_clock_takes(sunday: date, length: timedelta) -> None:
    """From one to three, in the night in which clocks are changed."""
    midnight = datetime(sunday.year, sunday.month, sunday.day, tzinfo=UTC) - 6 * HOUR

    assert NIGHT.after(midnight, length) == NIGHT.after(midnight, NONE) + length
    assert NIGHT.after(midnight, length + HOUR / 60) > midnight + 6 * DAY, "it waits for the next Sunday"


def test_shift_that_spring_leaves_out_is_none() -> None:
    short = Hours.parse("Sun 02:00-03:00", "Europe/Berlin")

    assert short.after(utc(2026, 3, 28, 12), NONE) == utc(2026, 4, 5, 0)


def test_office_that_never_closes_is_always_open() -> None:
    assert ALWAYS.after(utc(2026, 3, 28, 12), 24 * HOUR) == utc(2026, 3, 29, 12)


@given(hours(), MOMENTS)
def test_somebody_is_there_at_an_opening(office: Hours, at: datetime) -> None:
    opens = office.after(at, NONE)

    assert opens >= at
    assert office.after(opens, NONE) == opens


@given(hours(), MOMENTS, DELAYS, DELAYS.filter(bool))
def test_delays_add_up(office: Hours, start: datetime, one: timedelta, two: timedelta) -> None:
    both = office.after(start, one + two)

    assert office.after(office.after(start, one), two) == both
    assert both - start >= one + two


@given(hours(), MOMENTS, DELAYS.filter(bool))
def test_delay_is_over_while_somebody_is_there(office: Hours, start: datetime, delay: timedelta) -> None:
    end = office.after(start, delay)

    last = (end - timedelta(microseconds=1)).astimezone(ZoneInfo(office.zone))
    shifts = [shift for shift in office.week if shift.weekday == last.weekday()]
    begun = [shift for shift in shifts if shift.opens <= last.time()]
    assert any(last.time() < shift.closes or shift.closes == time(0) for shift in begun)
    assert last.date() not in office.holidays


@given(hours())
def test_text_means_the_same_hours(office: Hours) -> None:
    assert Hours.parse(str(office), office.zone, office.holidays) == office


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Mon-Fri 9:00-17:00", "Mon-Fri 09:00-17:00"),
        (" mon - fri 09:00 - 12:30,13:00-17:00 ;", "Mon-Fri 09:00-12:30, 13:00-17:00"),
        (
            "Sat 10:00-14:00; Mon, Tue, Thu 09:00-17:00",
            "Mon-Tue 09:00-17:00; Thu 09:00-17:00; Sat 10:00-14:00",
        ),
        ("Fri-Mon 00:00-24:00", "Mon 00:00-24:00; Fri-Sun 00:00-24:00"),
        ("Fri 22:00-24:00; Sat 00:00-06:00", "Fri 22:00-24:00; Sat 00:00-06:00"),
        ("Mon 09:00-12:00; Mon 12:00-13:00", "Mon 09:00-12:00, 12:00-13:00"),
    ],
)
def test_hours_are_written_as_people_write_them(text: str, canonical: str) -> None:
    assert str(Hours.parse(text, "UTC")) == canonical


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "written like 'Mon-Fri"),
        ("nine to five", "written like 'Mon-Fri"),
        ("09:00-17:00", "written like 'Mon-Fri"),
        ("Mon 09:00", "written like 'Mon-Fri"),
        ("Mon 09:00-17:00,", "written like 'Mon-Fri"),
        ("Mon 0９:00-17:00", "written like 'Mon-Fri"),
        ("Montag 09:00-17:00", "not 'Montag'"),
        ("Mon- 09:00-17:00", "not 'Mon-'"),
        ("Mon, 09:00-17:00", "days are written like"),
        ("Mon 09:00-25:00", "not 25:00"),
        ("Mon 24:00-24:00", "not 24:00"),
        ("Mon 09:60-10:00", "not 09:60"),
        ("Fri 22:00-06:00", "write a night as two, like 'Fri 22:00-24:00; Sat 00:00-06:00'"),
        ("Mon 09:00-09:00", "closes before it opens"),
        ("Mon 09:00-17:00; Mon 16:00-18:00", "'Mon 09:00-17:00' and 'Mon 16:00-18:00' overlap"),
        ("Mon 09:00-24:00; Mon 23:00-24:00", "overlap"),
        ("Mon 09:00-09:59", "at least an hour a week"),
        ("; ".join(f"Mon-Sun {hour}:00-{hour}:30" for hour in range(7)), "at most 42 shifts"),
    ],
)
def test_unusable_hours_are_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Hours.parse(text, "Europe/Berlin")


def test_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="Europe/Berlin"):
        Hours.parse("Mon 09:00-17:00", "Berlin")


@pytest.mark.parametrize(
    ("weekday", "opens", "words"),
    [
        (7, time(9), "from 0, Monday"),
        (0, time(9, 0, 1), "whole minute"),
        (0, time(9, tzinfo=UTC), "clock of its place"),
    ],
)
def test_shift_that_no_clock_shows_is_refused(weekday: int, opens: time, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Shift(weekday, opens, time(17, tzinfo=opens.tzinfo))


def test_shifts_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="wrong order"):
        Hours("UTC", (Shift(1, time(9), time(17)), Shift(0, time(9), time(17))))


def mondays(first: date, number: int) -> Iterable[date]:
    return [first + week * 7 * DAY for week in range(number)]


def test_holidays_may_close_for_a_year_but_not_longer() -> None:
    """Else nobody would ever hear of anything."""
    text, first = "Mon 09:00-17:00", date(2026, 1, 5)

    year = Hours.parse(text, "UTC", mondays(first, 53))

    assert year.after(utc(2026, 1, 1), NONE) == utc(2027, 1, 11, 9)
    with pytest.raises(ValueError, match="from 2026-01-05 on close for more than a year"):
        Hours.parse(text, "UTC", mondays(first, 54))


def test_open_day_between_holidays_is_enough() -> None:
    holidays = [*mondays(date(2026, 1, 5), 40), *mondays(date(2026, 10, 19), 40)]

    office = Hours.parse("Mon 09:00-17:00", "UTC", holidays)

    assert office.after(utc(2026, 1, 1), NONE) == utc(2026, 10, 12, 9)


def test_holidays_are_bounded_and_believable() -> None:
    with pytest.raises(ValueError, match="at most 200 holidays"):
        Hours.parse("Mon 09:00-17:00", "UTC", [date(2026, 1, 1) + n * DAY for n in range(201)])
    with pytest.raises(ValueError, match="check its year"):
        Hours.parse("Mon 09:00-17:00", "UTC", [date(9999, 12, 31)])


@pytest.mark.parametrize("delay", [-HOUR, MOST_DELAY + HOUR])
def test_delay_out_of_bounds_is_refused(delay: timedelta) -> None:
    with pytest.raises(ValueError, match="choose less"):
        OFFICE.after(utc(2026, 7, 1), delay)


def test_longest_delay_passes_even_in_an_hour_a_week() -> None:
    hour = Hours.parse("Wed 12:00-13:00", "UTC")

    assert hour.after(utc(2026, 1, 1), MOST_DELAY) == utc(2026, 1, 7, 13) + 719 * 7 * DAY
