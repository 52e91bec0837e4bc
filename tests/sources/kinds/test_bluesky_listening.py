from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.errors import TemporaryError
from chalicelib.network.guard import AddressGuard
from chalicelib.sources.fetching import Fetcher
from chalicelib.sources.reader import SourceReader

from .scenes.bluesky_search import CREATE, REFRESH, SCENE, SEARCH, Bluesky
from .services import MINUTE, SECRET, Answer, Listener, Purse, Ring, Steps, played, sentence


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        listener.service.say(sentence(0))
        yield listener


@pytest.fixture
def bluesky(listener: Listener) -> Bluesky:
    assert isinstance(listener.service, Bluesky)
    return listener.service


def paths(bluesky: Bluesky) -> list[str]:
    return [asked.path for asked in bluesky.asked]


def test_session_is_created_once_for_all_workers(listener: Listener, bluesky: Bluesky) -> None:
    for _ in range(3):
        assert isinstance(listener.fetch(), Document)

    assert paths(bluesky).count(CREATE) == 1
    assert REFRESH not in paths(bluesky)


def test_expired_session_is_refreshed_and_no_other_created(listener: Listener, bluesky: Bluesky) -> None:
    listener.fetch()
    bluesky.access = "another by now"

    assert isinstance(listener.fetch(), Document)
    assert isinstance(listener.fetch(), Document)

    assert paths(bluesky).count(CREATE) == 1
    assert paths(bluesky).count(REFRESH) == 1
    assert listener.ring.get("bluesky_search")["refresh"] == bluesky.refresh


def test_revoked_session_is_followed_by_one_that_is_created_once(
    listener: Listener, bluesky: Bluesky
) -> None:
    listener.fetch()
    bluesky.access = bluesky.refresh = "revoked"

    assert isinstance(listener.fetch(), Document)
    assert isinstance(listener.fetch(), Document)

    assert paths(bluesky).count(CREATE) == 2


def test_wrong_password_is_told_and_tried_once(listener: Listener, bluesky: Bluesky) -> None:
    listener.ring.keep("bluesky_search", {"app_password": "wrong"})

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.FORBIDDEN
    assert failure.detail == "Bluesky says: AuthenticationRequired: Invalid identifier or password"
    assert paths(bluesky) == [CREATE]


def test_trouble_while_refreshing_creates_no_session(listener: Listener, bluesky: Bluesky) -> None:
    listener.fetch()
    bluesky.access = "another by now"
    bluesky.trouble = lambda asked: Answer(502) if asked.path == REFRESH else None

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.SERVER_ERROR
    assert paths(bluesky).count(CREATE) == 1


class Locked(Ring):
    """Keys that cannot be written."""

    def keep(self, name: str, fields: Mapping[str, str]) -> None:
        raise TemporaryError("the secret with the keys could not be written")


def test_worker_remembers_a_session_that_cannot_be_kept(listener: Listener, bluesky: Bluesky) -> None:
    """Tried again and again, the fetch would otherwise use up the day's sessions."""
    fetcher = Fetcher(guard=AddressGuard(allow_private=True), contact="", now=lambda: listener.now)
    ring = Locked(bluesky_search={"handle": "ann.example", "app_password": SECRET})
    reader = SourceReader(fetcher, ring, Purse(), lambda: listener.now, Steps())

    async def twice() -> Document:
        with pytest.raises(TemporaryError):
            await reader.read(listener.source, listener.watch)
        try:
            return await reader.read(listener.source, listener.watch)
        finally:
            await reader.close()

    document = asyncio.run(twice())

    assert [entry.text for entry in document.entries] == [sentence(0)]
    assert paths(bluesky).count(CREATE) == 1


def test_it_is_asked_for_names_sites_and_whole_handles(listener: Listener, bluesky: Bluesky) -> None:
    listener.watch = replace(listener.watch, handles=("@larkfield", "@larkfield.bsky.social"))
    bluesky.say("see https://larkfield.example/a", "well done @larkfield.bsky.social")

    listener.fetch()

    asked = [one.query for one in bluesky.asked if one.path == SEARCH]
    assert [(one["q"], one.get("domain"), one.get("mentions")) for one in asked] == [
        ('"Larkfield"', None, None),
        ('"red widget"', None, None),
        ("*", "larkfield.example", None),
        ("*", None, "larkfield.bsky.social"),
    ]
    assert len(listener.heard) == 3
    assert set(listener.pace.gaps) == {1.0}


def test_post_of_the_last_second_of_a_gap_is_found(listener: Listener, bluesky: Bluesky) -> None:
    """`until` does not belong to what Bluesky finds."""
    listener.fetch()
    bluesky.say(*(sentence(number) for number in range(1, 1 + 5 * 100 + 20)), ago=5 * MINUTE)

    for _ in range(3):
        assert isinstance(listener.fetch(), Document)

    assert len(set(listener.texts)) == 521
