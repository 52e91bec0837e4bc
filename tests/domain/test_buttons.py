"""What a button carries."""

from __future__ import annotations

import pytest

from chalicelib.domain.buttons import carried, in_value

from .examples import a_mention


def test_button_carries_the_mention_and_its_turn() -> None:
    assert in_value(carried(a_mention(turn=3))) == (a_mention().id, 3)


def test_button_of_before_turns_carries_the_mention_alone() -> None:
    assert in_value("m1aa") == ("m1aa", None)


@pytest.mark.parametrize("value", ["", ".1", "m1aa.", "m1aa.x", "m1aa.-1", "m1aa.1.2", "m1aa.٣", "m" * 65])
def test_what_is_no_value_of_ours_says_nothing(value: str) -> None:
    assert in_value(value) is None
