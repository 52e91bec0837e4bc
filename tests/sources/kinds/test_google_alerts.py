from __future__ import annotations

import pytest

from chalicelib.domain.sources import Document
from chalicelib.sources.kinds.google_alerts import read
from tests.sources.feed_examples import at, atom

from .scenes.google_alerts import SCENE
from .services import SECRET, Answer, Asked, played, sentence

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


@pytest.mark.parametrize("names_itself", [True, False])
def test_secret_address_is_told_nowhere(names_itself: bool) -> None:
    """Not even by links of the feed that are relative to it."""
    with played(SCENE) as listener:
        own = f"<link rel='self' href='{listener.service.base}{SCENE.address}'/>" if names_itself else ""
        hit = "<entry><id>1</id><title>Larkfield hums</title><link href='?here'/></entry>"
        relative = f"<feed xmlns='http://www.w3.org/2005/Atom'>{own}{hit}</feed>"
        listener.service.trouble = lambda _: Answer.xml(relative)
        document = listener.fetch()

        assert isinstance(document, Document)
        assert listener.service.asked[0].path.endswith(SECRET)
        for kept in (document, listener.source, listener.source.url):
            assert SECRET not in str(kept)


def test_move_of_a_secret_address_is_followed_and_not_kept() -> None:
    def moved(asked: Asked) -> Answer | None:
        return None if "moved" in asked.query else Answer(301, headers={"Location": f"{asked.path}?moved=1"})

    with played(SCENE) as listener:
        listener.service.say(sentence(0))
        listener.service.trouble = moved
        document = listener.fetch()

        assert isinstance(document, Document)
        assert document.moved_to is None
        assert len(listener.texts) == 1
