from __future__ import annotations

import gzip

import pytest

from chalicelib.domain.sources import Document, FailureKind
from chalicelib.sources.kinds.json_documents import Json, load

from .answering import at, failure

ODD = Json({"a": {"b": ["x", None, 3]}, "no": None, "yes": True, "n": 7, "f": 7.9, "s": " two\n words "})


def read(body: bytes, content_type: str | None, url: str) -> Document:
    return Document(title=load(body, content_type).raw("title"))


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "the document is empty"),
        (b" \r\n", "the document is empty"),
        (b'{"title": "cut o', "broken JSON: line 1, column 11"),
        (b'{"title": }', "broken JSON: line 1, column 11"),
        (b"Service Unavailable", "plain text, not JSON: Service Unavailable"),
        (b"nothing", "plain text, not JSON: nothing"),
        (b'"title"', "JSON, but neither an object nor a list"),
        (b'<?xml version="1.0"?><error/>', "markup, not JSON"),
        (b"<rss><title>News &amp; views</title></rss>", "markup, not JSON: News & views"),
        (b"[" * 100_000, "JSON that cannot be read: a number too long, or nested too deeply"),
        (b"[" + b"9" * 5_000 + b"]", "JSON that cannot be read: a number too long, or nested too deeply"),
    ],
)
def test_what_is_no_json_is_refused_in_words(body: bytes, detail: str) -> None:
    found, is_temporary = failure(read, body)

    assert (found.kind, found.detail) == (FailureKind.UNREADABLE, detail)
    assert not is_temporary


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!doctype html><title>Sign in &amp; read</title>", ": Sign in & read"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- hello -->\n<HTML lang="en"><body>', ""),
        ("<html><title>Säg hej</title></html>".encode("utf-16"), ": Säg hej"),
        (gzip.compress(b"<html><title>Welcome</title></html>", mtime=0), ": Welcome"),
    ],
)
def test_a_web_page_where_data_was_due_is_taken_for_a_bot_wall(body: bytes, said: str) -> None:
    found, is_temporary = failure(read, body)

    assert found.kind is FailureKind.BOT_WALL
    assert found.detail == f"a web page where data was due, as bot walls answer{said}"
    assert not is_temporary


def test_a_page_that_asks_for_fewer_visits_is_a_limit_and_no_broken_document() -> None:
    found, is_temporary = failure(read, b"<html><head><title>Too Many Requests</title></head></html>")

    assert found.kind is FailureKind.RATE_LIMITED
    assert is_temporary


@pytest.mark.parametrize(
    "body",
    [
        b'{"title": "caf\xc3\xa9"}',
        b'\xef\xbb\xbf{"title": "caf\xc3\xa9"}',
        '{"title": "café"}'.encode("utf-16"),
        b'{"title": "caf\xe9"}',
        gzip.compress(b'{"title": "caf\xc3\xa9"}', mtime=0),
        b'feedOf.us({"title": "caf\xc3\xa9"});\n',
        b'\n{"title": "caf\xc3\xa9"}\n\0',
    ],
)
def test_json_is_read_however_it_is_packed(body: bytes) -> None:
    assert load(body, "application/json").raw("title") == "café"


def test_control_characters_in_texts_do_no_harm() -> None:
    assert load(b'{"title": "one\ntwo\ttabs"}', None).plain("title") == "one two tabs"


@pytest.mark.parametrize("path", [("none",), ("no", "b"), ("a", "b", "c"), ("s", "x"), ("n", "x")])
def test_what_is_absent_is_empty_whatever_it_should_have_been(path: tuple[str, ...]) -> None:
    value = ODD.at(*path)

    assert [value.has(), value.is_list(), value.is_object(), value.is_true()] == [False] * 4
    assert (value.raw(), value.plain(), value.escaped(), value.html()) == ("", "", "", "")
    assert (value.id(), value.url(), value.date(), value.number()) == (None, None, None, None)
    assert (value.each(), value.below()) == ([], [])


def test_what_is_of_another_type_is_empty() -> None:
    assert (ODD.raw("a"), ODD.raw("yes"), ODD.plain("a", "b"), ODD.id("yes")) == ("", "", "", None)
    assert (ODD.each("a"), ODD.below("s"), ODD.is_true("n"), ODD.number("s")) == ([], [], False, None)


def test_numbers_and_strings_stand_for_each_other() -> None:
    assert (ODD.raw("n"), ODD.number("n"), ODD.number("f"), Json("12.5").number()) == ("7", 7, 7, 12)
    assert (Json(900719925474099312).id(), Json(" x1 ").id()) == ("900719925474099312", "x1")
    assert Json(900719925474099312).number() == 900719925474099312
    assert Json(1700000000).date() == Json("1700000000").date() == at("2023-11-14T22:13:20")


@pytest.mark.parametrize("number", [float("inf"), float("nan"), 1e300, -1.5e20])
def test_numbers_that_are_none_do_no_harm(number: float) -> None:
    assert Json(number).date() is None
    assert isinstance(Json(number).id(), str)
    Json(number).number()


def test_lists_and_objects_hand_on_what_they_hold() -> None:
    assert [one.raw() for one in ODD.each("a", "b")] == ["x", "", "3"]
    assert [(key, one.is_list()) for key, one in ODD.below("a")] == [("b", True)]


@pytest.mark.parametrize(
    ("written", "plain", "escaped", "html"),
    [
        ("a <b>bold</b> claim", "a <b>bold</b> claim", "a <b>bold</b> claim", "a bold claim"),
        ("Q&amp;A", "Q&amp;A", "Q&A", "Q&A"),
        (
            "&lt;b&gt; is a tag &#39;b&#39;",
            "&lt;b&gt; is a tag &#39;b&#39;",
            "<b> is a tag 'b'",
            "<b> is a tag 'b'",
        ),
        ("R&D writes &amp;", "R&D writes &amp;", "R&D writes &amp;", "R&D writes &"),
        ("x < y &amp; z", "x < y &amp; z", "x < y &amp; z", "x < y & z"),
        (" two\n words ", "two words", "two words", "two words"),
        ("half \ud83d a sign", "half a sign", "half a sign", "half a sign"),
    ],
)
def test_text_is_read_as_what_its_source_says_it_is(
    written: str, plain: str, escaped: str, html: str
) -> None:
    assert Json(written).plain() == plain
    assert Json(written).escaped() == escaped
    assert Json(written).html() == html


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://shop.example/a", "https://shop.example/a"),
        ("/r/shop/", "https://base.example/r/shop/"),
        ("javascript:alert(1)", None),
        ("tag:shop.example,2017:1", None),
        ("", None),
    ],
)
def test_addresses_can_be_opened_or_are_none(written: str, address: str | None) -> None:
    assert Json(written).url(base="https://base.example") == address


def test_a_relative_address_without_a_base_is_none() -> None:
    assert Json("/r/shop/").url() is None
