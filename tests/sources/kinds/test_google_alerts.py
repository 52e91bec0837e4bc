from __future__ import annotations

import pytest

from chalicelib.sources.kinds.google_alerts import read
from tests.sources.feed_examples import at, atom

ALERTS = "https://www.google.com/alerts/feeds/123/456"


def alert(href: str, title: str = "The &lt;b&gt;lamp&lt;/b&gt; that hums") -> bytes:
    return atom(
        "<entry><id>tag:google.com,2013:googlealerts/feed:77</id>"
        f"<title type='html'>{title}</title><link href='{href}'/>"
        "<published>2026-03-02T09:00:00Z</published><updated>2026-03-02T09:30:00Z</updated>"
        "<content type='html'>Our &lt;b&gt;lamp&lt;/b&gt; hums,&amp;nbsp;...</content>"
        "<author><name></name></author></entry>"
    ).encode()


def test_alert_leads_to_the_article_and_shows_no_bold_marks() -> None:
    wrapped = "https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://paper.example/a%3Fid%3D1&amp;ct=ga"

    (entry,) = read(alert(wrapped), None, ALERTS).entries

    assert entry.url == "https://paper.example/a?id=1"
    assert entry.title == "The lamp that hums"
    assert entry.text == "Our lamp hums, ..."
    assert entry.id == "tag:google.com,2013:googlealerts/feed:77"
    assert entry.author is None
    assert (entry.published_at, entry.updated_at) == (at("2026-03-02T09:00"), at("2026-03-02T09:30"))


@pytest.mark.parametrize("host", ["google.com", "www.google.de", "www.google.co.uk", "www.google.com.br"])
def test_alert_of_any_country_is_unwrapped(host: str) -> None:
    (entry,) = read(alert(f"https://{host}/url?sa=t&amp;url=https://paper.example/"), None, ALERTS).entries

    assert entry.url == "https://paper.example/"


def test_other_site_with_such_a_path_is_left_alone() -> None:
    link = "https://google.paper.example/url?url=https://evil.example/"

    (entry,) = read(alert(link), None, ALERTS).entries

    assert entry.url == link
