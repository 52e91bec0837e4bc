"""Reviews of the App Store, in the shapes its feed has had."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document
from chalicelib.errors import SourceRefused
from chalicelib.sources.kinds import appstore_api

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
