from __future__ import annotations

import gzip

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.sources import Document
from chalicelib.sources.kinds.feed_elements import (
    entry_elements,
    feed_element,
    reworked,
    tags_of,
    with_tags,
    word,
)
from tests.sources.feed_examples import atom, rss

TWO = rss("<item><source>A &amp;amp; B</source></item><item><source/></item>").encode()


def test_elements_of_the_entries_are_found_in_their_order() -> None:
    feed = feed_element(TWO, None)

    assert feed is not None
    assert [word(element, "source") for element in entry_elements(feed)] == ["A &amp; B", ""]


@pytest.mark.parametrize(
    "body",
    [
        TWO.replace(b'<?xml version="1.0"?>', b""),
        b"\n" + TWO,
        gzip.compress(TWO, mtime=0),
        TWO.decode().encode("utf-16"),
        TWO.replace(b"<source/>", b"<source>&nbsp;&bogus</source>"),
    ],
)
def test_second_look_survives_what_the_first_survives(body: bytes) -> None:
    feed = feed_element(body, None)

    assert feed is not None
    assert len(entry_elements(feed)) == 2


@pytest.mark.parametrize(
    "body", [b"", b"plain", b"<html></html>", TWO.replace(b"</item>", b"</b>"), TWO[:-20]]
)
def test_what_is_no_well_formed_feed_has_no_elements(body: bytes) -> None:
    assert feed_element(body, None) is None


def test_entities_of_a_document_type_are_nothing() -> None:
    body = (
        b'<!DOCTYPE rss [<!ENTITY e "'
        + b"x" * 9
        + b'">]>'
        + rss("<item><source>&e;</source></item>").encode()[21:]
    )

    feed = feed_element(body, None)

    assert feed is not None
    assert [word(element, "source") for element in entry_elements(feed)] == ["&e;"]


def test_entries_are_reworked_or_left_out() -> None:
    document = Document((Entry("1"), Entry("2")))

    found = reworked(document, TWO, None, lambda entry, element: entry if word(element, "source") else None)

    assert found.entries == (Entry("1"),)


def test_document_stays_where_elements_do_not_match_entries() -> None:
    document = Document((Entry("1"),))

    assert reworked(document, TWO, None, lambda entry, element: None) is document


def test_tags_of_all_formats_are_found_once() -> None:
    feed = feed_element(
        atom(
            "<entry><category term='lamp'/><media:group><media:category>hum</media:category></media:group>"
            "<category>lamp</category><category/></entry>",
            attributes='xmlns:media="http://search.yahoo.com/mrss/"',
        ).encode(),
        None,
    )

    assert feed is not None
    assert tags_of(entry_elements(feed)[0]) == ["lamp", "hum"]


def test_tags_follow_the_text() -> None:
    assert with_tags("It hums.", ["lamp", "hum"]) == "It hums. #lamp #hum"
    assert with_tags("", ["lamp"]) == "#lamp"
    assert with_tags("It hums.", []) == "It hums."
