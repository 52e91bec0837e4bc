from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind

from .scenes.youtube_api_json import COMMENTS, SCENE, SEARCH, YouTube, error
from .services import MINUTE, Listener, played, sentence

VIDEO = "video-1000"  # of what is said first


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        listener.service.say("a red widget unpacked")
        yield listener


@pytest.fixture
def youtube(listener: Listener) -> YouTube:
    assert isinstance(listener.service, YouTube)
    return listener.service


def asked(youtube: YouTube, path: str) -> list[dict[str, str]]:
    return [dict(one.query) for one in youtube.asked if one.path == path]


def test_all_names_are_one_search(listener: Listener, youtube: YouTube) -> None:
    listener.fetch()

    assert [one["q"] for one in asked(youtube, SEARCH)] == ['"Larkfield"|"red widget"']


def test_comments_on_a_found_video_are_heard_for_as_long_as_it_is_among_the_latest(
    listener: Listener, youtube: YouTube
) -> None:
    youtube.comments[VIDEO] = [sentence(0)]
    listener.fetch()
    youtube.comments[VIDEO] = [sentence(1), sentence(0)]

    listener.fetch(after=timedelta(days=3))

    assert sorted(listener.texts) == ["Larkfield says 0", "Larkfield says 1"]
    [heard] = [entry for entry in listener.heard if entry.text == sentence(1)]
    assert heard.url == f"https://www.youtube.com/watch?v={VIDEO}&lc={VIDEO}-2"


def test_only_the_latest_videos_are_looked_at(listener: Listener, youtube: YouTube) -> None:
    listener.fetch()
    youtube.say(*(sentence(number) for number in range(30)))
    listener.fetch()

    looked_at = [one["videoId"] for one in asked(youtube, COMMENTS)][1:]
    assert looked_at == [f"video-{1000 + number}" for number in range(30, 10, -1)]
    assert listener.source.position["videos"] == ",".join(looked_at)


def test_switched_off_comments_are_no_failure_and_not_asked_for_again(
    listener: Listener, youtube: YouTube
) -> None:
    youtube.comments[VIDEO] = None

    for _ in range(3):
        assert isinstance(listener.fetch(), Document)

    assert len(asked(youtube, COMMENTS)) == 1


@pytest.mark.parametrize(
    ("begins", "day"),
    [(datetime(2026, 11, 22, 8, tzinfo=UTC), 24), (datetime(2026, 3, 8, 8, tzinfo=UTC), 23)],
)
def test_a_day_of_california_has_a_hundred_searches(
    listener: Listener, youtube: YouTube, begins: datetime, day: int
) -> None:
    """A page is a search, too. Comments are none, and the day on which summer time begins is shorter."""
    youtube.posts.clear()
    listener.now = begins - 12 * MINUTE
    counts = []
    for _ in range(day * 5):
        before = len(asked(youtube, SEARCH))
        listener.fetch(after=12 * MINUTE)
        counts.append(len(asked(youtube, SEARCH)) - before)

    assert sum(counts) == 100
    assert listener.failures[-1].kind is FailureKind.OUT_OF_BUDGET
    assert isinstance(listener.fetch(after=12 * MINUTE), Document), "the next day has begun"


def test_quota_that_is_spent_waits_until_midnight_in_california(listener: Listener, youtube: YouTube) -> None:
    youtube.trouble = lambda _: error(403, "quotaExceeded", "You have exceeded your quota.")

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.RATE_LIMITED
    assert failure.retry_after == datetime(2026, 11, 23, 8, tzinfo=UTC) - listener.now


def test_quota_that_is_spent_at_the_comments_waits_as_well(listener: Listener, youtube: YouTube) -> None:
    spent = error(403, "quotaExceeded", "You have exceeded your quota.")
    youtube.trouble = lambda one: spent if one.path == COMMENTS else None

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.retry_after == datetime(2026, 11, 23, 8, tzinfo=UTC) - listener.now
    assert [entry.title for entry in listener.heard] == ["a red widget unpacked"]


def test_asking_too_fast_is_no_reason_to_wait_a_day(listener: Listener, youtube: YouTube) -> None:
    youtube.trouble = lambda _: error(403, "rateLimitExceeded", "Too many requests a minute")

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, None)


def test_comments_have_a_quota_of_their_own(listener: Listener, youtube: YouTube) -> None:
    listener.purse.spend("youtube_api_json:comments", "2026-11-22", 4_999, 5_000)
    youtube.say(sentence(0))

    document = listener.fetch()

    assert isinstance(document, Document)
    assert "neither time nor quota" in document.notes[0]
    assert len(asked(youtube, COMMENTS)) == 1
    assert len(listener.heard) == 2
    assert listener.source.position["videos"].count("video-") == 2


def test_trouble_with_comments_is_recorded_and_tried_again(listener: Listener, youtube: YouTube) -> None:
    youtube.comments[VIDEO] = [sentence(0)]
    broken = error(500, "backendError", "Backend Error")
    youtube.trouble = lambda one: broken if one.path == COMMENTS else None

    failure = listener.fetch()
    youtube.trouble = None
    listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.SERVER_ERROR
    assert listener.texts == ["Larkfield says 0"]


def test_more_searches_can_be_allowed_by_who_has_them(listener: Listener, youtube: YouTube) -> None:
    listener.ring.keep("youtube_api_json", {"searches_a_day": "2"})

    for _ in range(3):
        listener.fetch()

    assert len(asked(youtube, SEARCH)) == 2
    assert listener.failures[-1].kind is FailureKind.OUT_OF_BUDGET


def test_wrong_key_is_told_in_the_words_of_youtube(listener: Listener) -> None:
    listener.ring.keep("youtube_api_json", {"api_key": "wrong"})

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.FORBIDDEN
    assert failure.detail == "YouTube says: API key not valid. Please pass a valid API key."


def test_video_that_the_search_finds_hours_late_is_heard_although_newer_ones_were(
    listener: Listener, youtube: YouTube
) -> None:
    listener.fetch()
    youtube.say(sentence(1))
    listener.fetch()
    youtube.say(sentence(2), ago=5 * 60 * MINUTE)

    listener.fetch()

    assert "Larkfield says 2" in listener.texts
