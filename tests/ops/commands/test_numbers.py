"""Numbers that cannot be meant are refused in words, by every command that takes one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.domain.examples import OWN
from tests.ops.commands.conftest import World

_COUNTED = [
    (("mentions", "--days"), "-1 0 1000000"),
    (("mentions", "--limit"), "-1 0 9999999999999999999999"),
    (("watches", "preview", OWN.id, "--days"), "-1 0 1000000"),
    (("report", "--days"), "-1 0 1000000"),
    (("labels", "export", "-", "--days"), "-1 0 1000000"),
    (("logs", "--since"), "-1 9999999999999"),
    (("deploy", "--stage", "prod", "--embedded-port"), "-1 0 65536"),
]


def _typed() -> Iterator[tuple[str, ...]]:
    for words, numbers in _COUNTED:
        yield from ((*words, number) for number in numbers.split())


@pytest.mark.parametrize("words", list(_typed()), ids=" ".join)
def test_number_out_of_range_is_refused_with_the_range(world: World, words: tuple[str, ...]) -> None:
    answer = world.type(*words)

    assert answer.exit_code == 2, answer.exception
    assert f"{words[-1]} is not in the range" in " ".join(answer.output.split())


@pytest.mark.parametrize("time", ["1969-07-20", "9999-12-31 23:59", "999999w"])
def test_time_that_is_a_slip_of_the_pen_is_refused(world: World, time: str) -> None:
    listed = world.type("mentions", "--since", time)
    rehearsed = world.type("policies", "rehearse", "--at", time)

    for answer in (listed, rehearsed):
        assert answer.exit_code == 2, answer.exception
        assert f"'{time}' is no time like 2h, 3d" in " ".join(answer.output.split())
