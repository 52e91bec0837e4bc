"""Adding a source: it joins the wheel once, and is fetched at once. Pausing it, and taking it up again."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from chalicelib.domain.polling import LADDER
from chalicelib.domain.sources import Failure, FailureKind, Source, SourceStatus, Trouble
from chalicelib.errors import InvalidInput, NotFound, TemporaryError
from chalicelib.services.add_source import AddSource
from tests.domain.examples import MINUTE, NOW, a_source
from tests.fakes import FakeFetchQueue, FakeSourceStore

GONE = a_source(
    status=SourceStatus.GONE,
    title="Blog",
    trouble=Trouble(Failure(FailureKind.GONE, "gone for good"), NOW, 1),
)


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


@pytest.mark.parametrize(
    ("least", "most", "usual"), [(1, 1, 1), (5, 60, 5), (7, 60, 10), (7, 10, 10), (3000, 10080, 10080)]
)
def test_first_pace_is_the_quickest_of_the_wheel_that_is_asked_for(least: int, most: int, usual: int) -> None:
    store = FakeSourceStore()

    source = AddSource(store, FakeFetchQueue())("feed", "https://blog.example/", NOW, least, most)

    assert source.usual_interval == usual
    assert source.usual_interval in LADDER
    assert source.slot


@pytest.mark.parametrize(("least", "most"), [(3, 4), (7, 9), (2881, 10079)])
def test_bounds_between_which_the_wheel_has_no_pace_are_refused(least: int, most: int) -> None:
    """The next quicker pace would ask the site more often than was promised."""
    store = FakeSourceStore()

    with pytest.raises(InvalidInput, match=f"none of the wheel's lies from {least} to {most}: 1, 2, 5, "):
        AddSource(store, FakeFetchQueue())("feed", "https://blog.example/", NOW, least, most)
    assert store.all() == ()


@pytest.mark.parametrize("status", [SourceStatus.GONE, SourceStatus.PAUSED])
def test_adding_what_is_gone_or_paused_takes_it_up_again(status: SourceStatus) -> None:
    store, queue = FakeSourceStore(replace(GONE, status=status)), FakeFetchQueue()

    source = AddSource(store, queue)("feed", GONE.url, NOW + MINUTE)

    assert (source.status, source.trouble, source.title) == (SourceStatus.ACTIVE, None, "Blog")
    assert store.all() == (source,)
    assert [order.source_ids for order in queue.orders] == [(source.id,)]


def test_resumed_source_is_rid_of_its_trouble_and_fetched_at_once() -> None:
    store, queue = FakeSourceStore(GONE), FakeFetchQueue()

    source = AddSource(store, queue).resume(GONE.id, NOW)

    assert (source.status, source.trouble) == (SourceStatus.ACTIVE, None)
    assert store.all() == (source,)
    assert [order.source_ids for order in queue.orders] == [(source.id,)]


def test_resuming_what_is_well_writes_nothing_and_fetches_it() -> None:
    store, queue = FakeSourceStore(a_source()), FakeFetchQueue()
    before = store.all()

    source = AddSource(store, queue).resume(a_source().id, NOW)

    assert store.all() == before == (source,)
    assert queue.orders


def test_paused_source_is_not_fetched() -> None:
    store, queue = FakeSourceStore(a_source()), FakeFetchQueue()

    source = AddSource(store, queue).pause(a_source().id)

    assert source.status is SourceStatus.PAUSED
    assert source.slot is None
    assert store.all() == (source,)
    assert not queue.orders


def test_pausing_what_is_gone_leaves_it_gone() -> None:
    store = FakeSourceStore(GONE)

    assert AddSource(store, FakeFetchQueue()).pause(GONE.id).status is SourceStatus.GONE


def test_pausing_and_resuming_what_is_not_there_say_so() -> None:
    add = AddSource(FakeSourceStore(), FakeFetchQueue())

    with pytest.raises(NotFound, match="no source 'x'"):
        add.pause("x")
    with pytest.raises(NotFound, match="no source 'x'"):
        add.resume("x", NOW)


class BusyStore(FakeSourceStore):
    """A fetch saves the source just before each of the first writes."""

    def __init__(self, source: Source, fetches: int) -> None:
        super().__init__(source)
        self.fetches = fetches

    def save(self, source: Source) -> bool:
        if self.fetches:
            self.fetches -= 1
            super().save(replace(self.sources[source.id], title=f"read, {self.fetches} to go"))
        return super().save(source)


@pytest.mark.parametrize(
    "act",
    [lambda add: add.pause(a_source().id), lambda add: add.resume(GONE.id, NOW)],
    ids=["pause", "resume"],
)
def test_fetch_that_saves_in_between_loses_nothing(act: Callable[[AddSource], Source]) -> None:
    trouble = replace(GONE, status=SourceStatus.ACTIVE)
    store = BusyStore(trouble, fetches=2)

    source = act(AddSource(store, FakeFetchQueue()))

    assert store.all() == (source,)
    assert source.title == "read, 0 to go"


def test_source_that_never_rests_is_left_as_it_is() -> None:
    store = BusyStore(a_source(), fetches=100)

    with pytest.raises(TemporaryError, match="is changing too fast"):
        AddSource(store, FakeFetchQueue()).pause(a_source().id)
