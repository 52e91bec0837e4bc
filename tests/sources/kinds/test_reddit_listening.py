from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.errors import TemporaryError
from chalicelib.network.guard import AddressGuard
from chalicelib.sources.fetching import Fetcher
from chalicelib.sources.reader import SourceReader

from .scenes.reddit_json import SCENE, SIGN_IN, Reddit
from .services import CONTACT, MINUTE, NOW, SECRET, WATCH, Answer, Listener, Ring, played, sentence


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        listener.service.say(sentence(0))
        yield listener


@pytest.fixture
def reddit(listener: Listener) -> Reddit:
    assert isinstance(listener.service, Reddit)
    return listener.service


def read_at(listener: Listener, *waits: timedelta, revoked: bool = False) -> None:
    """Read the source by one worker, so long after one another."""

    async def scene() -> None:
        now = [NOW]
        fetcher = Fetcher(guard=AddressGuard(allow_private=True), contact=CONTACT)
        reader = SourceReader(fetcher, listener.ring, listener.purse, lambda: now[0], listener.pace)
        for wait in waits:
            now[0] += wait
            await reader.read(listener.source, WATCH)
            if revoked and isinstance(listener.service, Reddit):
                listener.service.tokens += 1
        await reader.close()

    asyncio.run(scene())


def sign_ins(reddit: Reddit) -> int:
    return sum(asked.path == SIGN_IN for asked in reddit.asked)


def test_posts_are_searched_for_by_every_name_and_site_at_once(listener: Listener, reddit: Reddit) -> None:
    listener.fetch()

    query = reddit.asked[-1].query
    assert query["q"] == '"Larkfield" OR "red widget" OR site:larkfield.example'
    assert (query["sort"], query["type"], query["limit"]) == ("new", "link", "100")


def test_comments_are_heard_in_the_subreddits_that_are_named(listener: Listener, reddit: Reddit) -> None:
    reddit.say("nothing about anybody")
    options = {**listener.source.options, "subreddits": "lamps, r/kettles"}
    listener.source = replace(listener.source, options=options)

    listener.fetch()

    assert reddit.asked[-1].path == "/r/lamps+kettles/comments"
    assert len(listener.heard) == 2


def test_name_that_no_subreddit_can_have_is_refused(listener: Listener) -> None:
    listener.source = replace(listener.source, options={**listener.source.options, "subreddits": "a/b?c"})

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.detail) == (
        FailureKind.NOT_CONFIGURED,
        "'a/b?c' is no name of a subreddit",
    )


def test_token_is_used_until_shortly_before_it_ends(listener: Listener, reddit: Reddit) -> None:
    read_at(listener, timedelta(), timedelta(hours=23), timedelta(minutes=56))

    assert sign_ins(reddit) == 2


def test_token_that_is_revoked_is_renewed_at_once(listener: Listener, reddit: Reddit) -> None:
    read_at(listener, timedelta(), MINUTE, revoked=True)

    assert sign_ins(reddit) == 2


@pytest.mark.parametrize(
    ("key", "grant"),
    [
        (
            {"username": "ann", "password": SECRET},
            {"grant_type": "password", "username": "ann", "password": SECRET},
        ),
        ({}, {"grant_type": "client_credentials"}),
    ],
)
def test_password_or_the_application_alone_will_do(
    listener: Listener, reddit: Reddit, key: dict[str, str], grant: dict[str, str]
) -> None:
    listener.ring.keys["reddit_json"] = {"client_id": "app", "client_secret": SECRET, **key}

    listener.fetch()

    assert reddit.asked[0].form == grant


def test_new_refresh_token_is_kept(listener: Listener, reddit: Reddit) -> None:
    renewed = Answer.of({"access_token": reddit.token, "expires_in": 3600, "refresh_token": "2-new"})
    reddit.trouble = lambda asked: renewed if asked.path == SIGN_IN else None

    assert isinstance(listener.fetch(), Document)

    assert listener.ring.get("reddit_json")["refresh_token"] == "2-new"
    assert listener.ring.get("reddit_json")["client_id"] == "app"


class Locked(Ring):
    """Keys that cannot be written. `writers` are the threads that tried."""

    def __init__(self, ring: Ring) -> None:
        super().__init__(**ring.keys)
        self.writers: list[threading.Thread] = []

    def keep(self, name: str, fields: Mapping[str, str]) -> None:
        self.writers.append(threading.current_thread())
        raise TemporaryError("the secret with the keys could not be written")


def test_token_is_used_although_the_new_refresh_token_cannot_be_kept(
    listener: Listener, reddit: Reddit
) -> None:
    """A refresh token may be good for once: with the token, this worker at least can go on."""
    renewed = Answer.of({"access_token": reddit.token, "expires_in": 3600, "refresh_token": "2-new"})
    reddit.trouble = lambda asked: renewed if asked.path == SIGN_IN else None
    listener.ring = ring = Locked(listener.ring)
    fetcher = Fetcher(guard=AddressGuard(allow_private=True), contact=CONTACT)
    reader = SourceReader(fetcher, ring, listener.purse, lambda: NOW, listener.pace)

    async def twice() -> Document:
        with pytest.raises(TemporaryError):
            await reader.read(listener.source, WATCH)
        try:
            return await reader.read(listener.source, WATCH)
        finally:
            await reader.close()

    document = asyncio.run(twice())

    assert len(document.entries) == 1
    assert sign_ins(reddit) == 1
    assert threading.main_thread() not in ring.writers, "the event loop waits for no write"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"client_secret": "wrong"}, "Unauthorized"), ({"refresh_token": "wrong"}, "invalid_grant")],
)
def test_wrong_key_is_told_in_reddits_words(
    listener: Listener, reddit: Reddit, wrong: dict[str, str], words: str
) -> None:
    listener.ring.keep("reddit_json", wrong)

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.detail) == (FailureKind.FORBIDDEN, f"Reddit says: {words}")
    assert len(reddit.asked) == 1


def test_limit_lasts_until_reddit_begins_to_count_anew(listener: Listener, reddit: Reddit) -> None:
    spent = {"X-Ratelimit-Remaining": "0.0", "X-Ratelimit-Reset": "432"}
    reddit.trouble = lambda asked: Answer(429, b"{}", spent) if asked.path != SIGN_IN else None

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.retry_after) == (FailureKind.RATE_LIMITED, timedelta(seconds=432))


def test_requests_are_a_second_apart(listener: Listener) -> None:
    listener.fetch()

    assert set(listener.pace.gaps) == {1.0}
