"""Whose turn it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.rotas import Cover, Rota, Turn, names

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def a_rota(**changes: Any) -> Rota:
    """Three people, changing on Mondays at nine in Berlin."""
    rota = Rota("care", "Customer care", "Europe/Berlin", ("ann", "ben", "cleo"), date(2026, 3, 2), time(9))
    return replace(rota, **changes)


@st.composite
def rotas(draw: st.DrawFn) -> Rota:
    starts = st.builds(lambda at, length: ("dora", at, at + length), MOMENTS, st.timedeltas(HOUR, 20 * DAY))
    covers = draw(st.lists(starts, max_size=4))
    return a_rota(
        zone=draw(st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "UTC"])),
        people=tuple(draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=4))),
        starts_on=draw(st.dates(date(2025, 6, 1), date(2027, 6, 1))),
        hands_over=time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 30]))),
        every_days=draw(st.integers(1, 40)),
        covers=tuple(Cover(*cover) for cover in covers),
    )


@pytest.mark.parametrize(
    ("at", "person_id"),
    [
        (utc(2020, 1, 1), "ann"),  # before it starts
        (utc(2026, 3, 2, 7, 59), "ann"),
        (utc(2026, 3, 2, 8), "ann"),
        (utc(2026, 3, 9, 7, 59, 59), "ann"),
        (utc(2026, 3, 9, 8), "ben"),
        (utc(2026, 3, 23, 8), "ann"),
        (utc(2026, 3, 30, 6, 59), "ann"),
        (utc(2026, 3, 30, 7), "ben"),  # in summer, nine is an hour earlier
        (utc(2026, 10, 26, 7, 59), "ann"),
        (utc(2026, 10, 26, 8), "ben"),
    ],
)
def test_turns_change_when_the_clock_of_the_place_says_so(at: datetime, person_id: str) -> None:
    assert a_rota().on_duty(at) == person_id


def test_hand_over_at_a_time_that_comes_twice_is_at_its_first_coming() -> None:
    rota = a_rota(starts_on=date(2026, 10, 18), hands_over=time(2, 30))

    assert rota.on_duty(utc(2026, 10, 25, 0, 29)) == "ann"
    assert rota.on_duty(utc(2026, 10, 25, 0, 30)) == "ben"
    assert rota.on_duty(utc(2026, 10, 25, 1, 15)) == "ben", "02:15 once more"


def test_hand_over_at_a_time_that_is_left_out_is_when_clocks_change() -> None:
    rota = a_rota(starts_on=date(2026, 3, 22), hands_over=time(2, 30))

    assert rota.on_duty(utc(2026, 3, 29, 0, 59)) == "ann"
    assert rota.on_duty(utc(2026, 3, 29, 1)) == "ben"


def test_hand_over_is_not_taken_back_where_midnight_comes_twice() -> None:
    """In St. John's, until 2011, clocks went from 00:01 back to 23:01 of the day before."""
    rota = a_rota(zone="America/St_Johns", starts_on=date(2010, 11, 6), hands_over=time(0), every_days=1)

    assert rota.on_duty(utc(2010, 11, 7, 2, 30)) == "ben"
    assert rota.on_duty(utc(2010, 11, 7, 3)) == "ben", "23:30 once more"


def test_cover_stands_before_the_turn_and_the_last_one_before_others() -> None:
    first = Cover("dora", utc(2026, 3, 10), utc(2026, 3, 12))
    second = Cover("eli", utc(2026, 3, 11), utc(2026, 3, 11, 6))
    rota = a_rota(covers=(first, second))

    assert rota.on_duty(utc(2026, 3, 10)) == "dora"
    assert rota.on_duty(utc(2026, 3, 11, 5, 59)) == "eli"
    assert rota.on_duty(utc(2026, 3, 11, 6)) == "dora"
    assert rota.on_duty(utc(2026, 3, 12)) == "ben"


def test_calendar_shows_turns_and_covers() -> None:
    rota = a_rota(covers=(Cover("dora", utc(2026, 3, 8), utc(2026, 3, 10)),))

    calendar = rota.turns(utc(2026, 3, 1), utc(2026, 3, 17))

    assert calendar == (
        Turn("ann", utc(2026, 3, 1), utc(2026, 3, 8)),
        Turn("dora", utc(2026, 3, 8), utc(2026, 3, 10)),
        Turn("ben", utc(2026, 3, 10), utc(2026, 3, 16, 8)),
        Turn("cleo", utc(2026, 3, 16, 8), utc(2026, 3, 17)),
    )


def test_rota_of_one_is_one_long_turn() -> None:
    rota = a_rota(people=("ann",))

    assert rota.turns(utc(2026, 3, 1), utc(2027, 3, 2)) == (Turn("ann", utc(2026, 3, 1), utc(2027, 3, 2)),)


@pytest.mark.parametrize("length", [timedelta(0), -HOUR, 367 * DAY])
def test_calendar_without_end_is_refused(length: timedelta) -> None:
    with pytest.raises(ValueError, match="at most 366 days later"):
        a_rota().turns(utc(2026, 3, 1), utc(2026, 3, 1) + length)


@given(rotas(), MOMENTS, st.timedeltas(HOUR, 100 * DAY), st.floats(0, 0.99))
def test_calendar_tells_who_is_on_duty_at_every_moment(
    rota: Rota, since: datetime, length: timedelta, share: float
) -> None:
    at = since + share * length

    calendar = rota.turns(since, since + length)

    assert calendar[0].starts_at == since
    assert calendar[-1].ends_at == since + length
    assert all(a.ends_at == b.starts_at and a.person_id != b.person_id for a, b in pairwise(calendar))
    assert [turn.person_id for turn in calendar if turn.starts_at <= at < turn.ends_at] == [rota.on_duty(at)]


@given(rotas(), MOMENTS)
def test_whoever_is_on_duty_is_named(rota: Rota, at: datetime) -> None:
    assert rota.on_duty(at) in names(rota, at)


def test_cover_that_is_over_names_nobody() -> None:
    rota = a_rota(covers=(Cover("dora", utc(2026, 3, 10), utc(2026, 3, 12)),))

    assert names(rota, utc(2026, 3, 1)) == {"ann", "ben", "cleo", "dora"}
    assert names(rota, utc(2026, 3, 12)) == {"ann", "ben", "cleo"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"zone": "Berlin"}, "named like 'Europe/Berlin'"),
        ({"people": ()}, "say who takes turns"),
        ({"people": ("ann", "")}, "say who takes turns"),
        ({"people": ("ann",) * 51}, "1 to 50 people"),
        ({"every_days": 0}, "correct 0"),
        ({"every_days": 367}, "correct 367"),
        ({"hands_over": time(9, 0, 30)}, "whole minute"),
        ({"hands_over": time(9, 0, 0, 1)}, "whole minute"),
        ({"hands_over": time(9, tzinfo=UTC)}, "clock of its place"),
        ({"starts_on": date(202, 3, 2)}, "check its year"),
        (
            {"covers": (Cover("dora", utc(2026, 3, 8), utc(2026, 3, 10)),) * 101},
            "remove those that are over",
        ),
    ],
)
def test_unusable_rota_is_refused_in_words(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        a_rota(**changes)


@pytest.mark.parametrize(
    ("person_id", "starts_at", "ends_at", "words"),
    [
        ("", utc(2026, 3, 8), utc(2026, 3, 9), "say who"),
        ("dora", utc(2026, 3, 8), utc(2026, 3, 8), "ends after it starts"),
        ("dora", datetime(2026, 3, 8), utc(2026, 3, 9), "with an offset"),
        ("dora", utc(2026, 3, 8), datetime(2026, 3, 9), "with an offset"),
    ],
)
def test_unusable_cover_is_refused_in_words(
    person_id: str, starts_at: datetime, ends_at: datetime, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Cover(person_id, starts_at, ends_at)
