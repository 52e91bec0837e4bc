from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ops.bench.companions import Companion
from ops.errors import ServiceFailed

PYTHON = Path(sys.executable)


@pytest.fixture
def server() -> Iterator[Companion]:
    with Companion(PYTHON, "ops.bench.feed_server") as server:
        yield server


def serve(server: Companion, feeds: int) -> list[str]:
    urls: list[str] = server.ask(do="serve", documents="", feeds=feeds, latency_ms=0)["urls"]
    return urls


def test_every_feed_has_an_origin_of_its_own(server: Companion) -> None:
    urls = serve(server, 3)

    bodies = [httpx.get(url, trust_env=False).content for url in urls]

    assert len({httpx.URL(url).host for url in urls}) == len(set(bodies)) == 3


@pytest.mark.parametrize("validator", ["If-None-Match", "If-Modified-Since"])
def test_who_has_a_feed_is_told_so_until_it_changes(server: Companion, validator: str) -> None:
    (url,) = serve(server, 1)
    server.ask(do="begin", changed_percent=0)
    first = httpx.get(url, trust_env=False)
    names = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
    known = {validator: first.headers[names[validator]]}

    again = httpx.get(url, headers=known, trust_env=False)
    counted = server.ask(do="count")
    server.ask(do="begin", changed_percent=100)
    changed = httpx.get(url, headers=known, trust_env=False)

    assert [each.status_code for each in (first, again, changed)] == [200, 304, 200]
    assert (counted["asked"], counted["unchanged"], counted["feeds"]) == (2, 1, 1)
    assert len(changed.content) > len(first.content)


def test_so_many_of_a_hundred_change_and_are_expected_to(server: Companion) -> None:
    serve(server, 20)

    quiet, some = (server.ask(do="begin", changed_percent=percent) for percent in (0, 10))

    assert (quiet["changed"], some["changed"]) == (0, 2)
    assert some["entries"] == quiet["entries"] + 2


def test_companion_that_dies_says_why(server: Companion) -> None:
    with pytest.raises(ServiceFailed, match="KeyError: 'do'"):
        server.ask(nonsense=True)
