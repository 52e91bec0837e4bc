"""Adding a source: it joins the wheel once, and is fetched at once. Pausing it, and taking it up again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from chalicelib.domain.manners import Kind, Option
from chalicelib.domain.polling import LADDER
from chalicelib.domain.sources import Failure, FailureKind, Source, SourceStatus, Trouble
from chalicelib.domain.subscriptions import Hub, Subscription
from chalicelib.domain.watches import Watch
from chalicelib.errors import InvalidInput, NotFound, TemporaryError
from chalicelib.services.add_source import AddSource
from tests.domain.examples import COMPETITOR, MINUTE, NOW, OWN, a_source
from tests.fakes import FakeFetchQueue, FakeKeyRing, FakeSourceStore, FakeWatchStore, Killed, fail_at

KINDS = {
    "feed": Kind(hears="feeds", limits="none"),
    "alerts": Kind(hears="alerts", limits="none", has_secret_address=True),
    "search": Kind(
        hears="posts", limits="few", home="https://api.example/", searches=True, least_interval=15
    ),
    "reviews": Kind(
        hears="reviews",
        limits="few",
        home="https://shop.example/",
        speaks_of_watch=True,
        options={"app": Option("the app's number", is_required=True), "country": Option("where", "us")},
    ),
}
SECRET = "https://alerts.example/feeds/0123/4567?key=tell-nobody"


def adding(
    store: FakeSourceStore,
    queue: FakeFetchQueue | None = None,
    keys: FakeKeyRing | None = None,
    watches: FakeWatchStore | None = None,
) -> AddSource:
    watches = FakeWatchStore(OWN, COMPETITOR) if watches is None else watches
    return AddSource(store, queue or FakeFetchQueue(), watches, keys or FakeKeyRing(), KINDS.__getitem__)


def added(
    store: FakeSourceStore, queue: FakeFetchQueue, kind: str, url: str, now: datetime, *bounds: int
) -> Source:
    add = adding(store, queue)
    return add(add.draft(kind, url, now, *bounds), now)


SUBSCRIBED = Subscription(Hub("https://hub.example/", "https://blog.example/feed.xml"))
SUBSCRIBED = SUBSCRIBED.asked("", NOW).verified(None, NOW)
GONE = a_source(
    status=SourceStatus.GONE,
    title="Blog",
    trouble=Trouble(Failure(FailureKind.GONE, "gone for good"), NOW, 1),
)


def test_added_source_is_stored_and_fetched_at_once() -> None:
    store, queue = FakeSourceStore(), FakeFetchQueue()

    source = added(store, queue, "feed", "https://blog.example/feed", NOW, 1, 5)

    assert [s.id for s in store.all()] == [source.id]
    assert [order.source_ids for order in queue.orders] == [(source.id,)]


def test_same_place_is_added_once_and_keeps_what_is_known_about_it() -> None:
    store, queue = FakeSourceStore(), FakeFetchQueue()
    added(store, queue, "feed", "https://blog.example/feed", NOW)

    again = added(store, queue, "feed", "https://blog.example/feed", NOW + MINUTE)

    assert store.all() == (again,)
    assert again.added_at == NOW


@pytest.mark.parametrize("url", ["blog.example", "ftp://blog.example/", "javascript:x", ""])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="url"):
        added(FakeSourceStore(), FakeFetchQueue(), "feed", url, NOW)


@pytest.mark.parametrize(("least", "most"), [(0, 5), (10, 5), (1, 20000)])
def test_intervals_that_make_no_sense_are_refused(least: int, most: int) -> None:
    with pytest.raises(InvalidInput, match="interval"):
        added(FakeSourceStore(), FakeFetchQueue(), "feed", "https://blog.example/", NOW, least, most)


@pytest.mark.parametrize(
    ("least", "most", "usual"), [(1, 1, 1), (5, 60, 5), (7, 60, 10), (7, 10, 10), (3000, 10080, 10080)]
)
def test_first_pace_is_the_quickest_of_the_wheel_that_is_asked_for(least: int, most: int, usual: int) -> None:
    store = FakeSourceStore()

    source = added(store, FakeFetchQueue(), "feed", "https://blog.example/", NOW, least, most)

    assert source.usual_interval == usual
    assert source.usual_interval in LADDER
    assert source.slot


@pytest.mark.parametrize(("least", "most"), [(3, 4), (7, 9), (2881, 10079)])
def test_bounds_between_which_the_wheel_has_no_pace_are_refused(least: int, most: int) -> None:
    """The next quicker pace would ask the site more often than was promised."""
    store = FakeSourceStore()

    with pytest.raises(InvalidInput, match=f"none of the wheel's lies from {least} to {most}: 1, 2, 5, "):
        added(store, FakeFetchQueue(), "feed", "https://blog.example/", NOW, least, most)
    assert store.all() == ()


@pytest.mark.parametrize("status", [SourceStatus.GONE, SourceStatus.PAUSED])
def test_adding_what_is_gone_or_paused_takes_it_up_again(status: SourceStatus) -> None:
    store, queue = FakeSourceStore(replace(GONE, status=status)), FakeFetchQueue()

    source = added(store, queue, "feed", GONE.url, NOW + MINUTE)

    assert (source.status, source.trouble, source.title) == (SourceStatus.ACTIVE, None, "Blog")
    assert store.all() == (source,)
    assert [order.source_ids for order in queue.orders] == [(source.id,)]


def test_resumed_source_is_rid_of_its_trouble_and_fetched_at_once() -> None:
    store, queue = FakeSourceStore(GONE), FakeFetchQueue()

    source = adding(store, queue).resume(GONE.id, NOW)

    assert (source.status, source.trouble) == (SourceStatus.ACTIVE, None)
    assert store.all() == (source,)
    assert [order.source_ids for order in queue.orders] == [(source.id,)]


def test_resuming_what_is_well_writes_nothing_and_fetches_it() -> None:
    store, queue = FakeSourceStore(a_source()), FakeFetchQueue()
    before = store.all()

    source = adding(store, queue).resume(a_source().id, NOW)

    assert store.all() == before == (source,)
    assert queue.orders


@pytest.mark.parametrize("status", [SourceStatus.PAUSED, SourceStatus.GONE])
def test_resumed_source_has_its_hub_asked_anew(status: SourceStatus) -> None:
    """It was told to forget us if it pushed meanwhile."""
    store = FakeSourceStore(a_source(status=status, subscription=SUBSCRIBED))

    resumed = adding(store).resume(a_source().id, NOW)

    assert resumed.subscription == Subscription(SUBSCRIBED.hub)


def test_resuming_what_was_never_paused_leaves_its_subscription_alone() -> None:
    store = FakeSourceStore(a_source(subscription=SUBSCRIBED))

    assert adding(store).resume(a_source().id, NOW).subscription == SUBSCRIBED


def test_paused_source_is_not_fetched() -> None:
    store, queue = FakeSourceStore(a_source()), FakeFetchQueue()

    source = adding(store, queue).pause(a_source().id)

    assert source.status is SourceStatus.PAUSED
    assert source.slot is None
    assert store.all() == (source,)
    assert not queue.orders


def test_pausing_what_is_gone_leaves_it_gone() -> None:
    store = FakeSourceStore(GONE)

    assert adding(store).pause(GONE.id).status is SourceStatus.GONE


def test_pausing_and_resuming_what_is_not_there_say_so() -> None:
    add = adding(FakeSourceStore())

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

    source = act(adding(store))

    assert store.all() == (source,)
    assert source.title == "read, 0 to go"


def test_source_that_never_rests_is_left_as_it_is() -> None:
    store = BusyStore(a_source(), fetches=100)

    with pytest.raises(TemporaryError, match="is changing too fast"):
        adding(store).pause(a_source().id)


def test_search_is_added_where_it_is_at_home_for_the_only_watch_of_ours() -> None:
    source = adding(FakeSourceStore()).draft("search", "", NOW)

    assert (source.url, source.watch_id) == ("https://api.example/", OWN.id)
    assert (source.least_interval, source.usual_interval) == (15, 15)


def test_search_for_another_watch_is_another_source() -> None:
    add = adding(FakeSourceStore())

    ours, theirs = (add.draft("search", "", NOW, watch_id=watch.id) for watch in (OWN, COMPETITOR))

    assert ours.id != theirs.id
    assert theirs.watch_id == COMPETITOR.id


@pytest.mark.parametrize("watches", [(), (OWN, replace(OWN, id="twin"))], ids=["none", "two"])
def test_search_whose_watch_is_in_doubt_is_refused(watches: tuple[Watch, ...]) -> None:
    with pytest.raises(InvalidInput, match="say which it is to listen for; there are"):
        adding(FakeSourceStore(), watches=FakeWatchStore(*watches)).draft("search", "", NOW)


@pytest.mark.parametrize("kind", ["search", "feed"])
def test_watch_that_is_not_there_is_refused(kind: str) -> None:
    with pytest.raises(InvalidInput, match="'larkfield'"):
        adding(FakeSourceStore()).draft(kind, "https://blog.example/", NOW, watch_id="lark")


def test_service_is_never_asked_more_often_than_its_rules_allow() -> None:
    with pytest.raises(InvalidInput, match="every 15 minutes at most"):
        adding(FakeSourceStore()).draft("search", "", NOW, 5)


def test_kind_without_a_home_needs_an_address() -> None:
    with pytest.raises(InvalidInput, match="feed needs the address"):
        adding(FakeSourceStore()).draft("feed", "", NOW)


def test_options_are_kept_and_tell_sources_apart() -> None:
    add = adding(FakeSourceStore())

    british = add.draft("reviews", "", NOW, options={"app": " 42 ", "country": "gb"})
    usual = add.draft("reviews", "", NOW, options={"app": "42", "country": ""})

    assert british.options == {"app": "42", "country": "gb"}
    assert usual.options == {"app": "42"}
    assert british.id != usual.id


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"colour": "red"}, "option colour: is unknown; there are 'app', 'country'"),
        ({}, "option app: is needed"),
    ],
)
def test_options_that_cannot_be_used_are_refused_by_name(options: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        adding(FakeSourceStore()).draft("reviews", "", NOW, options=options)


def test_secret_address_is_kept_among_the_keys_and_nowhere_else() -> None:
    store, keys = FakeSourceStore(), FakeKeyRing()
    add = adding(store, keys=keys)

    source = add(add.draft("alerts", SECRET, NOW), NOW)

    assert source.url == "https://alerts.example/"
    assert keys.get(f"source:{source.id}") == {"address": SECRET}


def test_secret_address_is_forgotten_with_its_source() -> None:
    store, keys = FakeSourceStore(), FakeKeyRing()
    add = adding(store, keys=keys)
    secret = add(add.draft("alerts", SECRET, NOW), NOW)
    feed = add(add.draft("feed", "https://blog.example/", NOW), NOW)

    assert add.remove(secret.id)
    assert add.remove(feed.id)
    assert not add.remove(feed.id)

    assert store.all() == ()
    assert keys.names() == ()


@pytest.mark.parametrize("kind", ["alerts", "unheard of"], ids=["known", "of another version"])
@pytest.mark.parametrize("part", ["keys", "sources"])
@pytest.mark.parametrize("after", [False, True])
def test_whoever_removes_again_what_was_removed_by_halves_leaves_no_secret(
    kind: str, part: str, after: bool
) -> None:
    source = a_source(kind=kind)
    store, keys = FakeSourceStore(source), FakeKeyRing(**{f"source:{source.id}": {"address": SECRET}})
    if part == "keys":
        fail_at(keys, "replace", after=after)
    else:
        fail_at(store, "remove", after=after)
    add = adding(store, keys=keys)

    with pytest.raises(Killed):
        add.remove(source.id)
    add.remove(source.id)

    assert store.all() == ()
    assert keys.names() == ()


def test_secret_that_was_left_behind_goes_though_its_source_is_gone() -> None:
    """As a version before this one left it."""
    keys = FakeKeyRing(**{"source:gone": {"address": SECRET}})

    assert not adding(FakeSourceStore(), keys=keys).remove("gone")

    assert keys.names() == ()


def test_source_that_changes_all_the_time_is_to_be_removed_later_and_keeps_its_secret() -> None:
    class Busy(FakeSourceStore):
        def remove(self, source_id: str, version: int | None = None) -> bool:
            return False

    keys = FakeKeyRing(**{f"source:{a_source().id}": {"address": SECRET}})

    with pytest.raises(TemporaryError, match="is changing too fast"):
        adding(Busy(a_source()), keys=keys).remove(a_source().id)

    assert keys.names() == (f"source:{a_source().id}",)


def test_removing_what_another_removes_at_the_same_time_is_told() -> None:
    class Beaten(FakeSourceStore):
        def remove(self, source_id: str, version: int | None = None) -> bool:
            super().remove(source_id)
            return False

    assert not adding(Beaten(a_source())).remove(a_source().id)
