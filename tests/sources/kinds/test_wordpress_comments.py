from __future__ import annotations

from dataclasses import replace

import pytest

from .scenes.wordpress_comments import SCENE
from .services import played


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "/comments/feed/"),
        ("/news", "/news/comments/feed/"),
        ("/news/", "/news/comments/feed/"),
        ("/news/widgets/feed/", "/news/widgets/feed/"),
        ("/news/widgets/feed", "/news/widgets/feed"),
        ("/?feed=comments-rss2", "/"),
    ],
)
def test_comments_of_the_site_or_of_the_feed_given_are_asked_for(address: str, path: str) -> None:
    with played(replace(SCENE, address=address)) as listener:
        listener.fetch()

        assert [asked.path for asked in listener.service.asked] == [path]
