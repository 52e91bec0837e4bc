from __future__ import annotations

from chalicelib.domain.sources import Document

from .scenes.blogger import SCENE
from .services import played, sentence


def test_posts_are_searched_for_each_phrase_and_all_comments_heard() -> None:
    with played(SCENE) as listener:
        assert isinstance(listener.fetch(), Document)

        searches = [(asked.path, asked.query.get("q")) for asked in listener.service.asked]
        assert searches == [
            ("/feeds/posts/default", '"Larkfield"'),
            ("/feeds/posts/default", '"red widget"'),
            ("/feeds/comments/default", None),
        ]


def test_pages_are_turned_by_where_they_start_as_long_as_they_are_full() -> None:
    with played(SCENE) as listener:
        listener.fetch()
        listener.service.say(*map(sentence, range(2 * SCENE.a_page + 20)))
        listener.service.asked.clear()

        listener.fetch()

        starts = [asked.query["start-index"] for asked in listener.service.asked]
        assert starts == ["1", "51", "1", "1", "51"]
        assert {asked.query["max-results"] for asked in listener.service.asked} == {"50"}
        assert len(listener.texts) == 2 * SCENE.a_page + 20
