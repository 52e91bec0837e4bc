"""How far something goes is told by its source, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.reach import LARGE_AUDIENCE, MANY_REACTIONS, Reach, furthest, is_far, reach_of

COUNTS = st.none() | st.integers(0, 10**6)
REACHES = st.none() | st.builds(reach_of, COUNTS, COUNTS)


def test_reactions_are_counted_together_and_what_is_not_told_is_left_aside() -> None:
    assert reach_of(12, 3, None, 4) == Reach(12, 7)
    assert reach_of(None, 3) == Reach(None, 3)
    assert reach_of(12) == Reach(12, None)


def test_absent_stays_absent_and_zero_is_zero() -> None:
    assert reach_of() is None
    assert reach_of(None, None, None) is None
    assert reach_of(0, 0) == Reach(0, 0)


def test_counts_that_nobody_can_have_are_bounded() -> None:
    assert reach_of(-3, -50, 2) == Reach(0, 2)
    assert reach_of(10**40, 10**40, 10**40) == Reach(10**12, 10**12)


@pytest.mark.parametrize(
    ("reach", "far"),
    [
        (None, False),
        (Reach(0, 0), False),
        (Reach(LARGE_AUDIENCE - 1, MANY_REACTIONS - 1), False),
        (Reach(LARGE_AUDIENCE, None), True),
        (Reach(None, MANY_REACTIONS), True),
        (Reach(0, MANY_REACTIONS), True),
    ],
)
def test_far_is_a_large_audience_or_many_reactions(reach: Reach | None, far: bool) -> None:
    assert is_far(reach) is far


def test_of_two_places_the_larger_of_each_number_counts() -> None:
    assert furthest(Reach(10, 900), Reach(4_000, None)) == Reach(4_000, 900)
    assert furthest(Reach(None, 5), Reach(None, 7)) == Reach(None, 7)


@given(REACHES, REACHES, REACHES)
def test_order_and_repetition_of_places_do_not_count(
    one: Reach | None, other: Reach | None, third: Reach | None
) -> None:
    assert furthest(one, other) == furthest(other, one)
    assert furthest(one, one) == one
    assert furthest(furthest(one, other), third) == furthest(one, furthest(other, third))


@given(REACHES, REACHES)
def test_another_place_never_makes_it_reach_fewer(one: Reach | None, other: Reach | None) -> None:
    assert is_far(furthest(one, other)) == (is_far(one) or is_far(other))


@pytest.mark.parametrize(
    ("reach", "words"),
    [
        (Reach(12_000, 140), "at least 12,000 views or followers and at least 140 reactions"),
        (Reach(12_000, None), "at least 12,000 views or followers"),
        (Reach(None, 1), "at least 1 reaction"),
        (Reach(1, 0), "at least 1 view or follower"),
        (Reach(0, 0), ""),
        (Reach(None, 0), ""),
    ],
)
def test_it_is_told_in_words_where_there_is_anybody_to_speak_of(reach: Reach, words: str) -> None:
    assert reach.words == words
