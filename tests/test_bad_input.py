"""Bad input, over real connections: it ends in a readable state of that source, and the others go on.

The town square misbehaves in every way it knows; the real fetcher and reader meet it, with the stores faked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.mentions import Mention
from chalicelib.domain.polling import FetchOrder
from chalicelib.domain.sources import FailureKind, Source, SourceStatus, source_id
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.network.guard import AddressGuard
from chalicelib.sources.fetching import Fetcher, Limits
from chalicelib.sources.reader import SourceReader
from ops.ports import a_free_port
from ops.town_square import odd
from ops.town_square.server import SquareServer, serving
from ops.town_square.square import TownSquare
from tests.fakes import FakeSourceStore
from tests.services.world import World
from tests.sources.kinds.services import Purse, Ring

NOW = datetime.now(UTC).replace(microsecond=0)
IMPATIENT = Limits(total_s=1.0, read_s=1.0)

# What each of the odd addresses is recorded as. None: it is read all the same.
EXPECTED: dict[str, FailureKind | None] = {
    "moved": None,
    "temporary": None,
    "broken": None,
    "dates": None,
    "bare": None,
    "encoding": None,
    "utf16": None,
    "loop": FailureKind.REDIRECTS,
    "chain": FailureKind.REDIRECTS,
    "private": FailureKind.BLOCKED_ADDRESS,
    "gone": FailureKind.GONE,
    "missing": FailureKind.NOT_FOUND,
    "limited": FailureKind.RATE_LIMITED,
    "limited-date": FailureKind.RATE_LIMITED,
    "busy": FailureKind.SERVER_ERROR,
    "wall": FailureKind.BOT_WALL,
    "slow": FailureKind.TIMED_OUT,
    "huge": FailureKind.TOO_LARGE,
    "endless": FailureKind.TOO_LARGE,
    "huge-announced": FailureKind.TOO_LARGE,
    "gzip-bomb": FailureKind.TOO_LARGE,
    "xml-bomb": None,
    "html": FailureKind.UNREADABLE,
    "empty": FailureKind.UNREADABLE,
    "truncated": FailureKind.UNREACHABLE,
}


@pytest.fixture(scope="module")
def square() -> Iterator[SquareServer]:
    with serving(TownSquare(lambda: NOW, seed=7), drip_s=0.1) as server:
        yield server


def _source(url: str) -> Source:
    return Source(source_id("feed", url), "feed", url, NOW)


def _fetch(world: World, allow_private: bool = True, now: datetime = NOW) -> frozenset[FetchOrder]:
    """One run of a worker, with real connections."""

    async def run() -> frozenset[FetchOrder]:
        guard = AddressGuard(allow_private=allow_private)
        fetcher = Fetcher(guard=guard, contact="https://example.com/", limits=IMPATIENT)
        reader = SourceReader(fetcher, Ring(), Purse())
        try:
            return await world.worker(reader)(world.orders(now), now)
        finally:
            await reader.close()

    return asyncio.run(run())


def _world(*urls: str) -> World:
    watches = (Watch("larkfield", "Larkfield", WatchKind.OWN, ("Larkfield",)),)
    return World(sources=FakeSourceStore(*map(_source, urls)), watches=watches)


def test_every_odd_address_is_expected_here() -> None:
    assert {path.removeprefix(odd.PREFIX) for path, *_ in odd.catalogue()} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_odd_source_is_recorded_and_its_neighbour_goes_on(name: str, square: SquareServer) -> None:
    odd_url = f"{square.base}{odd.PREFIX}{name}"
    # The same server under another name is another host, so that what is asked of one does not bind it.
    good_url = square.base.replace("127.0.0.1", "localhost") + "/blog/feed.xml"
    world = _world(odd_url, good_url)

    failed = _fetch(world)

    found = {source.id: source for source in world.sources.all()}
    strange, good = found[_source(odd_url).id], found[_source(good_url).id]
    assert not failed
    assert good.trouble is None
    assert len(good.seen) > 0
    kind = strange.trouble.failure.kind if strange.trouble else None
    assert kind == EXPECTED[name], strange.trouble
    if strange.trouble:
        detail = strange.trouble.failure.detail
        assert "\n" not in detail
        assert 10 < len(detail) < 200, detail


def test_dead_host_is_recorded() -> None:
    world = _world(f"http://127.0.0.1:{a_free_port()}/feed.xml", "http://no-such-host.invalid/feed.xml")

    _fetch(world)

    troubles = [source.trouble for source in world.sources.all()]
    assert all(t and t.failure.kind is FailureKind.UNREACHABLE for t in troubles)


def test_dates_that_cannot_be_right_are_noted_and_the_entries_kept(square: SquareServer) -> None:
    world = _world(f"{square.base}{odd.PREFIX}dates")

    _fetch(world)

    assert any("dates that cannot be right" in note for note in world.source.notes), world.source.notes
    assert all(mention.published_at is None or mention.published_at <= NOW for mention in _mentions(world))


def test_malformed_feed_is_noted_and_heard(square: SquareServer) -> None:
    world = _world(f"{square.base}{odd.PREFIX}broken")

    _fetch(world)

    assert world.source.notes
    assert len(world.source.seen) == 2


def test_permanent_move_is_remembered_and_a_temporary_one_is_not(square: SquareServer) -> None:
    moved, temporary = _world(f"{square.base}/odd/moved"), _world(f"{square.base}/odd/temporary")

    _fetch(moved)
    _fetch(temporary)

    assert moved.source.url == f"{square.base}/blog/feed.xml"
    assert temporary.source.url == f"{square.base}/odd/temporary"


def test_source_that_is_gone_is_never_asked_again(square: SquareServer) -> None:
    world = _world(f"{square.base}/odd/gone")
    _fetch(world)
    before = _requests(square, "/odd/gone")

    _fetch(world, now=NOW + timedelta(days=30))

    assert world.source.status is SourceStatus.GONE
    assert _requests(square, "/odd/gone") == before


def test_host_that_asks_for_patience_is_not_asked_until_it_is_over(square: SquareServer) -> None:
    world = _world(f"{square.base}/odd/limited")
    _fetch(world)
    before = _requests(square, "/odd/limited")

    _fetch(world, now=NOW + timedelta(minutes=1))
    assert _requests(square, "/odd/limited") == before

    _fetch(world, now=NOW + timedelta(days=8))
    assert _requests(square, "/odd/limited") == before + 1


def test_unchanged_feed_is_answered_with_304_and_costs_no_write(square: SquareServer) -> None:
    world = _world(f"{square.base}/blog/feed.xml")
    _fetch(world)
    version, commits = world.source.version, len(world.mentions.commits)

    _fetch(world, now=NOW + timedelta(minutes=1))

    assert "304" in str(square.town.tallies.report()["/blog/feed.xml"]["statuses"])
    assert (world.source.version, len(world.mentions.commits)) == (version, commits)


def test_private_addresses_are_refused_unless_allowed(square: SquareServer) -> None:
    world = _world(f"{square.base}/blog/feed.xml")

    _fetch(world, allow_private=False)

    assert world.source.trouble is not None
    assert world.source.trouble.failure.kind is FailureKind.BLOCKED_ADDRESS


def test_sources_that_are_well_again_are_clean_again(square: SquareServer) -> None:
    world = _world(f"{square.base}/odd/missing")
    _fetch(world)
    mended = replace(world.source, url=f"{square.base}/blog/feed.xml")
    world.sources.sources[mended.id] = mended

    _fetch(world, now=NOW + timedelta(hours=1))

    assert world.source.trouble is None


def _mentions(world: World) -> list[Mention]:
    return list(world.mentions.mentions.values())


def _requests(square: SquareServer, path: str) -> int:
    return int(str(square.town.tallies.report().get(path, {}).get("requests", 0)))


def test_bomb_does_not_go_off(square: SquareServer) -> None:
    """Entities that expand without end are not expanded; what else the feed says is heard."""
    world = _world(f"{square.base}/odd/xml-bomb")

    _fetch(world)

    assert all(len(mention.text) < 1000 for mention in _mentions(world))
    assert world.source.notes
