"""What is remembered about a source between two fetches, and what is not worth a write."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.cadence import Cadence
from chalicelib.domain.entries import SeenEntries
from chalicelib.domain.reach import LARGE_AUDIENCE, Reach
from chalicelib.domain.sources import (
    Document,
    Failure,
    FailureKind,
    SourceStatus,
    after_failure,
    after_push,
    after_reading,
    source_id,
)
from chalicelib.domain.subscriptions import LEASE, Hub, Subscription

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


def test_entry_that_reaches_very_many_now_is_remembered_so_but_nothing_was_said() -> None:
    near, far = Document((an_entry(),)), Document((an_entry(reach=Reach(LARGE_AUDIENCE)),))
    read = after_reading(a_source(), near, NOW)

    again = after_reading(read, far, NOW + MINUTE)

    assert again == replace(read, seen=SeenEntries().after(far.entries))
    assert after_reading(again, far, NOW + 2 * MINUTE) == again
    assert after_reading(again, near, NOW + 2 * MINUTE) == again


def test_new_validators_for_the_same_entries_are_remembered_once_an_hour() -> None:
    """A server that makes them up at each request must not cost a write each time."""
    source = after_reading(a_source(), Document((an_entry(),), etag='"0"'), NOW)
    source = replace(source, usual_interval=5, most_interval=5)
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


def test_spent_budget_changes_no_pace_and_costs_one_write() -> None:
    spent = Failure(FailureKind.OUT_OF_BUDGET, "spent", timedelta(hours=3))

    waiting = after_failure(a_source(), spent, NOW)

    assert waiting.trouble is not None
    assert waiting.interval == a_source().interval
    assert after_failure(waiting, spent, NOW + MINUTE) == waiting


def test_waiting_for_a_budget_counts_as_no_failure() -> None:
    spent = Failure(FailureKind.OUT_OF_BUDGET, "spent", timedelta(hours=3))
    waiting = after_failure(a_source(), spent, NOW)

    failing = after_failure(waiting, TIMED_OUT, NOW + timedelta(hours=9))

    assert failing.trouble is not None
    assert (failing.trouble.count, failing.trouble.since) == (1, NOW + timedelta(hours=9))


def test_cadence_is_learned_from_what_is_new_and_from_the_silence_before() -> None:
    hourly = tuple(an_entry(id=str(n), published_at=NOW - n * timedelta(hours=1)) for n in range(10))
    read = after_reading(a_source(), Document(hourly), NOW)

    late = after_reading(read, Document((an_entry(id="new"),)), NOW + timedelta(hours=7))

    assert read.cadence == Cadence(60, 60)
    assert late.cadence == Cadence(60, 420)


def test_place_where_it_was_read_to_is_remembered() -> None:
    source = a_source(position={"since": "yesterday"})

    quiet = after_reading(source, Document(position=None), NOW)
    further = after_reading(source, Document(unchanged=True, position={"since": "today"}), NOW)

    assert quiet.position == {"since": "yesterday"}
    assert further.position == {"since": "today"}


def test_same_search_is_one_source_whatever_the_order_of_its_options() -> None:
    ids = {
        source_id("flickr", "https://x.example/", "acme", {"a": "1", "b": "2"}),
        source_id("flickr", "https://x.example/", "acme", {"b": "2", "a": "1"}),
    }

    assert len(ids) == 1
    assert source_id("flickr", "https://x.example/", "acme") not in ids
    assert source_id("flickr", "https://x.example/") != source_id("flickr", "https://x.example/", "acme")


HUB = Hub("https://hub.example/", "https://blog.example/feed.xml")
PUSHED_TO = a_source(
    subscription=Subscription(HUB).asked("", NOW).verified(LEASE, NOW), first_read_at=NOW, last_new_at=NOW
)


def test_hub_that_a_feed_names_is_remembered() -> None:
    source = after_reading(a_source(), Document((an_entry(),), hub=HUB), NOW)

    assert source.subscription == Subscription(HUB)


def test_poll_that_finds_the_feed_as_it_was_leaves_the_subscription_as_it_is() -> None:
    later = NOW + timedelta(days=2)

    assert after_reading(PUSHED_TO, Document(unchanged=True), later).subscription == PUSHED_TO.subscription
    assert after_reading(PUSHED_TO, Document(), later).subscription is None


def test_source_with_a_hub_is_polled_daily_until_it_fails() -> None:
    failing = after_failure(PUSHED_TO, TIMED_OUT, NOW)

    assert PUSHED_TO.interval == 1440
    assert failing.interval == PUSHED_TO.usual_interval, "what keeps us from polling keeps us from renewing"


def test_what_was_pushed_is_no_news_to_the_next_poll() -> None:
    old, new = an_entry(id="old"), an_entry(id="new", published_at=NOW + MINUTE)
    read = after_reading(PUSHED_TO, Document((old,), hub=HUB), NOW)

    pushed = after_push(read, Document((new,)), NOW + MINUTE)
    polled = after_reading(pushed, Document((new, old), hub=HUB, etag='"2"'), NOW + timedelta(days=1))

    assert pushed.last_new_at == NOW + MINUTE
    assert pushed.seen.has(old)
    assert pushed.subscription is not None
    assert pushed.subscription.pushed_at == NOW + MINUTE
    assert polled.last_new_at == pushed.last_new_at
    assert polled.subscription == pushed.subscription


def test_edit_that_was_not_pushed_is_not_held_against_the_hub() -> None:
    read = after_reading(PUSHED_TO, Document((an_entry(published_at=NOW + MINUTE),), hub=HUB), NOW + MINUTE)
    edited = an_entry(published_at=NOW + MINUTE, text="It broke, and they mended it.")

    polled = after_reading(read, Document((edited,), hub=HUB), NOW + timedelta(days=1))

    assert polled.subscription == read.subscription


def test_same_push_twice_changes_nothing() -> None:
    once = after_push(PUSHED_TO, Document((an_entry(),)), NOW)

    assert after_push(once, Document((an_entry(),)), NOW + MINUTE) == once


def test_push_for_what_was_never_subscribed_is_remembered_all_the_same() -> None:
    assert after_push(a_source(), Document((an_entry(),)), NOW).seen.has(an_entry())


def test_search_that_finds_nothing_new_is_asked_less_often() -> None:
    """Empty answers are silence, and so are those that say only what was known."""
    never = after_reading(a_source(usual_interval=5), Document(), NOW)
    known = after_reading(a_source(usual_interval=5), Document((an_entry(),)), NOW)

    still = after_reading(known, Document((an_entry(),)), NOW + timedelta(days=3))

    assert never.usual_interval == 15
    assert still.usual_interval == still.most_interval
    assert after_reading(never, Document(), NOW + MINUTE) == never
