"""A start is not searched for garbage, and what runs on is."""

import gc
from collections.abc import Iterator

import pytest

from chalicelib import garbage


@pytest.fixture
def usual() -> Iterator[tuple[int, int, int]]:
    """How often garbage is looked for once a start is over."""
    gc.collect()  # whatever was spared before is over
    before = gc.get_threshold()
    garbage.spare_start()
    garbage.spare_start()  # as it happens where `app` is imported anew
    yield before
    gc.collect()
    gc.unfreeze()


@pytest.mark.usefixtures("usual")
def test_what_a_start_makes_is_not_gone_through() -> None:
    searched = gc.get_stats()[0]["collections"]

    made = [[number] for number in range(100_000)]

    assert made
    assert gc.get_stats()[0]["collections"] == searched


def test_garbage_is_looked_for_as_usual_once_a_start_is_over(usual: tuple[int, int, int]) -> None:
    searched = gc.get_stats()[0]["collections"]

    made = [[number] for number in range(200_000)]

    assert made
    assert gc.get_stats()[0]["collections"] > searched + 1
    assert gc.get_threshold() == usual


@pytest.mark.usefixtures("usual")
def test_what_a_start_made_is_not_gone_through_later() -> None:
    before = gc.get_freeze_count()

    made = [[number] for number in range(200_000)]

    assert made
    assert gc.get_freeze_count() > before + 100_000
