"""What is remembered about a source between two fetches, and what is not worth a write."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.entries import SeenEntries
from chalicelib.domain.sources import (
    Document,
    Failure,
    FailureKind,
    SourceStatus,
    after_failure,
    after_reading,
    source_id,
)

from .examples import MINUTE, NOW, a_source, an_entry

TIMED_OUT = Failure(FailureKind.TIMED_OUT, "no answer within 10 s")


def test_first_reading_remembers_the_entries_and_how_to_ask_again() -> None:
    document = Document((an_entry(),), etag='"1"', last_modified="x", body_hash="h", title="A blog")

    source = after_reading(a_source(), document, NOW)

    assert source.seen.has(an_entry())
    assert (source.etag, source.last_modified, source.body_hash) == ('"1"', "x", "h")
    assert source.title == "A blog"
    assert source.first_read_at == source.last_new_at == NOW


def test_poll_that_finds_nothing_changes_nothing() -> None:
    read = after_reading(a_source(), Document((an_entry(),), etag='"1"'), NOW)

    again = after_reading(read, Document(unchanged=True, etag='"1"'), NOW + MINUTE)

    assert again == read


def test_same_entries_in_new_bytes_change_nothing() -> None:
    """A page that prints the time of day must not cost a write at every poll."""
    read = after_reading(a_source(), Document((an_entry(),), body_hash="one"), NOW)

    again = after_reading(read, Document((an_entry(),), body_hash="two"), NOW + MINUTE)

    assert again == read


def test_new_validators_for_the_same_entries_are_remembered_once_an_hour() -> None:
    """A server that makes them up at each request must not cost a write each time."""
    source = after_reading(a_source(), Document((an_entry(),), etag='"0"'), NOW)
    source = replace(source, usual_interval=5)
    writes = 0
    for number in range(1, 49):
        before, now = source, NOW + number * 5 * MINUTE
        source = after_reading(source, Document((an_entry(),), etag=f'"{number}"'), now)
        writes += source != before

    assert 1 <= writes <= 5
    assert source.etag != '"0"'


def test_empty_first_reading_is_remembered_as_read() -> None:
    assert after_reading(a_source(), Document(body_hash="h"), NOW).first_read_at == NOW


def test_permanent_move_is_remembered_even_when_nothing_is_new() -> None:
    moved = Document(unchanged=True, moved_to="https://new.example/feed")

    source = after_reading(a_source(), moved, NOW)

    assert source.url == "https://new.example/feed"
    assert source.host == "new.example"
    assert source.id == a_source().id


def test_success_ends_the_trouble() -> None:
    failing = after_failure(a_source(), TIMED_OUT, NOW)

    assert after_reading(failing, Document(unchanged=True), NOW + MINUTE).trouble is None


def test_trouble_is_counted_from_its_beginning() -> None:
    once = after_failure(a_source(), TIMED_OUT, NOW)
    twice = after_failure(once, TIMED_OUT, NOW + MINUTE)

    assert twice.trouble is not None
    assert (twice.trouble.since, twice.trouble.count) == (NOW, 2)
    assert twice.seen == once.seen


def test_trouble_slows_the_wheel_and_success_restores_the_pace() -> None:
    source = a_source(usual_interval=5)
    for _ in range(4):
        source = after_failure(source, TIMED_OUT, NOW)

    assert source.interval == 240
    assert source.usual_interval == 5
    assert after_reading(source, Document(unchanged=True), NOW).interval < 240


def test_source_that_is_gone_leaves_the_wheel() -> None:
    gone = after_failure(a_source(), Failure(FailureKind.GONE, "the site says it is gone"), NOW)

    assert gone.status is SourceStatus.GONE
    assert gone.slot is None


@pytest.mark.parametrize("status", [SourceStatus.PAUSED, SourceStatus.GONE])
def test_only_active_sources_sit_on_the_wheel(status: SourceStatus) -> None:
    assert a_source().slot is not None
    assert a_source(status=status).slot is None


def test_busy_source_is_read_more_often_than_a_quiet_one() -> None:
    busy = tuple(an_entry(id=str(n), published_at=NOW - n * 12 * MINUTE) for n in range(10))
    quiet = tuple(an_entry(id=str(n), published_at=NOW - timedelta(days=n)) for n in range(10))

    assert after_reading(a_source(), Document(busy), NOW).usual_interval == 5
    assert after_reading(a_source(), Document(quiet), NOW).usual_interval == 60


def test_long_silence_slows_a_source_without_a_write_at_every_poll() -> None:
    source = after_reading(a_source(), Document((an_entry(),)), NOW)
    writes = 0
    for hours in range(1, 200):
        before = source
        source = after_reading(source, Document(unchanged=True), NOW + timedelta(hours=hours))
        writes += source != before

    assert source.usual_interval == source.most_interval
    assert writes < 5


def test_dates_that_cannot_be_right_are_noted() -> None:
    odd = an_entry(published_at=NOW.replace(year=2090)), an_entry(id="2", published_at=NOW.replace(year=1970))

    notes = after_reading(a_source(), Document(odd, notes=("not well-formed",)), NOW).notes

    assert notes == ("not well-formed", "2 entries carry dates that cannot be right, such as 2090-11-22")


def test_entry_without_id_address_and_words_is_noted() -> None:
    bare = replace(an_entry(), id=None, url=None, title="", text="")

    notes = after_reading(a_source(), Document((bare,)), NOW).notes

    assert notes == ("1 entry has neither id, address nor words",)


def test_same_place_added_twice_is_one_source() -> None:
    assert source_id("feed", "https://a.example/") == source_id("feed", "https://a.example/")
    assert source_id("feed", "https://a.example/") != source_id("feed", "https://b.example/")


def test_sources_start_with_an_empty_memory() -> None:
    assert a_source().seen == SeenEntries()
