"""Reviews of the App Store, in the shapes its feed has had."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.errors import SourceRefused
from chalicelib.sources.kinds import appstore_api

from .scenes.appstore_reviews import SCENE, AppStore
from .services import Listener, played, sentence

LINK = "https://store.example/us/review?id=1&type=Purple%20Software"
REVIEW: dict[str, Any] = {
    "author": {
        "uri": {"label": "https://store.example/us/reviews/id9"},
        "name": {"label": "ann"},
        "label": "",
    },
    "updated": {"label": "2026-03-02T02:00:00-07:00"},
    "im:rating": {"label": "1"},
    "id": {"label": "77"},
    "title": {"label": "Acme <3"},
    "content": {"label": "It\nbroke.", "attributes": {"type": "text"}},
    "link": {"attributes": {"rel": "related", "href": LINK}},
}
APP = {
    "im:name": {"label": "Acme"},
    "title": {"label": "Acme - Acme Inc."},
    "id": {"label": "https://x.example"},
}
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
READ = Entry(id="77", url=LINK, title="Acme <3", text="It broke.", author="ann", published_at=AT)
XML = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns:im="http://itunes.apple.com/rss" xmlns="http://www.w3.org/2005/Atom"><title>Reviews</title>
<entry><id>https://x.example</id><title>Acme - Acme Inc.</title><im:name>Acme</im:name></entry>
<entry><updated>2026-03-02T02:00:00-07:00</updated><id>77</id><title>Acme &lt;3</title>
<content type="text">It broke.</content><im:rating>1</im:rating><author><name>ann</name></author>
<link rel="related" href="{LINK.replace("&", "&amp;")}"/>
<content type="html">&lt;b&gt;Acme by Acme Inc.&lt;/b&gt; It broke.</content></entry></feed>"""


def read(document: object) -> Document:
    return appstore_api.read(json.dumps(document).encode(), None, "https://store.example/us/rss")


def test_review_is_read() -> None:
    document = read({"feed": {"title": {"label": "Reviews"}, "entry": [REVIEW]}})

    assert document == Document((READ,), title="Reviews")


def test_single_review_stands_without_a_list() -> None:
    assert read({"feed": {"entry": REVIEW}}).entries == (READ,)


def test_first_entry_may_be_the_app_itself_and_is_no_review() -> None:
    document = read({"feed": {"entry": [APP, REVIEW]}})

    assert document.entries == (READ,)
    assert document.notes == ()


def test_review_without_a_date_is_read() -> None:
    undated = {key: value for key, value in REVIEW.items() if key != "updated"}

    assert read({"feed": {"entry": [undated]}}).entries[0].published_at is None


def test_reviews_share_an_address_and_are_told_apart_by_id() -> None:
    other = {**REVIEW, "id": {"label": "78"}}
    first, second = read({"feed": {"entry": [REVIEW, other]}}).entries

    assert first.url == second.url
    assert first.key != second.key


def test_page_past_the_end_is_an_empty_document() -> None:
    assert read({"feed": {"title": {"label": "Reviews"}}}) == Document(title="Reviews")


def test_page_past_the_tenth_is_an_empty_document_with_a_note() -> None:
    document = appstore_api.read(b"CustomerReviews RSS page depth is limited to 10", "text/plain", "")

    assert document == Document(notes=("there are no reviews past the tenth page",))


def test_xml_is_the_same_review_but_for_which_date_it_is() -> None:
    (entry,) = appstore_api.read(XML.encode(), None, "https://store.example").entries

    assert entry == Entry(READ.id, READ.url, READ.title, READ.text, READ.author, None, AT)


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"errorMessage": "Internal error"}', b'{"feed": [', b"<html>", b"hello", b""]
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(SourceRefused):
        appstore_api.read(body, None, "https://store.example")


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(replace(SCENE, options={"app": "389801252", "countries": "us, fr"})) as listener:
        yield listener


def store(listener: Listener) -> AppStore:
    assert isinstance(listener.service, AppStore)
    return listener.service


def pages_asked(listener: Listener) -> list[str]:
    return ["/".join(asked.path.split("/")[1:5:3]) for asked in listener.service.asked]


def test_web_page_instead_of_reviews_is_taken_for_a_bot_wall() -> None:
    with pytest.raises(SourceRefused) as refusal:
        appstore_api.read(b"<!doctype html><html>", "text/html", "https://store.example")

    assert refusal.value.failure.kind is FailureKind.BOT_WALL


def test_each_country_is_asked_and_all_of_it_is_about_the_watch(listener: Listener) -> None:
    listener.service.say(sentence(0), sentence(1), sentence(2))
    store(listener).country_of = {sentence(1): "fr", sentence(2): "de"}

    document = listener.fetch()

    assert isinstance(document, Document)
    assert document.speaks_of_watch
    assert sorted(listener.texts) == ["Larkfield says 0", "Larkfield says 1"]


def test_country_without_reviews_costs_two_requests(listener: Listener) -> None:
    listener.service.say(sentence(0))
    listener.fetch()
    listener.service.asked.clear()

    listener.fetch()

    assert pages_asked(listener) == ["us/page=1", "fr/page=1", "fr/page=2"]


def test_country_there_was_no_time_for_is_asked_first_the_next_time(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.sources.reader._PATIENCE_S", 0.0)

    for _ in range(4):
        listener.fetch()

    assert pages_asked(listener) == ["us/page=1", "fr/page=1", "us/page=1", "fr/page=1"]


def test_all_ten_pages_are_read_and_never_the_eleventh(listener: Listener) -> None:
    listener.fetch()
    listener.service.say(*map(sentence, range(700)))
    listener.service.asked.clear()

    listener.fetch()

    assert pages_asked(listener)[:10] == [f"us/page={number}" for number in range(1, 11)]
    assert "us/page=11" not in pages_asked(listener)
    assert len(listener.texts) == 500


@pytest.mark.parametrize("blank", [1, 2, 3])
def test_page_that_is_empty_by_chance_hides_nothing_for_long(listener: Listener, blank: int) -> None:
    listener.fetch()
    listener.service.say(*map(sentence, range(180)))
    store(listener).blank = {("us", blank)}
    listener.fetch()
    assert len(listener.texts) == 130, "the pages behind it were read"

    store(listener).blank = set()
    listener.fetch()
    listener.fetch()

    assert len(listener.texts) == 180
    assert not listener.source.position


def test_page_that_stays_empty_is_looked_behind_once_more_and_no_more(listener: Listener) -> None:
    listener.fetch()
    listener.service.say(*map(sentence, range(180)))
    store(listener).blank = {("us", 2)}
    listener.fetch()
    listener.fetch()
    listener.service.asked.clear()

    listener.fetch()

    assert pages_asked(listener) == ["us/page=1", "fr/page=1", "fr/page=2"]


def test_no_reviews_anywhere_are_noted_and_lose_nothing(listener: Listener) -> None:
    listener.service.say(sentence(0))
    listener.fetch()
    store(listener).blank = {("us", 1), ("us", 2)}

    document = listener.fetch()

    assert isinstance(document, Document)
    assert document.notes == ("the App Store shows no reviews, as it does at times",)
    store(listener).blank = set()
    listener.fetch()
    assert len(listener.texts) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"app": "com.example.app"}, "the app's number, not 'com.example.app'"),
        ({"app": "1/../2"}, "the app's number"),
        ({"app": "1", "countries": "usa"}, "1 to 10 countries"),
        ({"app": "1", "countries": "u/"}, "1 to 10 countries"),
        ({"app": "1", "countries": ","}, "1 to 10 countries"),
        ({"app": "1", "countries": "us,gb,de,fr,it,es,nl,se,no,dk,fi"}, "1 to 10 countries"),
    ],
)
def test_options_that_cannot_be_right_are_told_and_nobody_is_asked(
    options: dict[str, str], words: str
) -> None:
    with played(replace(SCENE, options=options)) as listener:
        failure = listener.fetch()

        assert isinstance(failure, Failure)
        assert failure.kind is FailureKind.NOT_CONFIGURED
        assert words in failure.detail
        assert not listener.service.asked
