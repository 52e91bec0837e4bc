"""Answers whose values are missing, null or of another type are read as far as they go, or refused."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.kinds import (
    appstore_api,
    devto_json,
    discourse_api,
    flickr_api,
    gdelt,
    github_api,
    google_play,
    hn_algolia,
    lobsters_api,
    stackexchange_json,
    trustpilot,
)

from . import test_appstore_api as appstore
from . import test_devto_json as devto
from . import test_discourse_api as discourse
from . import test_flickr_api as flickr
from . import test_github_api as github
from . import test_google_play as play
from . import test_hn_algolia as hn
from . import test_lobsters_api as lobsters
from . import test_stackexchange_json as stackexchange
from . import test_trustpilot as trust

Read = Callable[[bytes, str | None, str], Document]
URL = "https://site.example/applications/com.acme/reviews"
DOCUMENTS: dict[str, tuple[Read, Any]] = {
    "hn_algolia": (hn_algolia.read, {"hits": [hn.STORY, hn.COMMENT]}),
    "lobsters": (lobsters_api.read, [lobsters.STORY]),
    "discourse, latest": (discourse_api.read, {"latest_posts": [discourse.POST]}),
    "discourse, search": (discourse_api.read, {"posts": [discourse.POST], "topics": [discourse.TOPIC]}),
    "discourse, topic": (discourse_api.read, {**discourse.TOPIC, "post_stream": {"posts": [discourse.POST]}}),
    "discourse, topics": (
        discourse_api.read,
        {
            "users": [{"id": 1, "username": "a"}],
            "topic_list": {"topics": [{"id": 2, "posters": [{"user_id": 1}]}]},
        },
    ),
    "stackexchange": (stackexchange_json.read, {"items": [stackexchange.QUESTION], "backoff": 1}),
    "github": (github_api.read, {"items": [github.ISSUE], "incomplete_results": True}),
    "github, graphql": (github_api.read, {"data": {"search": {"edges": [{"node": github.DISCUSSION}]}}}),
    "devto": (devto_json.read, [devto.ARTICLE]),
    "appstore": (appstore_api.read, {"feed": {"entry": [appstore.APP, appstore.REVIEW]}}),
    "flickr, search": (flickr_api.read, {"photos": {"photo": [flickr.PHOTO]}}),
    "flickr, feed": (flickr_api.read, {"items": [{"title": "x", "link": "https://x.example", "tags": "a"}]}),
    "trustpilot": (trustpilot.read, {"reviews": [trust.REVIEW]}),
    "trustpilot, events": (trustpilot.read, {"events": [{"eventName": "new", "eventData": trust.EVENT}]}),
    "google play": (google_play.read, {"reviews": [play.REVIEW]}),
    "gdelt": (
        gdelt.read,
        {"articles": [{"url": "https://x.example", "title": "x", "seendate": "20260302T090000Z"}]},
    ),
}
STRANGE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1.5,
    10**400,
    "",
    "x",
    "\ud800",
    [],
    [None],
    {},
    {"a": []},
    [[[]]],
)
ABSENT = object()
NO_ANSWERS = (
    b"",
    b"\0",
    b"null",
    b"7",
    b'"text"',
    b'[{"a": ',
    b'{"items": [NaN',
    b"<error>Service unavailable</error>",
    b"Service unavailable",
    b"\xff\xfe\xff",
    b"[" * 50_000,
    b'{"items": ' + b"9" * 5_000 + b"}",
)
each_document = pytest.mark.parametrize(("read", "document"), DOCUMENTS.values(), ids=DOCUMENTS)
# GitHub has feeds, too, and a page is none of them.
each_that_is_always_json = pytest.mark.parametrize(
    ("read", "document"),
    [made for name, made in DOCUMENTS.items() if not name.startswith("github")],
    ids=[name for name in DOCUMENTS if not name.startswith("github")],
)


def changed(document: Any) -> Iterator[Any]:
    """The document again and again, each time with another value in another place."""
    for *way, place in places(document):
        for strange in (*STRANGE, ABSENT):
            again = copy.deepcopy(document)
            inside = again
            for step in way:
                inside = inside[step]
            if strange is ABSENT:
                del inside[place]
            else:
                inside[place] = strange
            yield again


def places(value: Any) -> Iterator[list[Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in inside:
        yield [step]
        yield from ([step, *rest] for rest in places(below))


def as_read(read: Read, body: bytes) -> Document:
    with contextlib.suppress(SourceRefused, SourceUnavailable):
        return read(body, None, URL)
    return Document()


@each_document
def test_unchanged_document_has_entries(read: Read, document: Any) -> None:
    assert read(json.dumps(document).encode(), None, URL).entries


@each_document
def test_no_strange_value_makes_a_reader_stumble(read: Read, document: Any) -> None:
    for strange in changed(document):
        for entry in as_read(read, json.dumps(strange).encode()).entries:
            assert isinstance(entry, Entry)
            assert entry.key
            assert urlsplit(entry.url or "").scheme in ("", "https", "http")


@each_document
@pytest.mark.parametrize("body", NO_ANSWERS, ids=range(len(NO_ANSWERS)))
def test_what_is_no_answer_is_refused_as_unreadable(read: Read, document: Any, body: bytes) -> None:
    with pytest.raises(SourceRefused) as refusal:
        read(body, "application/json", URL)

    assert refusal.value.failure.kind is FailureKind.UNREADABLE


@each_that_is_always_json
def test_web_page_where_data_was_due_is_taken_for_a_bot_wall(read: Read, document: Any) -> None:
    with pytest.raises(SourceRefused) as refusal:
        read(b"<!doctype html><html><body>Welcome</body></html>", "text/html", URL)

    assert refusal.value.failure.kind is FailureKind.BOT_WALL


@each_document
def test_truncated_document_is_refused(read: Read, document: Any) -> None:
    with pytest.raises(SourceRefused):
        read(json.dumps(document).encode()[:-3], None, URL)
