from __future__ import annotations

from chalicelib.domain.sources import Document

from .scenes.wordpress import SCENE
from .services import played, sentence


def test_each_phrase_is_searched_for_as_one() -> None:
    with played(SCENE) as listener:
        assert isinstance(listener.fetch(), Document)

        searches = [(asked.path, asked.query) for asked in listener.service.asked]
        assert searches == [
            ("/news/", {"s": '"Larkfield"', "feed": "rss2"}),
            ("/news/", {"s": '"red widget"', "feed": "rss2"}),
        ]


def test_page_after_the_last_is_no_failure() -> None:
    with played(SCENE) as listener:
        listener.fetch()
        listener.service.say(*map(sentence, range(2 * SCENE.a_page)))
        listener.service.asked.clear()

        assert isinstance(listener.fetch(), Document)

        pages = [asked.query.get("paged") for asked in listener.service.asked]
        assert pages == [None, "2", "3", None]
        assert len(listener.texts) == 2 * SCENE.a_page
