from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind

from .scenes.mastodon_json import SCENE, SEARCH, TIMELINE
from .services import MINUTE, SECRET, Answer, Asked, Listener, played, sentence


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A stranger to the instance: nothing is searched for."""
    with played(replace(SCENE, key={})) as listener:
        yield listener


def timelines(listener: Listener) -> list[Asked]:
    return [asked for asked in listener.service.asked if asked.path.startswith(TIMELINE)]


def test_stranger_hears_what_is_filed_under_the_hashtags(listener: Listener) -> None:
    listener.service.say(sentence(0), "a redwidget arrived")

    listener.fetch()

    [asked] = listener.service.asked
    assert asked.path == f"{TIMELINE}larkfield"
    assert dict(asked.query) == {"limit": "40", "any[]": "redwidget"}
    assert len(listener.heard) == 2


def test_many_hashtags_are_asked_for_by_fours(listener: Listener) -> None:
    terms = ("#lark-field", "#2026", "one", "two", "three", "four")
    listener.watch = replace(listener.watch, terms=terms)

    listener.fetch()

    asked = [(one.path.removeprefix(TIMELINE), one.query.get("any[]")) for one in timelines(listener)]
    assert asked == [("larkfield", "one,two,three"), ("four", None)]


def test_what_comes_late_from_another_server_is_heard(listener: Listener) -> None:
    """Its id is that of when it was said there, and lies before the newest one we know."""
    listener.service.say(sentence(0))
    listener.fetch()
    listener.fetch(after=MINUTE)
    listener.service.say(sentence(1), ago=10 * MINUTE)

    listener.fetch(after=MINUTE)

    assert sorted(listener.texts) == ["Larkfield says 0", "Larkfield says 1"]


def test_more_than_is_read_at_once_is_read_on_from_there(listener: Listener) -> None:
    listener.fetch()
    listener.service.say(*(sentence(number) for number in range(950)))

    first = listener.fetch()
    assert isinstance(first, Document)
    assert "goes on" in first.notes[0]
    for _ in range(2):
        listener.fetch()

    assert len(listener.texts) == len(set(listener.texts)) == 950


def test_slow_instance_is_read_as_far_as_there_is_time(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener.watch = replace(listener.watch, terms=("one", "two", "three", "four"))
    listener.fetch()
    listener.service.say(*(sentence(number) for number in range(100)))
    monkeypatch.setattr("chalicelib.sources.reader._PATIENCE_S", 0.0)

    for _ in range(3):  # the second is that of the other hashtag
        document = listener.fetch()
        assert isinstance(document, Document)
        assert "goes on" in document.notes[0]

    assert len(listener.texts) == 80
    assert "four" in listener.source.position, "it keeps the place of those it had no time for"


def test_hashtags_there_was_no_time_for_are_asked_for_first_the_next_time(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener.watch = replace(listener.watch, terms=("one", "two", "three", "turn"))
    monkeypatch.setattr("chalicelib.sources.reader._PATIENCE_S", 0.0)

    for _ in range(4):
        listener.fetch()

    asked = [one.path.removeprefix(TIMELINE) for one in timelines(listener)]
    assert asked == ["larkfield", "turn", "larkfield", "turn"]


def test_phrase_there_was_no_time_for_is_searched_first_the_next_time(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener.ring.keep("mastodon_json", {"tokens": f"127.0.0.1={SECRET}"})
    monkeypatch.setattr("chalicelib.sources.reader._PATIENCE_S", 0.0)

    for _ in range(4):
        listener.fetch()

    asked = [one.query["q"] for one in listener.service.asked if one.path == SEARCH]
    assert asked == ['"Larkfield"', '"red widget"', '"Larkfield"', '"red widget"']


def test_edit_is_heard(listener: Listener) -> None:
    listener.service.say(sentence(0))
    listener.fetch()
    listener.service.posts = [replace(post, text=sentence(7)) for post in listener.service.posts]

    listener.fetch(after=5 * MINUTE)

    assert listener.texts == ["Larkfield says 0", "Larkfield says 7"]


def test_hashtag_that_joins_the_others_does_not_hold_them_back(listener: Listener) -> None:
    listener.service.say(sentence(0))
    listener.fetch()
    listener.watch = replace(listener.watch, terms=("red widget", "kettle"))
    listener.service.say(*(sentence(number) for number in range(1, 60)))

    listener.fetch()

    assert len(listener.texts) == 60
    assert set(listener.source.position) == {"larkfield", "redwidget", "kettle"}
    assert len(set(listener.source.position.values())) == 1


def test_quiet_timeline_does_not_drift_back(listener: Listener) -> None:
    """What was newest was taken down; the next fetch does not begin before where it began."""
    listener.service.say(sentence(0))
    listener.fetch()
    position = listener.source.position
    listener.service.posts.clear()

    for _ in range(3):
        listener.fetch()

    assert listener.source.position == position


def test_ids_of_other_software_are_gone_on_from_as_they_are(listener: Listener) -> None:
    """They are no numbers; Pleroma's are told of in its docs, Differences-in-MastodonAPI-Responses."""
    flake = "AXbC12dEfGhIjKlMnO"
    status = {"id": flake, "url": "https://instance.example/1", "content": sentence(0)}
    listener.service.trouble = lambda _: Answer.of([status])

    listener.fetch()
    listener.fetch()

    assert timelines(listener)[-1].query["min_id"] == flake


def test_token_is_shown_to_its_own_instance_alone(listener: Listener) -> None:
    listener.ring.keep("mastodon_json", {"tokens": f"elsewhere.example={SECRET}"})

    assert isinstance(listener.fetch(), Document)

    assert SEARCH not in [asked.path for asked in listener.service.asked]
    assert SECRET not in str(listener.service.asked)


def test_token_opens_the_search(listener: Listener) -> None:
    listener.ring.keep("mastodon_json", {"tokens": f"127.0.0.1={SECRET}"})
    listener.service.say("the red widget broke")

    listener.fetch()

    asked = [one.query for one in listener.service.asked if one.path == SEARCH]
    assert [one["q"] for one in asked] == ['"Larkfield"', '"red widget"', '"red widget"']
    assert [entry.text for entry in listener.heard] == ["the red widget broke"]


def test_tokens_that_are_written_otherwise_are_refused_in_words(listener: Listener) -> None:
    listener.ring.keep("mastodon_json", {"tokens": SECRET})

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.NOT_CONFIGURED
    assert failure.detail == "the key's tokens are written INSTANCE=TOKEN, with commas between them"


def test_watch_without_a_hashtag_needs_a_token(listener: Listener) -> None:
    listener.watch = replace(listener.watch, names=("#2026",), terms=())

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.NOT_CONFIGURED
    assert "can be a hashtag" in failure.detail
    assert not listener.service.asked


def test_closed_instance_says_so_in_its_words(listener: Listener) -> None:
    closed = Answer.of({"error": "This method requires an authenticated user"}, 401)
    listener.service.trouble = lambda _: closed

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.FORBIDDEN
    assert failure.detail == "the server says: This method requires an authenticated user"


def test_search_that_is_refused_keeps_what_the_timelines_said(listener: Listener) -> None:
    listener.ring.keep("mastodon_json", {"tokens": f"127.0.0.1={SECRET}"})
    listener.service.say(sentence(0))
    refusal = Answer.of({"error": "This action is outside the authorized scopes"}, 403)
    listener.service.trouble = lambda asked: refusal if asked.path == SEARCH else None

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.FORBIDDEN
    assert listener.texts == ["Larkfield says 0"]
