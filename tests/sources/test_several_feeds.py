"""Several feeds as one source. Played with a blog's search for two phrases, each a feed in pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind

from .kinds.scenes.wordpress import SCENE
from .kinds.served_feeds import NOT_THERE
from .kinds.services import Answer, Asked, Listener, played, sentence

_A_PAGE = SCENE.a_page


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        listener.service.say(sentence(0), sentence(1))
        assert isinstance(listener.fetch(), Document)
        listener.service.asked.clear()
        yield listener


def for_phrase(phrase: str, answer: Answer) -> Callable[[Asked], Answer | None]:
    return lambda asked: answer if asked.query["s"] == f'"{phrase}"' else None


def test_each_feed_is_asked_with_its_own_validators(listener: Listener) -> None:
    document = listener.fetch()

    assert isinstance(document, Document)
    assert document.unchanged
    assert len({asked.headers["if-none-match"] for asked in listener.service.asked}) == 2


def test_validators_go_with_the_first_page_only(listener: Listener) -> None:
    listener.service.say(*map(sentence, range(2, 2 + _A_PAGE + 1)))

    listener.fetch()

    validated = {
        asked.query.get("paged"): "if-none-match" in asked.headers for asked in listener.service.asked
    }
    assert validated == {None: True, "2": False, "3": False}


def test_server_that_dresses_the_same_entries_in_new_validators_costs_no_write(listener: Listener) -> None:
    def redressed(asked: Asked) -> Answer:
        whole = listener.service.answer(replace(asked, headers={}))
        return replace(whole, headers={**whole.headers, "ETag": f'"{len(listener.service.asked)}"'})

    listener.service.trouble = redressed
    before = listener.source

    assert isinstance(listener.fetch(), Document)

    assert listener.source.position == before.position


def test_feed_that_is_not_there_silences_no_other(listener: Listener) -> None:
    listener.service.say(sentence(2))
    listener.service.trouble = for_phrase("red widget", NOT_THERE)

    document = listener.fetch()

    assert isinstance(document, Document)
    assert document.notes == ("feeds that are not there: 1",)
    assert len(listener.texts) == 3


@pytest.mark.parametrize(("status", "kind"), [(404, FailureKind.NOT_FOUND), (410, FailureKind.GONE)])
def test_source_is_not_there_when_none_of_its_feeds_is(
    listener: Listener, status: int, kind: FailureKind
) -> None:
    listener.service.trouble = lambda _: Answer(status)

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is kind


def test_what_was_said_counts_when_a_later_feed_fails(listener: Listener) -> None:
    listener.service.say(sentence(2))
    listener.service.trouble = for_phrase("red widget", Answer(503))
    before = listener.source

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.SERVER_ERROR
    assert len(listener.texts) == 3
    assert listener.source.position == before.position


def test_page_that_is_not_there_ends_its_feed(listener: Listener) -> None:
    listener.service.say(*map(sentence, range(2, 2 + _A_PAGE)))

    assert isinstance(listener.fetch(), Document)

    assert [asked.query.get("paged") for asked in listener.service.asked] == [None, "2", None]
    assert not listener.failures


def test_pages_that_all_show_the_same_are_not_turned(listener: Listener) -> None:
    listener.service.say(sentence(2))
    listener.service.trouble = lambda asked: listener.service.answer(
        replace(asked, query={name: value for name, value in asked.query.items() if name != "paged"})
    )

    assert isinstance(listener.fetch(), Document)

    assert [asked.query.get("paged") for asked in listener.service.asked] == [None, "2", None]


def test_more_than_is_read_at_once_is_noted(listener: Listener) -> None:
    listener.service.say(*map(sentence, range(2, 2 + 11 * _A_PAGE)))

    document = listener.fetch()

    assert isinstance(document, Document)
    assert document.notes == ("there was more than the 10 pages that are read at once",)


def test_feed_that_breaks_off_is_asked_for_anew(listener: Listener) -> None:
    listener.service.say(sentence(2))
    whole = listener.service.answer

    def broken(asked: Asked) -> Answer:
        found = whole(asked)
        return replace(found, body=found.body[: len(found.body) // 2])

    listener.service.trouble = broken
    listener.fetch()
    listener.service.trouble = None
    listener.service.asked.clear()

    listener.fetch()

    assert "if-none-match" not in listener.service.asked[0].headers
    assert len(set(listener.texts)) == 3


def test_slow_site_is_left_for_the_next_time(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    """The feeds that there was no time for come first then."""
    listener.service.say(sentence(2))
    monkeypatch.setattr("chalicelib.sources.reader._PATIENCE_S", 0.0)

    failure = listener.fetch()
    listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.TIMED_OUT
    assert len(set(listener.texts)) == 3
    assert [asked.query["s"] for asked in listener.service.asked] == ['"Larkfield"', '"red widget"']
