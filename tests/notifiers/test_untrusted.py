"""What strangers write is shown as it looks, and links say where they lead."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.notifiers.untrusted import cut, link_to, shown, written


@given(st.text(), st.integers(1, 50))
@example("\u200d\u200d", 9)
@example("a \u202e b", 9)
@example("\ud800\U000e0041\u3164", 9)
def test_shown_text_is_one_short_line_of_visible_characters(text: str, limit: int) -> None:
    line = shown(text, limit)

    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert line == " ".join(line.split(" ")).strip()
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cs", "Co", "Zl", "Zp"}
    assert {char for char in line if unicodedata.category(char) == "Cf"} <= {"\u200c", "\u200d"}


@pytest.mark.parametrize(
    "text",
    ["plain words", "naïve café", "می‌خواهم", "क्‍ष", "👩‍💻 and ❤️", "日本語の感想", "العبّارة", "🫨 new emoji"],
)
def test_honest_text_of_any_script_stays_as_it_is(text: str) -> None:
    assert shown(text, 100) == text


@pytest.mark.parametrize(
    ("text", "visible"),
    [
        ("one\r\nBcc: two", "one Bcc: two"),
        ("exe.\u202egnp", "exe.gnp"),
        ("a\u2066b\u2069c\u200fd", "abcd"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("hidden\U000e0068\U000e0069\U000e0100", "hidden"),
        ("\u3164\u2800", ""),
        ("\u200d \u200c\u200d", ""),
        ("red\x1b[31m", "red[31m"),
        ("line\u2028and\u0085line", "line and line"),
        ("half \ud83d", "half"),
    ],
)
def test_invisible_characters_are_dropped_and_lines_joined(text: str, visible: str) -> None:
    assert shown(text, 100) == visible


def test_text_is_cut_at_the_end_of_a_word() -> None:
    assert cut("the ferry left early", 12) == "the ferry…"
    assert cut("the ferry", 9) == "the ferry"


def test_long_word_is_cut_where_it_must_be() -> None:
    assert cut("x" * 100, 10) == "x" * 9 + "…"


@given(st.text(alphabet="ab <&", max_size=60), st.integers(10, 40))
def test_written_text_fits_and_tears_no_sign(text: str, limit: int) -> None:
    line = written(text, {"&": "&amp;", "<": "&lt;"}, limit)

    assert len(line) <= limit
    whole = line.removesuffix("…").replace("&amp;", "").replace("&lt;", "")
    assert not {"&", "<"} & set(whole)
    assert line.endswith("…") or line.count("&") == text.count("&") + text.count("<")


@pytest.mark.parametrize(
    ("url", "link", "host"),
    [
        ("https://blog.example/posts/1?a=b&c#d", "https://blog.example/posts/1?a=b&c#d", "blog.example"),
        ("HTTP://Blog.Example:8080/", "http://blog.example:8080/", "blog.example:8080"),
        ("https://bank.example@evil.example/", "https://evil.example/", "evil.example"),
        ("https://аррӏе.example/", "https://xn--80ak6aa92e.example/", "xn--80ak6aa92e.example"),
        ("http://[::1]:99/a", "http://[::1]:99/a", "[::1]:99"),
        ('https://blog.example/"><script>', "https://blog.example/%22%3E%3Cscript%3E", "blog.example"),
        ("https://blog.example/\u202eabc def", "https://blog.example/%E2%80%AEabc%20def", "blog.example"),
        ("https://blog.example/already%20done", "https://blog.example/already%20done", "blog.example"),
    ],
)
def test_link_leads_where_it_says(url: str, link: str, host: str) -> None:
    found = link_to(url)

    assert found is not None
    assert (found.url, found.host) == (link, host)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "//blog.example/",
        "/posts/1",
        "https://",
        "https://blog.example:99999/",
        "https://blog example/",
        "https://[::1/",
        "https://a..b/",
        "https://<b>/",
        "ftp://blog.example/",
        "https://blog.example/\ud800",
        "https://blog.example/" + "a" * 3000,
    ],
)
def test_what_is_no_web_address_is_no_link(url: str | None) -> None:
    assert link_to(url) is None


def test_host_too_long_to_read_shows_its_end_where_its_owner_stands() -> None:
    link = link_to("https://" + ".".join(["bank-example"] * 8) + ".evil.example/")

    assert link is not None
    assert len(link.host) == 60
    assert link.host.startswith("…")
    assert link.host.endswith(".evil.example")


@given(st.text())
def test_any_link_is_plain_ascii_with_a_host(text: str) -> None:
    link = link_to("https://" + text)

    assert link is None or (link.url.isascii() and link.url.isprintable() and " " not in link.url)
