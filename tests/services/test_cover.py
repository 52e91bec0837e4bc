"""The ledger is read a page at a time, with what hosts asked for and what is left to spend."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.coverage import CoverageFilter, State
from chalicelib.domain.hosts import Host
from chalicelib.domain.manners import Budget, Kind
from chalicelib.domain.polling import minute_of
from chalicelib.domain.sources import Failure, FailureKind, Source, SourceStatus
from chalicelib.errors import InvalidInput, SourceRefused
from chalicelib.services.cover import Cover
from tests.domain.examples import MINUTE, NOW, a_source
from tests.fakes import FakeSourceStore
from tests.sources.kinds.services import Purse

EVERYTHING = CoverageFilter()
KINDS = {
    "feed": Kind("feeds", "none"),
    "search": Kind("a search", "none", budget=Budget(100)),
}


def declared(kind: str) -> Kind:
    if kind not in KINDS:
        raise SourceRefused(Failure(FailureKind.NOT_CONFIGURED, "there is no such kind"))
    return KINDS[kind]


def covering(*sources: Source, purse: Purse | None = None) -> Cover:
    return Cover(FakeSourceStore(*sources), purse or Purse(), declared)


def numbered(count: int, **changes: object) -> list[Source]:
    return [
        a_source(id=f"s{number:03}", url=f"https://blog{number}.example/", **changes)
        for number in range(count)
    ]


def test_every_source_stands_in_the_ledger_once_however_it_is_paged() -> None:
    cover, seen, cursor = covering(*numbered(7)), [], None

    while True:
        page = cover(EVERYTHING, cursor, 3, NOW)
        seen += [line.source_id for line in page.lines]
        cursor = page.cursor
        if cursor is None:
            break

    assert seen == [source.id for source in numbered(7)]


def test_ledger_without_sources_is_empty() -> None:
    page = covering()(EVERYTHING, None, 10, NOW)

    assert (page.lines, page.cursor) == ((), None)


def test_cursor_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(InvalidInput, match="cursor"):
        covering()(EVERYTHING, "x", 10, NOW)


def test_pages_without_anything_wanted_are_passed_over() -> None:
    *active, last = numbered(10)
    paused = a_source(id=last.id, status=SourceStatus.PAUSED)

    page = covering(*active, paused)(CoverageFilter(state=State.PAUSED), None, 2, NOW)

    assert [line.source_id for line in page.lines] == [paused.id]


def test_who_looks_for_something_rare_gets_a_cursor_before_long() -> None:
    """A request must be answered in time, however many sources there are."""
    page = covering(*numbered(200))(CoverageFilter(state=State.QUIET), None, 2, NOW)

    assert page.lines == ()
    assert page.cursor is not None


def test_line_knows_the_wheel_and_what_the_host_asked_for() -> None:
    store = FakeSourceStore(a_source(first_read_at=NOW - timedelta(days=9)))
    store.mark_planned(minute_of(NOW))
    store.save_host(Host("blog.example", NOW + 300 * MINUTE, 2))

    [line] = Cover(store, Purse(), declared)(EVERYTHING, None, 10, NOW).lines
    store.save_host(Host("blog.example"))
    [free] = Cover(store, Purse(), declared)(EVERYTHING, None, 10, NOW).lines

    assert line.next_try_at is not None
    assert free.next_try_at is not None
    assert free.last_success_at is not None
    assert line.next_try_at >= NOW + 300 * MINUTE > free.next_try_at
    assert free.last_success_at > NOW - 16 * MINUTE


def test_sources_of_a_kind_share_what_is_left_of_its_budget() -> None:
    purse = Purse()
    purse.spend("search", "2026-11-22", 40, 90)
    searches = numbered(2, kind="search")
    feed = a_source(id="s9")

    first, second, other = covering(*searches, feed, purse=purse)(EVERYTHING, None, 10, NOW).lines

    assert first.budget == second.budget
    assert first.budget is not None
    assert (first.budget.left, first.budget.most) == (50, 90)
    assert other.budget is None


def test_source_of_a_kind_that_is_no_more_is_covered_all_the_same() -> None:
    [line] = covering(a_source(kind="smoke-signals"))(EVERYTHING, None, 10, NOW).lines

    assert (line.kind, line.budget) == ("smoke-signals", None)
