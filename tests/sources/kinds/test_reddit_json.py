from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import FailureKind
from chalicelib.sources.kinds.reddit_json import read

from .answering import at, document, entry, failure


def listing(*things: object) -> dict[str, object]:
    return {"kind": "Listing", "data": {"after": "t3_zz", "children": list(things)}}


def post(**more: object) -> dict[str, object]:
    data = {
        "name": "t3_abc",
        "id": "abc",
        "title": "Acme &amp; I: a &lt;short&gt; story",
        "selftext": "It **broke** &gt; once",
        "selftext_html": '&lt;!-- SC_OFF --&gt;&lt;div class="md"&gt;&lt;p&gt;It &lt;em&gt;broke&lt;/em&gt; '
        "&amp;gt; once&lt;/p&gt;\n&lt;/div&gt;&lt;!-- SC_ON --&gt;",
        "is_self": True,
        "author": "ann",
        "permalink": "/r/shop/comments/abc/acme_i/",
        "url": "https://www.reddit.com/r/shop/comments/abc/acme_i/",
        "created": 1700028800.0,
        "created_utc": 1700000000.0,
        "edited": False,
        **more,
    }
    return {"kind": "t3", "data": data}


def comment(name: str, body: str, replies: object = "", **more: object) -> dict[str, object]:
    data = {
        "name": f"t1_{name}",
        "id": name,
        "body": body,
        "author": "bob",
        "link_id": "t3_abc",
        "replies": replies,
    }
    return {"kind": "t1", "data": {**data, **more}}


def test_a_post_is_an_entry_with_its_discussion_as_address() -> None:
    assert entry(read, listing(post())) == Entry(
        id="t3_abc",
        url="https://www.reddit.com/r/shop/comments/abc/acme_i/",
        title="Acme & I: a <short> story",
        text="It broke > once",
        author="ann",
        published_at=at("2023-11-14T22:13:20"),
    )


def test_texts_that_came_unescaped_are_left_as_they_are() -> None:
    found = entry(
        read, listing(post(title="a <T> & b", selftext_html="<div><p>It <em>broke</em> &gt; once</p></div>"))
    )

    assert (found.title, found.text) == ("a <T> & b", "It broke > once")


def test_stickied_posts_stay_where_they_are() -> None:
    found = document(
        read, listing(post(name="t3_old", stickied=True, created_utc=1), post(), post(name="t3_b"))
    )

    assert [one.id for one in found.entries] == ["t3_old", "t3_abc", "t3_b"]


def test_a_link_post_says_where_it_leads() -> None:
    linked = post(is_self=False, selftext="", selftext_html=None, url="https://shop.example/?a=1&amp;b=2")

    assert entry(read, listing(linked)).text == "https://shop.example/?a=1&b=2"


def test_an_edit_has_a_time_of_its_own() -> None:
    assert entry(read, listing(post(edited=1700003600.0))).updated_at == at("2023-11-14T23:13:20")


@pytest.mark.parametrize("author", ["[deleted]", None, ""])
def test_nobody_is_the_author_of_what_its_author_deleted(author: str | None) -> None:
    found = entry(read, listing(post(author=author, title="[deleted by user]", selftext_html="[removed]")))

    assert (found.author, found.content, found.id) == (None, "", "t3_abc")


@pytest.mark.parametrize("body", ["[deleted]", "[removed]", "[ Removed by Reddit ]"])
def test_a_comment_that_was_taken_down_leaves_no_words(body: str) -> None:
    assert entry(read, listing(comment("c", body))).content == ""


def test_a_page_of_comments_is_read_from_the_top_each_before_its_replies() -> None:
    more = {"kind": "more", "data": {"count": 12, "children": ["x", "y"], "name": "t1_x"}}
    thread = comment("c1", "first", listing(comment("c2", "answer", listing(comment("c3", "thanks"))), more))

    found = document(read, [listing(post()), listing(thread, comment("c4", "last"), more)])

    assert [one.id for one in found.entries] == ["t3_abc", "t1_c1", "t1_c2", "t1_c3", "t1_c4"]
    assert found.notes == ("comments not shown behind 2 links",)


@pytest.mark.parametrize(
    ("more", "address"),
    [
        (
            {"permalink": "/r/shop/comments/abc/acme_i/c1/"},
            "https://www.reddit.com/r/shop/comments/abc/acme_i/c1/",
        ),
        ({}, "https://www.reddit.com/comments/abc/_/c1"),
        ({"link_id": None}, None),
    ],
)
def test_a_comment_has_an_address_even_in_old_answers(more: dict[str, object], address: str | None) -> None:
    found = entry(read, listing(comment("c1", "It &lt;broke&gt;", **more)))

    assert (found.url, found.text) == (address, "It <broke>")


def test_subreddits_can_be_listed_too() -> None:
    data = {
        "name": "t5_s",
        "url": "/r/shop/",
        "title": "Shopping",
        "public_description": "for &amp; by buyers",
    }

    assert entry(read, listing({"kind": "t5", "data": data})) == Entry(
        id="t5_s", url="https://www.reddit.com/r/shop/", title="Shopping", text="for & by buyers"
    )


def test_what_cannot_be_used_is_left_out_with_a_note() -> None:
    found = document(read, listing(post(), {}, None, {"kind": "t3", "data": None}))

    assert len(found.entries) == 1
    assert found.notes == ("entries left out because they cannot be used: 3",)


def test_nothing_found_is_an_empty_document() -> None:
    assert document(read, listing()).entries == ()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"message": "Too Many Requests", "error": 429}, FailureKind.RATE_LIMITED),
        ({"message": "Unauthorized", "error": 401}, FailureKind.FORBIDDEN),
        ({"reason": "private", "message": "Forbidden", "error": 403}, FailureKind.FORBIDDEN),
        ({"reason": "banned", "message": "Not Found", "error": 404}, FailureKind.NOT_FOUND),
        ({"message": "Internal Server Error", "error": 500}, FailureKind.SERVER_ERROR),
        ({"error": "invalid_grant"}, FailureKind.FORBIDDEN),
        ({"kind": "Listing", "data": {"children": {}}}, FailureKind.UNREADABLE),
        ({}, FailureKind.UNREADABLE),
        ([], FailureKind.UNREADABLE),
        (b"<html><title>Too Many Requests</title>", FailureKind.RATE_LIMITED),
    ],
)
def test_errors_count_whatever_status_they_come_with(answer: object, kind: FailureKind) -> None:
    assert failure(read, answer)[0].kind is kind


@pytest.mark.parametrize(
    ("words", "more", "wait"),
    [
        ("You are doing that too much. Try again in 9 minutes.", {}, timedelta(minutes=9)),
        ("you are doing that too much. try again in 34 seconds.", {}, timedelta(seconds=34)),
        ("Take a break.", {"ratelimit": 534.7}, timedelta(seconds=534)),
        ("Take a break.", {}, None),
    ],
)
def test_the_wait_asked_for_in_the_body_is_passed_on(
    words: str, more: dict[str, object], wait: timedelta | None
) -> None:
    answer = {"json": {"errors": [["RATELIMIT", words, "ratelimit"]], **more}}

    found, is_temporary = failure(read, answer)

    assert (found.kind, found.retry_after, is_temporary) == (FailureKind.RATE_LIMITED, wait, True)


@pytest.mark.parametrize(
    "more",
    [
        {"selftext_html": None, "selftext": "[removed]"},
        {"title": "[deleted by user]", "selftext_html": None, "selftext": "[deleted]", "author": "[deleted]"},
        {"removed_by_category": "moderator"},
        {"is_self": False, "selftext": "", "selftext_html": None, "removed_by_category": "deleted"},
    ],
)
def test_what_was_taken_down_is_a_tombstone_under_its_name(more: dict[str, object]) -> None:
    found = entry(read, listing(post(**more)))

    assert (found.id, found.is_deleted, found.text) == ("t3_abc", True, "")


def test_words_stay_when_only_their_author_leaves() -> None:
    found = entry(read, listing(post(author="[deleted]", removed_by_category=None)))

    assert (found.is_deleted, found.text) == (False, "It broke > once")
