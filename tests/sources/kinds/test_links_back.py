from __future__ import annotations

import pytest

from chalicelib.sources.kinds.links_back import without_link_back
from chalicelib.sources.visible_text import visible_text

PAGE = "https://forum.example/t/7?a=1&b=2"
HREF = 'href="https://forum.example/t/7?a=1&amp;b=2"'


@pytest.mark.parametrize(
    "link",
    [
        f"<a {HREF}>Comments</a>",
        f"<p><a {HREF}>Comments</a></p>\n",
        f"<p><a class='more' {HREF} rel='nofollow'>Weiterlesen</a></p>",
        f"<p><small>3 Beiträge - 2 Teilnehmer</small></p>\n <p><a {HREF}>Ganzes Thema lesen</a></p>",
    ],
)
def test_link_to_its_own_page_is_taken_from_the_end(link: str) -> None:
    html = f"<p>It hums.</p> {link}"

    assert without_link_back(visible_text(html), html, (None, PAGE)) == "It hums."


@pytest.mark.parametrize(
    "html",
    [
        '<p>See <a href="https://other.example/">there</a></p>',
        f"<p><a {HREF}>This</a> hums.</p>",
        f"<p>It hums. <a {HREF}>More</a></p> <p>And buzzes.</p>",
        "It hums.",
        "",
    ],
)
def test_other_words_stay(html: str) -> None:
    text = visible_text(html)

    assert without_link_back(text, html, (PAGE,)) == text


def test_text_from_elsewhere_stays() -> None:
    assert without_link_back("It hums.", f"<a {HREF}>Comments</a>", (PAGE,)) == "It hums."
