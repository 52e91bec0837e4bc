from __future__ import annotations

import gzip

import pytest

from chalicelib.sources.kinds.json_or_feed import is_json


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1}',
        b"\n [1, 2",
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b'jsonFlickrFeed({"items": []})',
        gzip.compress(b"[]", mtime=0),
    ],
)
def test_json_is_told_by_its_beginning(body: bytes) -> None:
    assert is_json(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<rss/>",
        b"\n<?xml?>",
        "<feed/>".encode("utf-16"),
        b"This file (saved) <rss>",
        gzip.compress(b"<rss/>", mtime=0),
    ],
)
def test_everything_else_is_for_the_reader_of_feeds(body: bytes) -> None:
    assert not is_json(body)
