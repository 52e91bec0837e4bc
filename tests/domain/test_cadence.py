"""A source is quiet by its own measure: what is a long silence for one is a usual pause for another."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.cadence import Cadence, learned, spoken

from .examples import MINUTE, NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def said(*gaps: timedelta) -> list[datetime]:
    """Dates with these gaps, the newest last and now."""
    dates = [NOW]
    for gap in reversed(gaps):
        dates.append(dates[-1] - gap)
    return dates[::-1]


def test_cadence_is_the_usual_and_the_longest_gap() -> None:
    dates = said(HOUR, HOUR, 2 * HOUR, 3 * HOUR, 9 * HOUR)

    assert learned(None, dates, None) == Cadence(usual=180, longest=540)


def test_too_few_dates_say_nothing() -> None:
    assert learned(None, said(HOUR, HOUR, HOUR, HOUR), HOUR) is None


def test_document_with_few_dates_leaves_what_is_known() -> None:
    assert learned(Cadence(60, 90), said(HOUR), None) == Cadence(60, 90)


def test_something_old_that_is_pinned_does_not_make_a_source_slow() -> None:
    dates = said(900 * DAY, *[HOUR] * 8)

    assert learned(None, dates, None) == Cadence(60, 60)


def test_old_habits_are_forgotten() -> None:
    dates = said(*[30 * DAY] * 20, *[HOUR] * 40)

    assert learned(None, dates, None) == Cadence(60, 60)


def test_silence_that_has_just_ended_is_a_gap_however_few_dates_there_are() -> None:
    assert learned(Cadence(60, 90), [], 5 * HOUR) == Cadence(60, 300)
    assert learned(Cadence(60, 90), [], 5 * MINUTE) == Cadence(60, 90)


def test_source_that_speaks_in_bursts_is_known_by_its_pauses() -> None:
    """Ten posts within minutes, once a week: neither a mean nor a median gap would show the week."""
    dates = said(*([MINUTE] * 9 + [7 * DAY]) * 3)

    cadence = learned(None, dates, None)

    assert cadence is not None
    assert cadence.patience > 14 * DAY


@pytest.mark.parametrize(
    ("gap", "patience"),
    [(5 * MINUTE, 3 * DAY), (DAY, 3 * DAY), (2 * DAY, 6 * DAY), (7 * DAY, 21 * DAY)],
)
def test_silence_of_three_gaps_is_out_of_the_ordinary_but_never_a_weekend(
    gap: timedelta, patience: timedelta
) -> None:
    cadence = learned(None, said(*[gap] * 10), None)

    assert cadence is not None
    assert cadence.patience == patience


@given(
    minutes=st.lists(st.integers(0, 10_000_000), max_size=60),
    silence=st.none() | st.timedeltas(timedelta(0), timedelta(days=5000)),
)
def test_no_gap_it_has_come_back_from_makes_a_source_quiet(
    minutes: list[int], silence: timedelta | None
) -> None:
    cadence = learned(None, [NOW - at * MINUTE for at in minutes], silence)

    if cadence is not None:
        assert 1 <= cadence.usual <= cadence.longest
        assert cadence.patience >= max(3 * DAY, (silence or MINUTE) - MINUTE)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (119, "119 minutes"),
        (120, "2 hours"),
        (2879, "48 hours"),
        (2880, "2 days"),
        (10080, "7 days"),
    ],
)
def test_minutes_are_said_as_people_say_them(minutes: int, words: str) -> None:
    assert spoken(minutes) == words
