"""When two web addresses are the same place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.addresses import canonical, host_of, is_web_address


@pytest.mark.parametrize(
    "variant",
    [
        "https://paper.example/story",
        "http://paper.example/story",
        "https://www.paper.example/story",
        "https://paper.example/story/",
        "https://PAPER.example/story#comments",
        "https://paper.example/story#xtor=RSS-3208",
        "https://paper.example:443/story?utm_source=rss&utm_medium=feed",
        "https://paper.example./story?fbclid=abc",
        " https://paper.example/story ",
    ],
)
def test_ways_of_writing_one_address_have_one_key(variant: str) -> None:
    assert canonical(variant) == "paper.example/story"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://paper.example/story?id=1", "https://paper.example/story?id=2"),
        ("https://paper.example/Story", "https://paper.example/story"),
        ("https://paper.example/story", "https://paper.example:8443/story"),
        ("https://a.paper.example/", "https://b.paper.example/"),
        ("https://paper.example/?q=", "https://paper.example/"),
        ("https://blog.example/post#comment-1", "https://blog.example/post#comment-2"),
        ("https://forum.example/#/topic/12", "https://forum.example/#/topic/13"),
        ("https://forum.example/#!topic/12", "https://forum.example/"),
        ("https://blog.example/post#comment-1", "https://blog.example/post"),
        ("https://forum.example/t/7#p31", "https://forum.example/t/7#p32"),
        ("https://code.example/issues/1#issuecomment-5", "https://code.example/issues/1#issuecomment-6"),
    ],
)
def test_different_places_have_different_keys(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://paper.example/\u00e4", "https://paper.example/%c3%a4"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
    ],
)
def test_encodings_of_one_address_have_one_key(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_name_that_no_network_knows_is_left_as_it_is() -> None:
    too_long = "\u00e4" * 70

    assert canonical(f"https://{too_long}.example/x").endswith(".example/x")


def test_order_of_parameters_does_not_matter() -> None:
    assert canonical("https://shop.example/?b=2&a=1") == canonical("https://shop.example/?a=1&b=2")


@given(
    st.text(alphabet="abcxyz0189", min_size=1, max_size=8),
    st.dictionaries(
        st.sampled_from(["utm_source", "utm_campaign", "fbclid", "gclid", "mc_cid", "pk_kwd"]),
        st.text(alphabet="abc123", max_size=5),
        max_size=4,
    ),
)
def test_tracking_parameters_never_change_the_key(path: str, tracking: dict[str, str]) -> None:
    query = "&".join(f"{name}={value}" for name, value in tracking.items())

    assert canonical(f"https://paper.example/{path}?{query}") == canonical(f"https://paper.example/{path}")


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://paper.example/", True),
        ("HTTP://paper.example", True),
        ("ftp://paper.example/", False),
        ("javascript:alert(1)", False),
        ("mailto:joan@paper.example", False),
        ("https:///nothing", False),
        ("//paper.example/x", False),
        ("http://[broken", False),
        ("https://paper.example:port/", False),
        ("https://paper.example:99999/", False),
        ("https://paper.example/" + "x" * 2048, False),
        ("", False),
        (None, False),
    ],
)
def test_only_absolute_http_addresses_are_web_addresses(url: str | None, is_one: bool) -> None:
    assert is_web_address(url) is is_one


def test_politeness_is_owed_to_host_and_port() -> None:
    assert host_of("https://Paper.Example:443/x") == "paper.example"
    assert host_of("http://127.0.0.1:8600/x") == "127.0.0.1:8600"
    assert host_of("http://[2001:db8::1]:8600/x") == "[2001:db8::1]:8600"
    assert host_of("http://[2001:db8::1]/x") == "[2001:db8::1]"
