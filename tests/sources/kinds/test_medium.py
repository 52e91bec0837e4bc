from __future__ import annotations

from dataclasses import replace

import pytest

from chalicelib.domain.sources import Document

from .scenes.medium import SCENE
from .services import played, sentence


def test_tags_are_written_as_medium_writes_them() -> None:
    with played(SCENE) as listener:
        assert isinstance(listener.fetch(), Document)

        paths = [asked.path for asked in listener.service.asked]
        assert paths == ["/feed/tag/larkfield", "/feed/tag/red-widget"]
        assert listener.pace.gaps == [1.0, 1.0]


@pytest.mark.parametrize("address", ["/@joan", "/feed/@joan", "/feed/@joan/"])
def test_address_of_an_author_stands_for_their_feed(address: str) -> None:
    with played(replace(SCENE, address=address)) as listener:
        listener.fetch()

        assert [asked.path for asked in listener.service.asked] == ["/feed/@joan"]


def test_story_with_two_of_the_tags_is_heard_once() -> None:
    with played(SCENE) as listener:
        listener.service.say(f"{sentence(0)} A red widget.")

        for _ in range(2):
            listener.fetch()

        assert len(listener.heard) == 1
