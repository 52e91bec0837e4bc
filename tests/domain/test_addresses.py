"""When two web addresses are the same place."""

import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.addresses import (
    canonical,
    canonical_before,
    host_of,
    is_web_address,
    unwrapped,
)


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
        ("https://code.example/pull/1#discussion_r5", "https://code.example/pull/1#discussion_r6"),
        ("https://forum.example/t/7#post_2_reply12", "https://forum.example/t/7#post_2_reply13"),
        ("https://forum.example/t/7#pid:5", "https://forum.example/t/7#pid:6"),
        ("https://blog.example/post#C5", "https://blog.example/post#C6"),
    ],
)
def test_different_places_have_different_keys(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "fragment", ["comment", "comment-", "comment-1-2", "comment-a1", "12", "x12", "p", "/"]
)
def test_fragment_that_is_no_comment_of_many_is_a_place_on_the_page(fragment: str) -> None:
    assert canonical(f"https://blog.example/post#{fragment}") == "blog.example/post"


@pytest.mark.parametrize("end", ["1" * 2_666 + "!", "_" * 2_666, "_1" * 1_333 + "-"])
def test_hostile_fragment_takes_no_time(end: str) -> None:
    url = f"https://x.example/a#{'msg' * 444}{end}"
    started = time.process_time()

    place = canonical(url)

    assert time.process_time() - started < 2
    assert place == "x.example/a"


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


STORY = "https://paper.example/story"
_STORY = quote(STORY, safe="")


@pytest.mark.parametrize(
    "wrapper",
    [
        f"https://www.google.com/url?rct=j&sa=t&url={_STORY}%3Futm_source%3Dalerts&ct=ga",
        f"https://www.google.co.uk/url?q={STORY}&sa=U",
        f"https://l.facebook.com/l.php?u={_STORY}&h=AT0",
        f"https://lm.facebook.com/l.php?u={_STORY}",
        f"https://l.instagram.com/?u={_STORY}&e=AT0",
        f"https://t.umblr.com/redirect?z={_STORY}&t=Y2U",
        f"https://out.reddit.com/t3_1x?url={_STORY}&token=AQ",
        f"https://www.youtube.com/redirect?event=video_description&q={_STORY}",
        f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&url={_STORY}&c=1",
        f"https://eur01.safelinks.protection.outlook.com/?url={_STORY}&data=04",
        f"https://l.facebook.com/l.php?u={quote(f'https://www.google.com/url?q={_STORY}', safe='')}",
        "https://www.google.com/amp/s/paper.example/story",
        "http://cdn.ampproject.org/c/s/paper.example/story",
        "https://paper-example.cdn.ampproject.org/v/s/amp.paper.example/story?amp=1",
    ],
)
def test_address_that_only_leads_to_another_stands_for_that_one(wrapper: str) -> None:
    assert canonical(wrapper) == canonical(STORY)
    assert unwrapped(wrapper).startswith(("https://paper.example/", "https://amp.paper.example/"))


@pytest.mark.parametrize(
    "wrapper",
    [
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/url?q=http://[broken",
        "https://www.google.com/url?sa=U",
        f"https://google.example/url?q={STORY}",
        f"https://l.facebook.com.example/l.php?u={STORY}",
        f"https://www.google.com/search?q={STORY}",
    ],
)
def test_what_leads_to_no_address_and_what_is_no_wrapper_stay_as_they_are(wrapper: str) -> None:
    assert unwrapped(wrapper) == wrapper
    assert canonical(wrapper) == canonical_before(wrapper)


def test_wrappers_in_wrappers_come_to_an_end() -> None:
    url = STORY
    for _ in range(5):
        url = f"https://l.facebook.com/l.php?u={quote(url, safe='')}"

    assert unwrapped(url).startswith("https://l.facebook.com/")


@pytest.mark.parametrize(
    ("variant", "plain"),
    [
        ("https://amp.paper.example/story", STORY),
        ("https://paper.example/story/amp", STORY),
        ("https://paper.example/story/amp/", STORY),
        ("https://paper.example/story.amp", STORY),
        ("https://paper.example/story.amp.html", f"{STORY}.html"),
        ("https://paper.example/story?amp=1", STORY),
        ("https://paper.example/story?amp", STORY),
        ("https://paper.example/story?outputType=amp", STORY),
        ("https://m.paper.example/story", STORY),
        ("https://mobile.paper.example/story", STORY),
        ("https://en.m.wikipedia.org/wiki/Lamp", "https://en.wikipedia.org/wiki/Lamp"),
        ("https://old.reddit.com/r/lamps/1", "https://www.reddit.com/r/lamps/1"),
        ("https://mobile.twitter.com/joan/status/1?s=20", "https://x.com/joan/status/1"),
        ("https://youtu.be/abc?si=1", "https://m.youtube.com/watch?v=abc&t=4"),
    ],
)
def test_page_made_for_telephones_is_the_page(variant: str, plain: str) -> None:
    assert canonical(variant) == canonical(plain)
    assert canonical_before(variant) != canonical_before(plain)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://mobile.de/x", "https://de/x"),
        ("https://amp.dev/x", "https://dev/x"),
        ("https://shop.example/amp", "https://shop.example/"),
        ("https://shop.example/?amp=marshall", "https://shop.example/"),
        ("https://paper.example/story?t=1", "https://paper.example/story?t=2"),
        ("https://www.youtube.com/watch?v=a&lc=1", "https://www.youtube.com/watch?v=a&lc=2"),
        ("https://youtu.be/", "https://youtube.com/watch"),
    ],
)
def test_what_only_looks_made_for_telephones_is_a_place_of_its_own(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@given(st.sampled_from(["", "/a", "/a/b"]), st.sampled_from(["", "?b=1", "?amp=1", "?utm_source=x"]))
def test_spelling_of_a_plain_address_is_what_it_always_was(path: str, query: str) -> None:
    """What was kept under the rule before is found by the same key, but for what is spelled otherwise now."""
    url = f"https://www.paper.example{path}{query}"

    assert (canonical(url) == canonical_before(url)) == ("amp" not in query)


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
