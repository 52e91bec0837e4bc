from __future__ import annotations

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import FailureKind
from chalicelib.sources.kinds.mastodon_json import read

from .answering import at, document, entry, failure


def status(**more: object) -> dict[str, object]:
    return {
        "id": "1090",
        "uri": "https://away.example/users/ann/statuses/77",
        "url": "https://away.example/@ann/77",
        "content": '<p>Dear <span class="h-card"><a href="https://x.example/@acme">@<span>acme</span></a></span>,</p>'
        '<p>where is it? <a href="https://x.example/tags/fail">#<span>fail</span></a> Q&amp;A</p>',
        "account": {"acct": "ann@away.example", "username": "ann", "display_name": "Ann"},
        "created_at": "2024-02-03T04:05:06.789Z",
        "edited_at": None,
        "spoiler_text": "",
        "reblog": None,
        **more,
    }


def test_a_status_is_an_entry_with_visible_text_and_the_account_as_author() -> None:
    assert entry(read, [status()]) == Entry(
        id="1090",
        url="https://away.example/@ann/77",
        text="Dear @acme, where is it? #fail Q&A",
        author="ann@away.example",
        published_at=at("2024-02-03T04:05:06"),
    )


@pytest.mark.parametrize("key", ["statuses", "data"])
def test_a_search_finds_statuses_among_other_things(key: str) -> None:
    answer = {"accounts": [{"id": "1"}], "hashtags": [{"name": "acme"}], key: [status()]}

    assert entry(read, answer).id == "1090"


def test_a_search_without_statuses_is_an_empty_document() -> None:
    assert document(read, {"accounts": [{"id": "1"}], "statuses": []}).entries == ()
    assert document(read, {"data": {"accounts": [], "statuses": []}}).entries == ()
    assert document(read, []).entries == ()


def test_numbers_as_ids_are_ids() -> None:
    assert entry(read, [status(id=714859)]).id == "714859"


@pytest.mark.parametrize(
    ("url", "uri", "address"),
    [
        (None, "https://away.example/users/ann/statuses/77", "https://away.example/users/ann/statuses/77"),
        (None, "tag:away.example,2017-04-21:objectId=3:objectType=Status", None),
        ("javascript:alert(1)", None, None),
    ],
)
def test_the_uri_is_its_address_only_where_it_can_be_opened(
    url: str | None, uri: str | None, address: str | None
) -> None:
    assert entry(read, [status(url=url, uri=uri)]).url == address


def test_a_content_warning_is_the_title() -> None:
    assert entry(read, [status(spoiler_text="about <parcels>")]).title == "about <parcels>"


def test_a_boost_stands_for_what_it_repeats() -> None:
    boost = status(id="2000", uri="https://home.example/users/bob/statuses/5/activity", url=None, content="")
    boost["account"] = {"acct": "bob"}
    boost["reblog"] = status()

    assert entry(read, [boost]) == entry(read, [status()])


def test_an_edit_has_a_time_of_its_own() -> None:
    assert entry(read, [status(edited_at="2024-02-04T00:00:00.000Z")]).updated_at == at("2024-02-04T00:00:00")


def test_what_is_shown_with_it_is_read_after_the_words() -> None:
    found = status(
        content="<p>Look</p>",
        media_attachments=[{"description": "a torn box"}, {"description": None}, "x"],
        poll={"options": [{"title": "Acme"}, {"title": "Other"}]},
        card={"title": "Acme in the news", "description": "Videos to watch"},
        quote={"state": "accepted", "quoted_status": {"content": "<p>We <b>care</b></p>"}},
    )

    assert entry(read, [found]).text == "Look · a torn box · Acme · Other · Acme in the news · “We care”"


def test_a_picture_without_words_is_an_entry_all_the_same() -> None:
    found = document(read, [status(content="", media_attachments=[{"description": None}]), {}, None])

    assert [(one.id, one.content) for one in found.entries] == [("1090", "")]
    assert found.notes == ("entries left out because they cannot be used: 2",)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"error": "Zu viele Zeichen"}, FailureKind.UNREADABLE),
        ({"error": "This method requires an authenticated user"}, FailureKind.FORBIDDEN),
        ({"error": "invalid_token", "error_description": "revoked"}, FailureKind.FORBIDDEN),
        ({"error": "Too many requests"}, FailureKind.RATE_LIMITED),
        ({"error": "Record not found"}, FailureKind.NOT_FOUND),
        ({"statuses": {}}, FailureKind.UNREADABLE),
        ({}, FailureKind.UNREADABLE),
    ],
)
def test_what_is_no_list_of_statuses_says_why(answer: object, kind: FailureKind) -> None:
    assert failure(read, answer)[0].kind is kind


def test_an_error_in_any_language_is_passed_on() -> None:
    assert failure(read, {"error": "Zu viele Zeichen"})[0].detail == "the server says: Zu viele Zeichen"
