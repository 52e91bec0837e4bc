from __future__ import annotations

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Failure, FailureKind
from chalicelib.sources.kinds.lemmy_json import read

from .answering import at, document, entry, failure
from .scenes.lemmy_json import SCENE
from .services import Answer, played


def post(**more: object) -> dict[str, object]:
    inner = {
        "id": 7,
        "name": "Acme &amp; its parcels",
        "body": "They *lost* mine.",
        "url": "https://news.example/acme",
        "ap_id": "https://away.example/post/9",
        "published": "2024-05-06T07:08:09.123456Z",
        **more,
    }
    return {"post": inner, "creator": {"id": 1, "name": "ann"}, "counts": {"id": 7}}


def comment(**more: object) -> dict[str, object]:
    inner = {
        "id": 7,
        "content": "Mine, too: a < b\n",
        "ap_id": "https://home.example/comment/7",
        "published": "2023-08-06T09:42:51.653122",
        "updated": "2023-08-07T00:00:00.5",
        **more,
    }
    return {
        "comment": inner,
        "creator": {"name": "bob"},
        "post": {"name": "Acme", "ap_id": "https://x.example/1"},
    }


def test_a_post_is_an_entry_with_the_page_it_links_to() -> None:
    assert entry(read, {"posts": [post()]}) == Entry(
        id="https://away.example/post/9",
        url="https://away.example/post/9",
        title="Acme & its parcels",
        text="They *lost* mine. · https://news.example/acme",
        author="ann",
        published_at=at("2024-05-06T07:08:09"),
    )


def test_a_comment_has_no_title_and_times_without_a_zone_are_utc() -> None:
    assert entry(read, {"comments": [comment()]}) == Entry(
        id="https://home.example/comment/7",
        url="https://home.example/comment/7",
        text="Mine, too: a < b",
        author="bob",
        published_at=at("2023-08-06T09:42:51"),
        updated_at=at("2023-08-07T00:00:00"),
    )


def test_a_post_and_a_comment_of_one_number_are_two() -> None:
    answer = {"type_": "All", "comments": [comment()], "posts": [post()], "communities": [{}], "users": [{}]}

    found = document(read, answer).entries

    assert [one.author for one in found] == ["bob", "ann"]
    assert len({one.key for one in found}) == 2


def test_without_a_name_for_all_servers_the_number_has_to_do() -> None:
    found = entry(read, {"comments": [comment(ap_id=None)]})

    assert (found.id, found.url) == ("7", None)


@pytest.mark.parametrize("flag", ["deleted", "removed"])
def test_what_was_taken_down_is_a_tombstone_without_words(flag: str) -> None:
    for found in (
        entry(read, {"posts": [post(**{flag: True})]}),
        entry(read, {"comments": [comment(**{flag: True})]}),
    ):
        assert (found.content, found.is_deleted) == ("", True)


def test_what_cannot_be_used_is_left_out_with_a_note() -> None:
    found = document(read, {"posts": [None, {}, {"post": None}, post()]})

    assert len(found.entries) == 1
    assert found.notes == ("entries left out because they cannot be used: 3",)


def test_nothing_found_is_an_empty_document() -> None:
    assert document(read, {"posts": []}).entries == ()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"error": "rate_limit_error"}, FailureKind.RATE_LIMITED),
        ({"error": "not_logged_in"}, FailureKind.FORBIDDEN),
        ({"error": "couldnt_find_community"}, FailureKind.NOT_FOUND),
        ({"error": "unknown", "message": "query failed"}, FailureKind.UNREADABLE),
        ({"posts": {}}, FailureKind.UNREADABLE),
        ([post()], FailureKind.UNREADABLE),
    ],
)
def test_what_is_no_list_says_why(answer: object, kind: FailureKind) -> None:
    assert failure(read, answer)[0].kind is kind


def test_posts_and_comments_are_each_searched_for_every_name() -> None:
    with played(SCENE) as listener:
        listener.fetch()

        asked = [(asked.query["q"], asked.query["type_"]) for asked in listener.service.asked]

    assert asked == [(name, what) for name in ("Larkfield", "red widget") for what in ("Posts", "Comments")]


def test_what_two_searches_find_is_heard_once() -> None:
    with played(SCENE) as listener:
        listener.service.say("The red widget of Larkfield", "A red widget by Larkfield")

        listener.fetch()

        assert len(listener.heard) == 2


def test_instance_that_is_asked_too_often_says_so_with_any_status() -> None:
    with played(SCENE) as listener:
        listener.service.trouble = lambda _: Answer.of({"error": "rate_limit_error"}, 400)

        failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.RATE_LIMITED
