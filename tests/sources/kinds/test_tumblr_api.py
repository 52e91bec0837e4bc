from __future__ import annotations

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import FailureKind
from chalicelib.sources.kinds.tumblr_api import read

from .answering import at, document, entry, failure


def post(**more: object) -> dict[str, object]:
    return {
        "id": 131232761410,
        "blog_name": "ann",
        "post_url": "https://ann.tumblr.example/post/131232761410/lunch",
        "type": "photo",
        "date": "2015-10-15 18:34:06 GMT",
        "timestamp": 1444934046,
        "tags": ["acme", "late lunch"],
        "summary": "Can't beat it  &amp; never will",
        "caption": "<p>Can&rsquo;t beat it &amp; <b>never</b> will</p>",
        **more,
    }


def answer(response: object) -> dict[str, object]:
    return {"meta": {"status": 200, "msg": "OK"}, "response": response}


def test_a_post_is_an_entry_titled_by_its_summary_and_searchable_by_its_tags() -> None:
    assert entry(read, answer([post()])) == Entry(
        id="131232761410",
        url="https://ann.tumblr.example/post/131232761410/lunch",
        title="Can't beat it & never will",
        text="#acme #late lunch",
        author="ann",
        published_at=at("2015-10-15T18:34:06"),
    )


@pytest.mark.parametrize(
    "whole",
    [
        answer({"posts": [post()], "total_posts": 1}),
        answer({"liked_posts": [post()]}),
        {"liked_posts": [post()]},
        {"posts": [post()]},
    ],
)
def test_posts_are_found_wherever_the_answer_keeps_them(whole: object) -> None:
    assert entry(read, whole).id == "131232761410"


def test_the_blog_names_the_document() -> None:
    assert document(read, answer({"blog": {"title": "Ann&#039;s"}, "posts": []})).title == "Ann's"


@pytest.mark.parametrize(
    ("more", "title", "text"),
    [
        ({"title": "On <i>Acme</i>", "body": "<p>They lost it.</p>"}, "On Acme", "They lost it."),
        (
            {"summary": "S", "text": "All &amp; nothing", "source": "<a href='#'>Ann</a>"},
            "S",
            "All & nothing · Ann",
        ),
        (
            {"title": "A page", "url": "https://shop.example/", "description": "<p>Go</p>"},
            "A page",
            "Go · https://shop.example/",
        ),
        ({"summary": "S", "question": "Why?", "answer": "<p>Because</p>"}, "S", "Why? · Because"),
        ({"summary": "S", "dialogue": [{"label": "Ann:", "phrase": "hi"}, None]}, "S", "Ann: hi"),
        (
            {"summary": "S", "content": [{"type": "text", "text": "a < b"}, {"alt_text": "a box"}, 3]},
            "S",
            "a < b · a box",
        ),
        ({"summary": "S", "trail": [{"content": [{"type": "text", "text": "before"}]}]}, "S", "before"),
        ({"summary": "S", "trail": [{"content": "<p>old</p>"}]}, "S", ""),
        ({"summary": None}, "", ""),
    ],
)
def test_every_type_of_post_shows_its_words(more: dict[str, object], title: str, text: str) -> None:
    found = entry(read, answer([{"id_string": "7", "id": 7, **more}]))

    assert (found.title, found.text) == (title, text)


def test_a_date_in_words_has_to_do_where_no_number_is_given() -> None:
    assert entry(read, answer([post(timestamp=None)])).published_at == at("2015-10-15T18:34:06")


def test_what_cannot_be_used_is_left_out_with_a_note() -> None:
    found = document(read, answer([post(), {}, None]))

    assert len(found.entries) == 1
    assert found.notes == ("entries left out because they cannot be used: 2",)


@pytest.mark.parametrize(
    ("broken", "kind", "detail"),
    [
        (
            {
                "meta": {"status": 401, "msg": "Unauthorized"},
                "response": [],
                "errors": [{"detail": "No key"}],
            },
            FailureKind.FORBIDDEN,
            "Tumblr says: Unauthorized No key",
        ),
        (
            {"meta": {"status": 429, "msg": "Limit Exceeded"}},
            FailureKind.RATE_LIMITED,
            "Tumblr says: Limit Exceeded",
        ),
        ({"meta": {"status": "404", "msg": "Not Found"}}, FailureKind.NOT_FOUND, "Tumblr says: Not Found"),
        ({"meta": {"status": 503}}, FailureKind.SERVER_ERROR, "Tumblr says: it does not say why"),
        (answer({"users": []}), FailureKind.UNREADABLE, "JSON, but no posts of Tumblr"),
        ([], FailureKind.UNREADABLE, "JSON, but no posts of Tumblr"),
    ],
)
def test_what_is_no_list_of_posts_says_why(broken: object, kind: FailureKind, detail: str) -> None:
    found, _ = failure(read, broken)

    assert (found.kind, found.detail) == (kind, detail)
