from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind

from .scenes.telegram_preview import SCENE
from .services import Listener, played, sentence


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        yield listener


@pytest.mark.parametrize("path", ["/larkfield", "/s/larkfield", "/s/larkfield/", "/larkfield/1000"])
def test_any_address_of_a_channel_leads_to_its_preview(listener: Listener, path: str) -> None:
    listener.service.say(sentence(0))
    listener.source = replace(listener.source, url=f"{listener.service.base}{path}")

    listener.fetch()

    assert [asked.path for asked in listener.service.asked] == ["/s/larkfield", "/s/larkfield"]
    assert listener.service.asked[1].query == {"before": "1000"}
    assert listener.texts == ["Larkfield says 0"]
    assert listener.source.title == "Larkfield"


@pytest.mark.parametrize("path", ["/", "/+AbCdEfGh", "/joinchat/AbCdEfGh", "/c/123/4", "/s/", "/s/a"])
def test_what_is_no_channel_is_refused_in_words(listener: Listener, path: str) -> None:
    listener.source = replace(listener.source, url=f"{listener.service.base}{path}")

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.NOT_CONFIGURED
    assert "https://t.me/acme" in failure.detail
    assert not listener.service.asked


def test_channel_without_a_preview_says_so(listener: Listener) -> None:
    listener.source = replace(listener.source, url=f"{listener.service.base}/private_one")

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.FORBIDDEN
    assert "the channel is private" in failure.detail


def test_edited_message_is_heard_again(listener: Listener) -> None:
    listener.service.say(sentence(0), sentence(1))
    listener.fetch()
    first, second = listener.service.posts
    listener.service.posts = [first, replace(second, text=sentence(2))]

    listener.fetch()

    assert listener.texts == ["Larkfield says 0", "Larkfield says 1", "Larkfield says 2"]


def test_more_than_is_read_at_once_is_told(listener: Listener) -> None:
    listener.service.say(sentence(0))
    listener.fetch()
    listener.service.say(*(sentence(number) for number in range(1, 300)))

    document = listener.fetch()

    assert isinstance(document, Document)
    assert document.notes == ("there was more than the 10 pages that are read at once",)
    assert len(document.entries) == 200
