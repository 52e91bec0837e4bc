"""A destination that would reach nobody is told before there is a complaint to tell."""

from __future__ import annotations

import pytest

from chalicelib import notifiers
from chalicelib.domain.policies import Destination


def _nobody_asks() -> frozenset[str]:
    raise AssertionError("keys are read only where a destination has one")


@pytest.mark.parametrize("written", ["email:ann", "email:@support", "sns"])
def test_destination_without_a_key_is_known_by_how_it_is_written(written: str) -> None:
    assert notifiers.trouble(Destination.parse(written), _nobody_asks) is None


@pytest.mark.parametrize("name", sorted(notifiers.NAMES - {"sns"}))
def test_destination_with_a_name_needs_one(name: str) -> None:
    trouble = notifiers.trouble(Destination(name), _nobody_asks)

    assert trouble
    assert notifiers.declared(name).written in trouble


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("pigeon", "there are: canary, discord, email"),
        ("sns:ann", "write: sns"),
        ("slack:@support", "write: email:@support"),
        ("slack:care", "first: earshot keys set slack:care"),
    ],
)
def test_what_would_reach_nobody_says_what_to_do(written: str, advice: str) -> None:
    trouble = notifiers.trouble(Destination.parse(written), lambda: ("slack:support",))

    assert trouble
    assert repr(written) in trouble
    assert advice in trouble


def test_destination_whose_key_is_set_is_reached() -> None:
    assert notifiers.trouble(Destination("slack", "support"), lambda: ("slack:support",)) is None
