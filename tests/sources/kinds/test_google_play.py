"""Reviews that Google Play gives the maker of an app."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.errors import EarshotError, SourceRefused, SourceUnavailable
from chalicelib.network.guard import AddressGuard
from chalicelib.sources.fetching import Fetcher
from chalicelib.sources.kinds import google_play
from chalicelib.sources.reader import SourceReader

from .scenes.google_play import SCENE, GooglePlay
from .services import MINUTE, NOW, SECRET, WATCH, Answer, Listener, played, sentence

ASKED = "https://play.example/androidpublisher/v3/applications/com.acme.lamp/reviews?maxResults=100"
SAID: dict[str, Any] = {
    "text": "\tIt broke <twice>.",
    "lastModified": {"seconds": "1772442000", "nanos": 7},
    "starRating": 1,
}
ANSWER = {"developerComment": {"text": "We are sorry.", "lastModified": {"seconds": "1772449200"}}}
REVIEW: dict[str, Any] = {
    "reviewId": "gp:AO-1_x",
    "authorName": "Ann",
    "comments": [{"userComment": SAID}, ANSWER],
}


def read(document: object, url: str = ASKED) -> Document:
    return google_play.read(json.dumps(document).encode(), None, url)


def test_review_is_what_its_author_said_and_not_what_was_answered() -> None:
    assert read({"reviews": [REVIEW]}).entries == (
        Entry(
            id="gp:AO-1_x",
            url="https://play.google.com/store/apps/details?id=com.acme.lamp&reviewId=gp:AO-1_x",
            text="It broke <twice>.",
            author="Ann",
            updated_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [("Never\tIt broke.", "Never", "It broke."), ("It broke.", "", "It broke."), ("", "", "")],
)
def test_tab_divides_title_and_text(text: str, title: str, rest: str) -> None:
    review = {**REVIEW, "comments": [{"userComment": {**SAID, "text": text}}]}
    (entry,) = read({"reviews": [review]}).entries

    assert (entry.title, entry.text) == (title, rest)


def test_without_the_address_that_was_asked_a_review_has_none() -> None:
    assert read({"reviews": [REVIEW]}, "").entries[0].url is None


@pytest.mark.parametrize("document", [{}, {"reviews": []}, {"tokenPagination": {"nextPageToken": "x"}}])
def test_week_without_reviews_is_an_empty_document(document: object) -> None:
    assert read(document) == Document()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": 401, "message": "Said why"}, FailureKind.FORBIDDEN),
        ({"code": 403, "message": "Said why", "status": "PERMISSION_DENIED"}, FailureKind.FORBIDDEN),
        (
            {"code": 403, "message": "Said why", "errors": [{"reason": "quotaExceeded"}]},
            FailureKind.RATE_LIMITED,
        ),
        ({"code": 404, "message": "Said why"}, FailureKind.NOT_FOUND),
        ({"code": 429, "message": "Said why"}, FailureKind.RATE_LIMITED),
        ({"code": 503, "message": "Said why"}, FailureKind.SERVER_ERROR),
    ],
)
def test_error_is_a_failure_of_its_kind(error: object, kind: FailureKind) -> None:
    with pytest.raises(EarshotError, match="Said why") as failed:
        read({"error": error})

    assert isinstance(failed.value, SourceRefused | SourceUnavailable)
    assert failed.value.failure.kind is kind


@pytest.mark.parametrize("document", [[], {"items": []}])
def test_changed_shape_is_refused(document: object) -> None:
    with pytest.raises(SourceRefused):
        read(document)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        yield listener


def of_the_key(listener: Listener, **changes: str) -> None:
    account = {**json.loads(listener.ring.keys["google_play"]["service_account"]), **changes}
    listener.ring.keep("google_play", {"service_account": json.dumps(account)})


def read_with(listener: Listener, memory: dict[str, str]) -> Document:
    """One fetch by a worker that remembers this."""
    fetcher = Fetcher(guard=AddressGuard(allow_private=True), contact="", now=lambda: listener.now)
    reader = SourceReader(fetcher, listener.ring, listener.purse, lambda: listener.now, listener.pace)
    reader._memory["google_play"] = memory

    async def scene() -> Document:
        try:
            return await reader.read(listener.source, WATCH)
        finally:
            await reader.close()

    return asyncio.run(scene())


def test_reviews_are_asked_for_with_a_token_and_are_about_the_watch(listener: Listener) -> None:
    listener.service.say(sentence(0))

    document = listener.fetch()

    assert isinstance(document, Document)
    assert document.speaks_of_watch
    assert listener.texts == ["Larkfield says 0"]
    signed_in, asked = listener.service.asked
    assert signed_in.path == "/token"
    assert asked.query == {"maxResults": "100"}


def test_pages_follow_the_tokens_that_google_gives(listener: Listener) -> None:
    listener.fetch()
    listener.service.say(*map(sentence, range(230)))
    listener.service.asked.clear()

    listener.fetch()

    assert [asked.query.get("token") for asked in listener.service.asked[1:]] == [
        None,
        "from-100",
        "from-200",
    ]
    assert len(set(listener.texts)) == 230


def test_edited_review_is_heard_again(listener: Listener) -> None:
    listener.service.say(sentence(0))
    listener.fetch()
    listener.service.posts[0] = replace(listener.service.posts[0], text=sentence(1))

    listener.fetch()

    assert listener.texts == ["Larkfield says 0", "Larkfield says 1"]
    assert len({entry.key for entry in listener.heard}) == 1


def test_token_is_kept_until_it_is_about_to_end(listener: Listener) -> None:
    memory: dict[str, str] = {}

    for minutes in (0, 30, 50, 60):
        listener.now = listener.service.now = NOW + minutes * MINUTE
        read_with(listener, memory)

    tokens_asked_for = [asked.path for asked in listener.service.asked].count("/token")
    assert tokens_asked_for == 2


def test_token_that_is_refused_is_forgotten(listener: Listener) -> None:
    memory: dict[str, str] = {}
    read_with(listener, memory)
    assert isinstance(listener.service, GooglePlay)
    listener.service.token = "another"

    with pytest.raises(SourceRefused, match="Invalid credentials"):
        read_with(listener, memory)

    assert read_with(listener, memory).speaks_of_watch


def test_token_costs_nothing_of_the_budget(listener: Listener) -> None:
    listener.fetch()

    assert sum(listener.purse.counts.values()) == 1


def test_account_that_google_does_not_know_is_told_in_its_words(listener: Listener) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    of_the_key(
        listener, private_key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    )

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.FORBIDDEN
    assert "Invalid JWT Signature" in failure.detail


@pytest.mark.parametrize(
    "account",
    [
        f"{SECRET} is no JSON",
        "[]",
        "{}",
        json.dumps({"private_key": SECRET, "client_email": "a@b.example"}),
        json.dumps({"private_key": f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----\n"}),
    ],
)
def test_key_that_is_not_what_google_made_is_told_without_a_word_of_it(account: str) -> None:
    with played(replace(SCENE, key={"service_account": account})) as listener:
        failure = listener.fetch()

        assert isinstance(failure, Failure)
        assert failure.kind is FailureKind.NOT_CONFIGURED
        assert "JSON file that Google made" in failure.detail
        assert SECRET not in failure.detail
        assert not listener.service.asked


def test_answer_without_a_token_is_told(listener: Listener) -> None:
    listener.service.trouble = lambda asked: Answer.of({}) if asked.path == "/token" else None

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.UNREADABLE
    assert "no token" in failure.detail


@pytest.mark.parametrize("app", ["larkfield", "com/example", "com.example/../x", "com.example?x"])
def test_app_that_has_no_package_name_is_told_and_nobody_is_asked(app: str) -> None:
    with played(replace(SCENE, options={"app": app})) as listener:
        failure = listener.fetch()

        assert isinstance(failure, Failure)
        assert failure.kind is FailureKind.NOT_CONFIGURED
        assert not listener.service.asked
