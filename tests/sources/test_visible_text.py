"""What a person sees of HTML, whatever state it is in, and what is no HTML stays as it is."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.sources.visible_text import plain_text, visible_text

INLINE = ["a", "b", "em", "span", "code", "sub"]
BLOCK = ["p", "div", "li", "td", "h1", "blockquote"]
WORDS = st.text(alphabet="abcdefgh äß漢字", min_size=1, max_size=12)
ATTRIBUTES = st.sampled_from(
    ["", ' class="Tor"', " href='https://tor.example/?a=1>2'", " hidden", ' title="<b>"']
)


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.tuples(
        st.sampled_from(INLINE + BLOCK), ATTRIBUTES, st.lists(children, max_size=4).map("".join)
    )
    return parts.map(lambda part: f"<{part[0]}{part[1]}>{part[2]}</{part[0]}>")


HTML = st.recursive(WORDS, element, max_leaves=12)


@given(HTML)
def test_words_of_html_are_kept_and_nothing_of_its_markup(html: str) -> None:
    written = re.sub(r"<[^\"'<>]*(?:\"[^\"]*\"[^\"'<>]*|'[^']*'[^\"'<>]*)*>", "", html)

    seen = visible_text(html)

    assert "".join(seen.split()) == "".join(written.split())
    assert not set(seen) & set("<>=")


@given(st.text() | st.text(alphabet="<>&;/!-='\"[]?abp #x1 \n"))
def test_no_text_makes_it_stumble(text: str) -> None:
    for seen in (visible_text(text), plain_text(text)):
        assert seen == " ".join(seen.split())
        seen.encode()


@given(st.text(alphabet="abc äß漢&;.,!?()\"' \n"))
def test_text_without_markup_is_only_put_in_one_line(text: str) -> None:
    assert visible_text(text) == " ".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "AT&T",
        "I <3 Larkfield",
        "x<y and y>z",
        "x<y, c=d",
        "Ann <ann@mail.example> wrote",
        "List<String>",
        "see ?a=1&param=2&copy=3",
        "<",
        "</",
        "fish & chips",
    ],
)
def test_text_that_only_looks_like_html_survives(text: str) -> None:
    assert visible_text(text) == text


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("one<p>two<br>three</p><ul><li>four<li>five</ul>six", "one two three four five six"),
        ("H<sub>2</sub>O is <b>wet</b>ter", "H2O is wetter"),
        ("tea <img src='x' alt='a cup'> time", "tea time"),
        ("a<script>if (a < b) hide('</p>')</script> b<style>p {}</style>", "a b"),
        ("a<!-- b --> c <!--> d", "a c d"),
        ("<script src='x'/>still here", "still here"),
        ("<iframe src='x'/>still here", "still here"),
        ("<noscript>Please turn it on</noscript>text", "text"),
        ("AT&amp;T &lt;b&gt; &eacute;t&#233; &#x1F600; &nbsp; end", "AT&T <b> été 😀 end"),
        ('<a title="1 > 0" class="Tor">link</a>', "link"),
        ("<x-card class=Tor>shown</x-card>", "shown"),
        ("<foo bar='Tor'>shown</foo>", "shown"),
        ('cut off <a href="https://tor.example/so', "cut off"),
        ("<p>cut off</", "cut off</"),
        ("<b>bold", "bold"),
        ("<![CDATA[<b>twice</b> wrapped]]>", "twice wrapped"),
        ("&lt;p&gt;escaped &lt;b&gt;twice&lt;/b&gt;&lt;/p&gt;", "escaped twice"),
        ("<p>write &lt;b&gt;bold&lt;/b&gt;</p>", "write <b>bold</b>"),
        ("soft\u00adhy\u00adphens, \u0000nul\u0007 and \ud800half", "softhyphens, nul and half"),
        ("<html><head><title>T</title></head><body>body</body></html>", "body"),
        ("", ""),
    ],
)
def test_html_is_read_as_a_browser_shows_it(html: str, seen: str) -> None:
    assert visible_text(html) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("use the <b> tag", "use the <b> tag"),
        ("use the <b>bold</b> tag", "use the bold tag"),
        ("fish &amp; chips", "fish & chips"),
        ("if a<b\n then", "if a<b then"),
    ],
)
def test_plain_text_is_html_only_on_strong_evidence(text: str, seen: str) -> None:
    assert plain_text(text) == seen


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        '<a x="',
        "<a '\"",
        "<!--",
        "<!",
        "<?",
        "</",
        "<script>",
        "<svg ",
        "&",
        "&a",
        "<x =",
        "<![CDATA[",
        "<b",
    ],
)
def test_half_a_megabyte_of_garbage_is_read_at_once(piece: str) -> None:
    """The standard library's parser takes hours for some of these."""
    garbage = piece * (500_000 // len(piece))
    before = time.process_time()

    visible_text(garbage)
    visible_text(f"<p></p>{garbage}")

    assert time.process_time() - before < 3
