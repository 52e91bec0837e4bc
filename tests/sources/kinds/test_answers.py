from __future__ import annotations

import re
from datetime import timedelta

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import FailureKind
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources.kinds.answers import document_of, joined, rate_limited, saying, status_in, status_told


def test_entries_keep_their_order_and_unusable_ones_are_counted() -> None:
    items = ["a", "", "b", "-"]

    found = document_of(items, lambda item: None if item == "-" else Entry(id=item), title="a list")

    assert [entry.id for entry in found.entries] == ["a", "b"]
    assert found.title == "a list"
    assert found.notes == ("entries left out because they cannot be used: 2",)


ENDLESS = Entry(id="1", title="t" * 9_999, text="x" * 99_999, author="a" * 9_999)


def test_nothing_grows_beyond_bounds() -> None:
    found = document_of([ENDLESS] * 3, lambda item: item, title="t" * 9_999, notes=["first"])

    assert found.notes == ("first", "texts cut off after 20,000 characters: 3")
    entry = found.entries[0]
    assert (len(entry.title), len(entry.text), len(entry.author or "")) == (1_000, 20_000, 200)
    assert len(found.title or "") == 1_000


def test_all_texts_together_have_a_bound_too_and_each_keeps_its_part() -> None:
    found = document_of([ENDLESS] * 1_200, lambda item: item)

    assert len(found.entries) == 1_000
    assert found.notes == (
        "only the first 1,000 of 1,200 entries were read",
        "texts cut off after 2,000 characters: 1,000",
    )
    assert sum(len(entry.text) for entry in found.entries) == 2_000_000


def test_a_text_that_says_its_title_again_says_nothing_more() -> None:
    (entry,) = document_of([Entry(title="Good", text="Good")], lambda item: item).entries

    assert (entry.title, entry.text) == ("Good", "")


def test_what_comes_with_the_words_follows_them_once() -> None:
    assert joined(["I like Acme", "", "Acme", "a red box", "a red box"]) == "I like Acme · a red box"
    assert joined(["", "only this"]) == "only this"
    assert joined([]) == ""


def test_an_endless_number_of_parts_is_not_read_to_its_end() -> None:
    assert len(joined(f"part {number};" for number in range(10**9))) < 2_000


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("You exceeded your <a href='/quota'>quota</a>.", "You exceeded your quota."),
        ("key AIzaSyB-1234567890abcdef is wrong", "key … is wrong"),
        ("see https://docs.example/errors?key=1 first", "see … first"),
        ("Bearer abcdefghijklmnopqrstuvwxyzabcdefghijkl", "Bearer …"),
        ("Überschritten: höchstens 500 Zeichen", "Überschritten: höchstens 500 Zeichen"),
        ("", "it does not say why"),
        ("long " * 100, " ".join(["long"] * 32)),
    ],
)
def test_what_a_source_says_is_one_short_line_without_secrets(said: str, shown: str) -> None:
    assert saying(said) == shown


@pytest.mark.parametrize(
    ("status", "kind", "is_temporary"),
    [
        (401, FailureKind.FORBIDDEN, False),
        (403, FailureKind.FORBIDDEN, False),
        (404, FailureKind.NOT_FOUND, False),
        (410, FailureKind.GONE, False),
        (429, FailureKind.RATE_LIMITED, True),
        (503, FailureKind.SERVER_ERROR, True),
        (400, FailureKind.UNEXPECTED_STATUS, False),
        (None, FailureKind.UNREADABLE, False),
    ],
)
def test_a_status_in_the_body_decides_whether_to_try_again(
    status: int | None, kind: FailureKind, is_temporary: bool
) -> None:
    error = status_told(status, "the host says: no")

    assert error.failure.kind is kind
    assert isinstance(error, SourceUnavailable if is_temporary else SourceRefused)


def test_a_limit_carries_how_long_to_wait() -> None:
    assert rate_limited("wait", timedelta(minutes=9)).failure.retry_after == timedelta(minutes=9)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("RateLimitExceeded", 429),
        ("Too Many Requests", 429),
        ("you are doing that too much", 429),
        ("UsageCapExceeded", 429),
        ("AuthMissing", 401),
        ("This method requires an authenticated user", 401),
        ("The access token is invalid", 401),
        ("ExpiredToken: Token has expired", 401),
        ("not_logged_in", 401),
        ("Could not authenticate you. Not authorized", 401),
        ("couldnt_find_community", 404),
        ("InternalServerError", 500),
        ("Over capacity", 500),
        ("Gültigkeitsprüfung ist fehlgeschlagen", None),
        ("", None),
    ],
)
def test_words_tell_the_status_where_nothing_else_does(words: str, status: int | None) -> None:
    assert status_in(words) == status


def test_no_secret_is_found_in_plain_words() -> None:
    words = "Invalid 'query': Missing required operator at position 12 of 34, max_results must be 10-100"

    assert re.sub("…", "", saying(words)) == words
