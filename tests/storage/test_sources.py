"""The contract of SourceStore, and what only DynamoDB can get wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.cadence import Cadence
from chalicelib.domain.entries import SeenEntries
from chalicelib.domain.hosts import Host
from chalicelib.domain.polling import LADDER, DueSource, due_slots
from chalicelib.domain.sources import Alarm, Failure, FailureKind, Source, SourceStatus, Trouble
from chalicelib.domain.subscriptions import Hub, Subscription
from chalicelib.errors import InvalidInput
from chalicelib.services.ports import SourceStore
from chalicelib.storage.source_items import SourceItem
from chalicelib.storage.sources import DynamoSourceStore
from tests.domain.examples import MINUTE, NOW, a_source, an_entry
from tests.tables import NAMES

from .answers import answering

FULL = a_source(
    url="https://forum.example:8443/feed?x=1",
    title="Fórum",
    least_interval=1,
    most_interval=2880,
    usual_interval=30,
    etag='W/"a\\b"',
    last_modified="Sun, 22 Nov 2026 09:00:00 GMT",
    body_hash="aa" * 16,
    seen=SeenEntries().after(an_entry(id=str(i)) for i in range(200)),
    first_read_at=NOW,
    last_new_at=NOW + MINUTE,
    trouble=Trouble(Failure(FailureKind.RATE_LIMITED, "asked to wait", timedelta(seconds=1.5)), NOW, 3),
    notes=("an odd date", "an odd link"),
    watch_id="larkfield",
    options={"country": "gb"},
    position={"since": "2026-11-22T09:00:00Z"},
    cadence=Cadence(90, 2880),
    alarm=Alarm.QUIET,
)


def _stored(sources: SourceStore, source: Source) -> Source:
    assert sources.save(source)
    return sources.load([source.id], ())[0][source.id]


def test_unknown_sources_and_hosts_are_absent(sources: SourceStore) -> None:
    assert sources.load(["nobody"], ["nowhere.example"]) == ({}, {})
    assert sources.load([], []) == ({}, {})
    assert sources.load(["", "x" * 3000], ["", "y" * 3000]) == ({}, {})
    assert sources.all() == ()


HUB = Hub("https://hub.example/", "https://forum.example:8443/feed?x=1")
PUSHED = replace(Subscription(HUB).asked("f" * 64, NOW).verified(None, NOW), pushed_at=NOW + MINUTE)
SUBSCRIBED = replace(FULL, subscription=PUSHED)
DENIED = replace(FULL, subscription=PUSHED.denied("not you", NOW))


@pytest.mark.parametrize(
    "source", [a_source(), FULL, SUBSCRIBED, DENIED], ids=["bare", "full", "subscribed", "denied"]
)
def test_source_comes_back_whole_one_version_on(sources: SourceStore, source: Source) -> None:
    assert _stored(sources, source) == replace(source, version=1)


def test_failure_without_a_wait_is_kept_as_such(sources: SourceStore) -> None:
    """No wait asked for is not the same as a wait of nothing."""
    for wait in (None, timedelta(0)):
        trouble = Trouble(Failure(FailureKind.SERVER_ERROR, "", wait), NOW, 1)
        source = a_source(url=f"https://blog.example/{wait}", trouble=trouble)

        assert _stored(sources, source).trouble == trouble


def test_save_goes_on_from_the_version_that_was_read(sources: SourceStore) -> None:
    first = _stored(sources, a_source())

    second = _stored(sources, replace(first, title="Blog"))

    assert (second.title, second.version) == ("Blog", 2)


def test_save_from_an_older_version_loses_and_changes_nothing(sources: SourceStore) -> None:
    read = _stored(sources, a_source())
    _stored(sources, replace(read, title="theirs"))

    assert not sources.save(replace(read, title="ours"))
    assert sources.load([read.id], ())[0][read.id].title == "theirs"


def test_adding_what_is_there_loses(sources: SourceStore) -> None:
    _stored(sources, FULL)

    assert not sources.save(a_source(url=FULL.url))
    assert sources.load([FULL.id], ())[0][FULL.id].title == FULL.title


def test_save_of_what_was_never_stored_loses(sources: SourceStore) -> None:
    assert not sources.save(a_source(version=3))
    assert sources.all() == ()


def test_many_sources_and_hosts_are_loaded_at_once(sources: SourceStore) -> None:
    """More than the hundred that DynamoDB takes in one batch."""
    ids = [_stored(sources, a_source(url=f"https://blog.example/{i}")).id for i in range(130)]
    sources.save_host(Host("blog.example", NOW, 2))

    for load in (sources.load, sources.load_to_fetch):
        found, hosts = load([*ids, *ids, "nobody"], ["blog.example", "nowhere.example"])

        assert set(found) == set(ids)
        assert hosts == {"blog.example": Host("blog.example", NOW, 2)}


@pytest.mark.usefixtures("tables")
def test_fetch_reads_sources_at_half_the_price_and_hosts_as_they_are_now() -> None:
    """What was added just now is there all the same, and nobody who said "later" is asked."""
    store = DynamoSourceStore()
    known = _stored(store, a_source())

    with answering() as calls:
        store.load_to_fetch([known.id, "added-just-now"], ["blog.example"])

    reads = [call.body["RequestItems"][NAMES["sources"]] for call in calls]
    asked = [({key["id"]["S"] for key in read["Keys"]}, read.get("ConsistentRead", False)) for read in reads]
    assert asked == [
        ({known.id, "added-just-now"}, False),
        ({"added-just-now", "host:blog.example"}, True),
    ]


def test_all_lists_sources_only(sources: SourceStore) -> None:
    first, second = (_stored(sources, a_source(url=f"https://{name}.example/")) for name in "ab")
    sources.save_host(Host("blog.example", NOW, 2))
    sources.mark_planned(1)

    assert sources.all() == tuple(sorted((first, second), key=lambda source: source.id))


def _pages(sources: SourceStore, limit: int) -> list[tuple[Source, ...]]:
    """Every page, one after the other."""
    page, cursor = sources.page(None, limit)
    pages = [page]
    while cursor is not None:
        page, cursor = sources.page(cursor, limit)
        pages.append(page)
    return pages


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_pages_hold_every_source_once_and_nothing_else(sources: SourceStore, limit: int) -> None:
    for number in range(7):
        _stored(sources, a_source(url=f"https://{number}.example/"))
        sources.save_host(Host(f"{number}.example", NOW, 2))
    sources.mark_planned(1)

    pages = _pages(sources, limit)

    found = sorted((source for page in pages for source in page), key=lambda source: source.id)
    assert tuple(found) == sources.all()
    assert max(map(len, pages)) <= limit


def test_page_of_nothing_is_the_last_one(sources: SourceStore) -> None:
    assert sources.page(None, 10) == ((), None)


def test_pages_go_on_from_a_source_that_was_removed_meanwhile(sources: SourceStore) -> None:
    stored = [_stored(sources, a_source(url=f"https://{number}.example/")) for number in range(6)]
    first, cursor = sources.page(None, 3)

    sources.remove(first[-1].id)
    rest: list[Source] = []
    while cursor is not None:
        page, cursor = sources.page(cursor, 3)
        rest += page

    assert {source.id for source in (*first, *rest)} == {source.id for source in stored}
    assert len(rest) == 3


@pytest.mark.parametrize("cursor", ["%%%", "", "x", "/" * 9000])
def test_cursor_that_is_none_of_ours_is_refused(sources: SourceStore, cursor: str) -> None:
    with pytest.raises(InvalidInput, match="cursor"):
        sources.page(cursor, 10)


def test_removed_source_is_gone_and_never_due(sources: SourceStore) -> None:
    first, second = (_stored(sources, a_source(url=f"https://{name}.example/")) for name in "ab")

    assert sources.remove(first.id)
    assert not sources.remove(first.id)
    assert sources.all() == (second,)
    assert first.id not in {due.id for due in sources.due([first.slot or ""])}


def test_fetch_that_ends_after_a_removal_does_not_bring_the_source_back(sources: SourceStore) -> None:
    read = _stored(sources, a_source())
    sources.remove(read.id)

    assert not sources.save(replace(read, title="Blog"))
    assert sources.all() == ()


def test_source_is_removed_as_it_was_read_or_not_at_all(sources: SourceStore) -> None:
    first = _stored(sources, a_source())
    again = _stored(sources, first)

    assert not sources.remove(first.id, first.version)
    assert sources.all() == (again,)
    assert sources.remove(again.id, again.version)
    assert sources.all() == ()


def test_only_sources_can_be_removed(sources: SourceStore) -> None:
    sources.save_host(Host("blog.example", NOW, 2))
    sources.mark_planned(1)

    for key in ("host:blog.example", "wheel", "", "x" * 3000):
        assert not sources.remove(key)

    assert sources.planned() == 1
    assert sources.load([], ["blog.example"])[1]


def test_only_sources_are_loaded_as_sources(sources: SourceStore) -> None:
    """Whatever else is kept beside them has a key too, which somebody may ask for."""
    sources.save_host(Host("blog.example", NOW, 2))
    sources.mark_planned(1)

    assert sources.load(["host:blog.example", "wheel", "host:"], ["", "wheel"]) == ({}, {})


def test_what_a_host_asked_for_is_remembered_until_it_says_otherwise(sources: SourceStore) -> None:
    sources.save_host(Host("blog.example:8080", NOW, 2))
    sources.save_host(Host("forum.example"))
    asked = Host("blog.example:8080", NOW + MINUTE, 3)

    sources.save_host(asked)

    _, hosts = sources.load([], ["blog.example:8080", "forum.example"])
    assert hosts == {"blog.example:8080": asked, "forum.example": Host("forum.example")}


def test_due_are_the_sources_of_these_slots(sources: SourceStore) -> None:
    stored = [_stored(sources, a_source(url=f"https://blog.example/{i}")) for i in range(10)]
    for other in stored[1:]:
        assert other.slot is not None

    due = sources.due([stored[0].slot or "", "1#0"])

    assert set(due) == {DueSource(s.id, "blog.example") for s in stored if s.slot == stored[0].slot}
    assert sources.due([]) == ()


def test_paused_and_gone_sources_are_never_due(sources: SourceStore) -> None:
    read = _stored(sources, a_source())
    slot = read.slot or ""
    assert sources.due([slot])

    sources.save(replace(read, status=SourceStatus.GONE))

    assert not sources.due([slot])


def test_source_that_changes_its_pace_moves_to_its_new_slot(sources: SourceStore) -> None:
    read = _stored(sources, a_source(usual_interval=15))
    slower = _stored(sources, replace(read, usual_interval=60))

    assert not sources.due([read.slot or ""])
    assert [due.id for due in sources.due([slower.slot or ""])] == [read.id]


def test_after_a_long_sleep_everything_active_is_due_once(sources: SourceStore) -> None:
    """A day's minutes have some six thousand slots; nobody has time to ask for each."""
    active = {
        _stored(sources, a_source(url=f"https://blog.example/{i}", usual_interval=interval)).id
        for i, interval in enumerate(interval for interval in LADDER if interval <= 1440)
    }
    _stored(sources, a_source(url="https://gone.example/", status=SourceStatus.GONE))
    _stored(sources, a_source(url="https://seldom.example/", usual_interval=10080))

    due = sources.due(due_slots(range(1440)))

    assert {source.id for source in due} >= active
    assert len(due) == len(set(due)) <= len(active) + 1


def test_planned_minute_is_unknown_at_first(sources: SourceStore) -> None:
    assert sources.planned() is None


def test_planned_minute_never_moves_back(sources: SourceStore) -> None:
    for minute in (100, 102, 101, 102):
        sources.mark_planned(minute)

    assert sources.planned() == 102


@pytest.mark.usefixtures("tables")
def test_index_of_slots_holds_active_sources_and_nothing_else() -> None:
    """It is sparse: what is not to be fetched costs nothing there."""
    from chalicelib.storage.sources import DynamoSourceStore

    sources = DynamoSourceStore()
    active = _stored(sources, a_source())
    _stored(sources, a_source(url="https://gone.example/", status=SourceStatus.GONE))
    sources.save_host(Host("blog.example", NOW, 2))
    sources.mark_planned(1)

    [kept] = SourceItem.slot_index.scan()
    assert set(kept.serialize(null_check=False)) == {"id", "slot", "host"}
    assert (kept.id, kept.slot, kept.host) == (active.id, active.slot, "blog.example")
