from __future__ import annotations

import re

import pytest

from chalicelib.sources.kinds.redirects import unwrapped

WRAPPER = re.compile(r"https://go\.example/out\?")


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ("id=7&url=https://shop.example/a/&x=1", "https://shop.example/a/"),
        ("url=https%3a%2f%2fshop.example%2fa%3fb%3d1%26c%3d2", "https://shop.example/a?b=1&c=2"),
        ("url=https://shop.example/a%2520b", "https://shop.example/a%20b"),
        ("url=https://shop.example/a+b", "https://shop.example/a+b"),
        ("url=https://shop.example/caf%E9", "https://shop.example/caf%E9"),
        ("q=https://shop.example/", "https://shop.example/"),
        ("q=lamps&url=https://shop.example/", "https://shop.example/"),
    ],
)
def test_wrapped_address_is_taken_out_as_it_was(query: str, target: str) -> None:
    assert unwrapped(f"https://go.example/out?{query}", WRAPPER) == target


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example/out?url=https://shop.example/",
        "https://go.example/out?id=7",
        "https://go.example/out?url=",
        "https://go.example/out?url=/relative",
        "https://go.example/out?url=javascript:alert(1)",
        "https://go.example/out?url=https://[broken/",
        "https://go.example/out?myurl=https://shop.example/",
    ],
)
def test_link_stays_where_nothing_in_it_can_be_opened(link: str) -> None:
    assert unwrapped(link, WRAPPER) == link


def test_missing_link_stays_missing() -> None:
    assert unwrapped(None, WRAPPER) is None
