"""What grows is seen: few sources and many are compared, and drawn."""

from __future__ import annotations

from ops.bench import growth
from ops.bench.costs import Taken
from ops.bench.growth import Sized


def sized(sources: int, reads: float = 16.0, plan_s: float = 1.0) -> Sized:
    """So many sources, all of them due, of which each poll reads so much."""
    plan = Taken({"dynamodb read unit": 8.0, "sqs FIFO request": sources / 10}, {})
    poll = Taken({"dynamodb read unit": reads}, {})
    return Sized(sources, sources, plan_s, sources * 1e-4, plan, 0.002, poll)


def test_what_planning_takes_is_shared_by_those_that_are_due() -> None:
    few, many = growth.compared([sized(100), sized(100_000)]).rows

    assert (few[0], few[4], few[5]) == ("100", "0.080", "0.100")
    assert (many[0], many[4], many[5]) == ("100,000", "0.000", "0.100")


def test_cost_that_stays_flat_is_enough() -> None:
    found = growth.compared([sized(100), sized(100_000)])

    assert [aim.is_reached for aim in found.aims] == [True, True, True]


def test_read_that_grows_with_the_sources_is_seen() -> None:
    found = growth.compared([sized(100), sized(100_000, reads=20.0, plan_s=10.5)])

    assert [aim.is_reached for aim in found.aims] == [False, False, True]


def test_picture_is_handed_over_and_not_written() -> None:
    found = growth.compared([sized(100), sized(1_000)])

    assert found.picture.startswith("<svg ")
