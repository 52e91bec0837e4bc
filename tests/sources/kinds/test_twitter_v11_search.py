from __future__ import annotations

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import FailureKind
from chalicelib.sources.kinds.twitter_v11_search import read

from .answering import at, document, entry, failure


def tweet(**more: object) -> dict[str, object]:
    return {
        "id": 674342688083283970,
        "id_str": "674342688083283970",
        "text": "Acme &amp; friends https://t.co/a",
        "user": {"screen_name": "ann", "name": "Ann"},
        "created_at": "Tue Dec 08 21:40:00 +0000 2015",
        "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://shop.example/a"}]},
        **more,
    }


def test_a_tweet_is_an_entry_without_a_title() -> None:
    answer = {"statuses": [tweet()], "search_metadata": {"next_results": "?max_id=1", "count": 1}}

    assert entry(read, answer) == Entry(
        id="674342688083283970",
        url="https://twitter.com/ann/status/674342688083283970",
        text="Acme & friends https://t.co/a · https://shop.example/a",
        author="ann",
        published_at=at("2015-12-08T21:40:00"),
    )


@pytest.mark.parametrize("answer", [[tweet()], {"results": [tweet()], "next": "x"}])
def test_other_searches_and_timelines_hold_the_same_tweets(answer: object) -> None:
    assert entry(read, answer).id == "674342688083283970"


@pytest.mark.parametrize(
    "more",
    [
        {"full_text": "Acme is the best &amp; the worst"},
        {"extended_tweet": {"full_text": "Acme is the best &amp; the worst", "entities": {"urls": []}}},
    ],
)
def test_long_tweets_are_read_to_their_end(more: dict[str, object]) -> None:
    assert entry(read, [tweet(entities=None, text="Acme is…", **more)]).text == "Acme is the best & the worst"


def test_what_a_tweet_repeats_or_quotes_is_read_whole() -> None:
    original = {"text": "We are so very sorry", "user": {"screen_name": "acme"}}
    repeated = tweet(text="RT @acme: We are so…", entities=None, retweeted_status=original)
    quoting = tweet(text="Ha", entities=None, quoted_status=original)

    found = document(read, [repeated, quoting]).entries

    assert [one.text for one in found] == ["RT @acme: We are so very sorry", "Ha · “We are so very sorry”"]
    assert found[0].author == "ann"


def test_a_tweet_of_nobody_has_an_address_all_the_same() -> None:
    found = entry(read, [tweet(user=None, id_str=None)])

    assert (found.author, found.url) == (None, "https://twitter.com/i/status/674342688083283970")


def test_nothing_found_is_an_empty_document() -> None:
    assert document(read, {"statuses": [], "search_metadata": {}}).entries == ()


def test_what_cannot_be_used_is_left_out_with_a_note() -> None:
    found = document(read, {"statuses": [tweet(), {}, None]})

    assert len(found.entries) == 1
    assert found.notes == ("entries left out because they cannot be used: 2",)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, FailureKind.RATE_LIMITED),
        ({"errors": [{"code": 32, "message": "Could not authenticate you."}]}, FailureKind.FORBIDDEN),
        ({"statuses": None}, FailureKind.UNREADABLE),
        ({}, FailureKind.UNREADABLE),
    ],
)
def test_what_is_no_list_of_tweets_says_why(answer: object, kind: FailureKind) -> None:
    assert failure(read, answer)[0].kind is kind
