from __future__ import annotations

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import FailureKind
from chalicelib.sources.kinds.bluesky_search import read

from .answering import at, document, entry, failure

URI = "at://did:plc:aaa/app.bsky.feed.post/3kxyz"
CARD = {"external": {"uri": "https://shop.example/a", "title": "Our winter sale", "description": "Buy!"}}
QUOTE = {"uri": "at://did:plc:bbb/app.bsky.feed.post/3q", "value": {"text": "Acme never called back"}}


def post(text: str = "Acme called back", **more: object) -> dict[str, object]:
    record = {"text": text, "createdAt": "2025-03-04T05:06:07.890Z"}
    author = {"did": "did:plc:aaa", "handle": "ann.example", "displayName": "Ann"}
    return {"uri": URI, "author": author, "record": record, "indexedAt": "2025-03-04T05:06:09Z", **more}


def test_a_post_is_an_entry_without_a_title() -> None:
    answer = {"cursor": "25", "hitsTotal": 1, "posts": [post(labels=[])]}

    assert entry(read, answer) == Entry(
        id=URI,
        url="https://bsky.app/profile/ann.example/post/3kxyz",
        text="Acme called back",
        author="ann.example",
        published_at=at("2025-03-04T05:06:07"),
    )


def test_text_is_plain_and_nothing_in_it_is_markup() -> None:
    found = entry(read, {"posts": [post("use <b> and &amp;\nin HTML")]})

    assert found.text == "use <b> and &amp; in HTML"


@pytest.mark.parametrize(
    ("embed", "text"),
    [
        ({"images": [{"alt": "a broken box"}, {"alt": ""}]}, "Look · a broken box"),
        ({"alt": "an unboxing"}, "Look · an unboxing"),
        (CARD, "Look · Our winter sale · https://shop.example/a"),
        ({"record": QUOTE}, "Look · “Acme never called back”"),
        (
            {"record": {"record": QUOTE}, "media": CARD},
            "Look · Our winter sale · https://shop.example/a · “Acme never called back”",
        ),
        (None, "Look"),
        ("nothing", "Look"),
    ],
)
def test_what_is_embedded_is_read_after_the_words(embed: object, text: str) -> None:
    assert entry(read, {"posts": [post("Look", embed=embed)]}).text == text


def test_embeds_of_the_record_count_where_none_is_made_ready() -> None:
    found = post()
    found["record"] = {"text": "Look", "embed": CARD}

    assert entry(read, {"posts": [found]}).text == "Look · Our winter sale · https://shop.example/a"


def test_addresses_shown_shortened_are_there_in_full_and_hidden_tags_too() -> None:
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://shop.example/a/long/way"}
    named = {"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:ccc"}
    found = post()
    found["record"] = {
        "text": "See shop.example/a/lo... #acme",
        "facets": [{"features": [link, named]}, {"features": None}, None],
        "tags": ["acme", "sale", 7, None],
    }

    assert entry(read, {"posts": [found]}).text == (
        "See shop.example/a/lo... #acme · https://shop.example/a/long/way · #sale · #7"
    )


@pytest.mark.parametrize(
    ("author", "who"),
    [
        ({"did": "did:plc:aaa", "handle": "handle.invalid"}, "did:plc:aaa"),
        ({"did": "did:plc:aaa"}, "did:plc:aaa"),
        (None, "did:plc:aaa"),
    ],
)
def test_without_a_valid_handle_the_lasting_name_leads_to_the_post(author: object, who: str) -> None:
    found = entry(read, {"posts": [post(author=author)]})

    assert (found.author, found.url) == (who, f"https://bsky.app/profile/{who}/post/3kxyz")


def test_the_time_of_indexing_stands_in_for_a_missing_or_impossible_one() -> None:
    found = post()
    found["record"] = {"text": "Acme", "createdAt": "yesterday"}

    assert entry(read, {"posts": [found]}).published_at == at("2025-03-04T05:06:09")


def test_a_feed_holds_posts_one_level_deeper() -> None:
    assert entry(read, {"feed": [{"post": post(), "reason": {}}]}).id == URI


def test_what_cannot_be_used_is_left_out_with_a_note() -> None:
    found = document(read, {"posts": [post(), {}, None, "x", 3, {"record": []}]})

    assert [one.id for one in found.entries] == [URI]
    assert found.notes == ("entries left out because they cannot be used: 5",)


def test_nothing_found_is_an_empty_document() -> None:
    assert document(read, {"posts": []}).entries == ()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"error": "InvalidRequest", "message": "q is missing"}, FailureKind.UNREADABLE),
        ({"error": "AuthMissing", "message": "Authentication Required"}, FailureKind.FORBIDDEN),
        ({"error": "ExpiredToken", "message": "Token has expired"}, FailureKind.FORBIDDEN),
        ({"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, FailureKind.RATE_LIMITED),
        ({"error": "InternalServerError", "message": "Internal Server Error"}, FailureKind.SERVER_ERROR),
        ({"error": "UpstreamFailure"}, FailureKind.SERVER_ERROR),
        ({"posts": "none"}, FailureKind.UNREADABLE),
        ({}, FailureKind.UNREADABLE),
        ([], FailureKind.UNREADABLE),
    ],
)
def test_what_is_no_list_of_posts_says_why(answer: object, kind: FailureKind) -> None:
    assert failure(read, answer)[0].kind is kind


def test_an_error_is_told_in_the_words_of_the_source() -> None:
    found, _ = failure(read, {"error": "InvalidRequest", "message": "q is missing"})

    assert found.detail == "Bluesky says: InvalidRequest: q is missing"
