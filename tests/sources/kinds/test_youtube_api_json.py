from __future__ import annotations

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import FailureKind
from chalicelib.sources.kinds.youtube_api_json import read

from .answering import at, document, entry, failure

SNIPPET = {
    "title": "Acme&#39;s parcels &amp; me",
    "description": "I say &quot;no&quot; ...",
    "channelTitle": "Ann&#39;s",
    "channelId": "UCann",
    "publishedAt": "2024-12-05T19:00:10.000Z",
}


def listing(*items: object) -> dict[str, object]:
    return {"kind": "youtube#searchListResponse", "nextPageToken": "CBkQAA", "items": list(items)}


def comment(name: str, text: str = "Mine <b>too</b>", **more: object) -> dict[str, object]:
    about = {
        "textDisplay": "Mine &lt;b&gt;too&lt;/b&gt;<br>really",
        "textOriginal": text,
        "authorDisplayName": "@bob",
        "videoId": "v-1_2",
        "publishedAt": "2024-12-06T00:00:00Z",
        "updatedAt": "2024-12-07T00:00:00Z",
        **more,
    }
    return {"kind": "youtube#comment", "id": name, "snippet": about}


def thread(top: dict[str, object], *replies: dict[str, object]) -> dict[str, object]:
    whole = {"kind": "youtube#commentThread", "id": top["id"], "snippet": {"topLevelComment": top}}
    return {**whole, "replies": {"comments": list(replies)}} if replies else whole


def test_a_video_found_is_an_entry() -> None:
    assert entry(
        read, listing({"id": {"kind": "youtube#video", "videoId": "v-1_2"}, "snippet": SNIPPET})
    ) == Entry(
        id="v-1_2",
        url="https://www.youtube.com/watch?v=v-1_2",
        title="Acme's parcels & me",
        text='I say "no" ...',
        author="Ann's",
        published_at=at("2024-12-05T19:00:10"),
    )


@pytest.mark.parametrize(
    ("item", "name", "address"),
    [
        ({"id": {"kind": "youtube#channel", "channelId": "UCx"}}, "UCx", "channel/UCx"),
        ({"id": {"kind": "youtube#playlist", "playlistId": "PLx"}}, "PLx", "playlist?list=PLx"),
        ({"kind": "youtube#video", "id": "vx"}, "vx", "watch?v=vx"),
        ({"kind": "youtube#channel", "id": "UCx"}, "UCx", "channel/UCx"),
        ({"kind": "youtube#playlist", "id": "PLx"}, "PLx", "playlist?list=PLx"),
        (
            {"kind": "youtube#playlistItem", "id": "UExx", "contentDetails": {"videoId": "vx"}},
            "UExx",
            "watch?v=vx",
        ),
        (
            {"kind": "youtube#activity", "id": "MTUx", "contentDetails": {"upload": {"videoId": "vx"}}},
            "MTUx",
            "watch?v=vx",
        ),
    ],
)
def test_whatever_is_listed_leads_to_its_page(item: dict[str, object], name: str, address: str) -> None:
    found = entry(read, listing({**item, "snippet": SNIPPET}))

    assert (found.id, found.url) == (name, f"https://www.youtube.com/{address}")


def test_the_video_in_somebody_elses_list_belongs_to_its_owner() -> None:
    about = {**SNIPPET, "resourceId": {"videoId": "vx"}, "videoOwnerChannelTitle": "Bob &amp; Co"}

    assert (
        entry(read, listing({"kind": "youtube#playlistItem", "id": "UE", "snippet": about})).author
        == "Bob & Co"
    )


def test_what_has_no_page_has_no_address() -> None:
    found = entry(read, listing({"kind": "youtube#activity", "id": "MTUx", "snippet": SNIPPET}))

    assert (found.id, found.url) == ("MTUx", None)


def test_a_comment_is_read_as_it_was_written_and_its_replies_follow() -> None:
    first = thread(comment("Ugx1"), comment("Ugx1.a", "no"), comment("Ugx1.b", "yes"))

    found = document(read, listing(first, thread(comment("Ugx2", "last")))).entries

    assert found[0] == Entry(
        id="Ugx1",
        url="https://www.youtube.com/watch?v=v-1_2&lc=Ugx1",
        text="Mine <b>too</b>",
        author="@bob",
        published_at=at("2024-12-06T00:00:00"),
        updated_at=at("2024-12-07T00:00:00"),
    )
    assert [(one.id, one.text) for one in found[1:]] == [
        ("Ugx1.a", "no"),
        ("Ugx1.b", "yes"),
        ("Ugx2", "last"),
    ]


def test_without_the_original_the_text_for_display_has_to_do() -> None:
    assert entry(read, listing(thread(comment("Ugx1", text="")))).text == "Mine <b>too</b> really"


@pytest.mark.parametrize(
    ("more", "address"),
    [
        ({"videoId": None, "channelId": "UCx"}, "https://www.youtube.com/channel/UCx?lc=Ugx1"),
        ({"videoId": None}, None),
    ],
)
def test_a_comment_on_no_video_leads_to_the_channel(more: dict[str, object], address: str | None) -> None:
    assert entry(read, listing(thread(comment("Ugx1", "Hello", **more)))).url == address


@pytest.mark.parametrize(
    "answer", [listing(), {"kind": "youtube#playlistItemListResponse", "pageInfo": {"totalResults": 0}}]
)
def test_nothing_found_is_an_empty_document(answer: object) -> None:
    assert document(read, answer).entries == ()


def test_what_cannot_be_used_is_left_out_with_a_note() -> None:
    found = document(read, listing({"id": "vx", "kind": "youtube#video"}, {}, None, {"id": {}}))

    assert len(found.entries) == 1
    assert found.notes == ("entries left out because they cannot be used: 3",)


def error(code: int, reason: str, message: str = "No.") -> dict[str, object]:
    return {"error": {"code": code, "message": message, "errors": [{"reason": reason, "domain": "youtube"}]}}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (error(403, "quotaExceeded"), FailureKind.RATE_LIMITED),
        (error(403, "dailyLimitExceeded"), FailureKind.RATE_LIMITED),
        (error(403, "rateLimitExceeded"), FailureKind.RATE_LIMITED),
        ({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}, FailureKind.RATE_LIMITED),
        (error(400, "badRequest", "API key not valid. Please pass one."), FailureKind.FORBIDDEN),
        ({"error": {"code": 400, "details": [{"reason": "API_KEY_INVALID"}]}}, FailureKind.FORBIDDEN),
        (error(403, "commentsDisabled"), FailureKind.FORBIDDEN),
        (error(404, "videoNotFound"), FailureKind.NOT_FOUND),
        (error(400, "invalidSearchFilter"), FailureKind.UNEXPECTED_STATUS),
        (error(500, "backendError"), FailureKind.SERVER_ERROR),
        ({"error": "invalid_grant"}, FailureKind.FORBIDDEN),
        ({"items": {}}, FailureKind.UNREADABLE),
        ([], FailureKind.UNREADABLE),
    ],
)
def test_what_is_no_list_says_why(answer: object, kind: FailureKind) -> None:
    assert failure(read, answer)[0].kind is kind


def test_an_error_is_told_in_words_without_markup() -> None:
    message = 'You have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.'

    assert failure(read, error(403, "quotaExceeded", message))[0].detail == (
        "YouTube says: You have exceeded your quota."
    )
