from __future__ import annotations

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import FailureKind
from chalicelib.sources.kinds.x_v2_search import read

from .answering import at, document, entry, failure

POST = {
    "id": "1800",
    "text": "Acme &amp; I: &lt;3 https://t.co/a",
    "author_id": "42",
    "created_at": "2024-01-15T10:30:00.000Z",
    "edit_history_tweet_ids": ["1800"],
    "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://shop.example/a"}]},
}
USERS = {"users": [{"id": "42", "username": "ann", "name": "Ann"}, {"id": "43", "username": "acme"}]}


def answer(*posts: object, **more: object) -> dict[str, object]:
    return {"data": list(posts), "meta": {"result_count": len(posts), "next_token": "n"}, **more}


def test_a_post_is_an_entry_whose_author_is_found_among_the_included() -> None:
    assert entry(read, answer(POST, includes=USERS)) == Entry(
        id="1800",
        url="https://x.com/i/status/1800",
        text="Acme & I: <3 https://t.co/a · https://shop.example/a",
        author="ann",
        published_at=at("2024-01-15T10:30:00"),
    )


def test_by_default_a_post_has_neither_date_nor_author() -> None:
    found = entry(read, answer({"id": "1800", "text": "Acme", "edit_history_tweet_ids": ["1800"]}))

    assert found == Entry(id="1800", url="https://x.com/i/status/1800", text="Acme")


def test_an_author_who_is_not_included_is_a_number() -> None:
    assert entry(read, answer(POST)).author == "42"
    assert entry(read, answer(POST, includes={"users": [{"id": "42"}, None]})).author == "42"


def test_long_posts_are_read_to_their_end() -> None:
    found = {"id": "1", "text": "Acme is…", "note_tweet": {"text": "Acme is the best &amp; the worst"}}

    assert entry(read, answer(found)).text == "Acme is the best & the worst"


def test_what_a_post_repeats_or_quotes_is_read_where_it_is_included() -> None:
    repeated = {
        "id": "1",
        "text": "RT @acme: We are so…",
        "referenced_tweets": [{"type": "retweeted", "id": "7"}],
    }
    quoting = {"id": "2", "text": "Ha", "referenced_tweets": [{"type": "quoted", "id": "7"}, None]}
    lost = {"id": "3", "text": "Hm", "referenced_tweets": [{"type": "quoted", "id": "8"}]}
    reply = {"id": "4", "text": "Yes", "referenced_tweets": [{"type": "replied_to", "id": "7"}]}
    includes = {"tweets": [{"id": "7", "text": "We are so very sorry"}]}

    found = document(read, answer(repeated, quoting, lost, reply, includes=includes)).entries

    assert [one.text for one in found] == [
        "RT @acme: We are so very sorry",
        "Ha · “We are so very sorry”",
        "Hm",
        "Yes",
    ]


def test_a_bare_list_of_posts_is_read_too() -> None:
    assert entry(read, [POST]).id == "1800"


def test_nothing_found_is_an_answer_without_data() -> None:
    assert document(read, {"meta": {"result_count": 0}}).entries == ()


def test_errors_beside_posts_are_a_note() -> None:
    errors = [{"title": "Authorization Error", "detail": "Sorry, you may not see [9]."}, {"title": "x"}]

    found = document(read, answer(POST, errors=errors))

    assert [one.id for one in found.entries] == ["1800"]
    assert found.notes == ("not everything could be shown (2): Sorry, you may not see [9].",)


def test_posts_withheld_in_a_country_are_posts() -> None:
    withheld = {"id": "1", "text": "Acme", "withheld": {"copyright": False, "country_codes": ["XY"]}}

    assert entry(read, answer(withheld)).text == "Acme"


def test_what_cannot_be_used_is_left_out_with_a_note() -> None:
    found = document(read, answer(POST, {}, None, "x"))

    assert len(found.entries) == 1
    assert found.notes == ("entries left out because they cannot be used: 3",)


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        ({"title": "Too Many Requests", "status": 429}, FailureKind.RATE_LIMITED),
        ({"errors": [{"message": "Invalid 'query'"}], "title": "Invalid Request"}, FailureKind.UNREADABLE),
        ({"data": {"id": "1"}}, FailureKind.UNREADABLE),
        ({"tweets": []}, FailureKind.UNREADABLE),
        (b'{"data": [{"id": "1', FailureKind.UNREADABLE),
    ],
)
def test_what_is_no_list_of_posts_says_why(broken: object, kind: FailureKind) -> None:
    assert failure(read, broken)[0].kind is kind
