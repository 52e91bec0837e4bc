"""Adding a source: it joins the wheel once, and is fetched at once."""

import pytest

from chalicelib.errors import InvalidInput
from chalicelib.services.add_source import AddSource
from tests.domain.examples import MINUTE, NOW
from tests.fakes import FakeFetchQueue, FakeSourceStore


def test_added_source_is_stored_and_fetched_at_once() -> None:
    store, queue = FakeSourceStore(), FakeFetchQueue()

    source = AddSource(store, queue)("feed", "https://blog.example/feed", NOW, 1, 5)

    assert [s.id for s in store.all()] == [source.id]
    assert [order.source_ids for order in queue.orders] == [(source.id,)]


def test_same_place_is_added_once_and_keeps_what_is_known_about_it() -> None:
    store, queue = FakeSourceStore(), FakeFetchQueue()
    AddSource(store, queue)("feed", "https://blog.example/feed", NOW)

    again = AddSource(store, queue)("feed", "https://blog.example/feed", NOW + MINUTE)

    assert store.all() == (again,)
    assert again.added_at == NOW


@pytest.mark.parametrize("url", ["blog.example", "ftp://blog.example/", "javascript:x", ""])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="url"):
        AddSource(FakeSourceStore(), FakeFetchQueue())("feed", url, NOW)


@pytest.mark.parametrize(("least", "most"), [(0, 5), (10, 5), (1, 20000)])
def test_intervals_that_make_no_sense_are_refused(least: int, most: int) -> None:
    with pytest.raises(InvalidInput, match="interval"):
        AddSource(FakeSourceStore(), FakeFetchQueue())("feed", "https://blog.example/", NOW, least, most)
