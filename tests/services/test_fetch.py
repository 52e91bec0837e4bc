"""Fetching loses nothing and doubles nothing, whatever dies in between."""

import asyncio
from datetime import timedelta

import pytest

from chalicelib.domain.hosts import Host
from chalicelib.domain.mentions import MentionFilter
from chalicelib.domain.polling import FetchOrder
from chalicelib.domain.sources import Document, Failure, FailureKind, SourceStatus
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import PermanentError, SourceRefused, SourceUnavailable, TemporaryError
from tests.domain.examples import MINUTE, NOW, a_source, an_entry
from tests.fakes import FakeReader, FakeSourceStore, Killed, fail_at

from .world import World

COMPLAINT = an_entry()
PRAISE = an_entry(id="post-2", url="https://blog.example/posts/2", text="I love my Larkfield lamp")
OTHER = an_entry(id="post-3", url="https://blog.example/posts/3", title="Cake", text="A recipe")
BLOG = Document((COMPLAINT, PRAISE, OTHER), etag='"1"')


def a_world(document: Document | BaseException = BLOG) -> World:
    return World({a_source().id: document})


def test_what_is_about_us_is_kept_and_the_bad_is_pushed() -> None:
    world = a_world()

    failed = world.fetch()

    assert not failed
    assert len(world.mentions.mentions) == 2
    assert [world.mentions.mentions[i].text for i in world.negatives.mention_ids] == [COMPLAINT.text]
    assert world.source.seen.has(OTHER)
    assert world.source.etag == '"1"'


def test_abuse_is_held_where_people_see_it_and_wakes_nobody() -> None:
    """Whoever was taken for a troll wrongly is found by whoever looks."""
    abuse = an_entry(text="Everybody at Larkfield is scum")
    world = a_world(Document((abuse,)))

    world.fetch()
    world.work_off()

    held = MentionFilter(NOW - timedelta(days=1), NOW + timedelta(days=1), verdict=Verdict.TROLL)
    assert [mention.text for mention in world.mentions.page(held, None, 10).mentions] == [abuse.text]
    assert not world.negatives.mention_ids
    assert not world.email.notices


def test_second_fetch_of_the_same_document_costs_no_write() -> None:
    world = a_world()
    world.fetch()
    commits, version = len(world.mentions.commits), world.source.version

    world.fetch(NOW + MINUTE)

    assert len(world.mentions.commits) == commits
    assert world.source.version == version
    assert len(world.negatives.mention_ids) == 1


def test_source_that_says_it_is_as_it_was_costs_no_write() -> None:
    world = a_world()
    world.fetch()
    before = world.source
    world.documents = {before.id: Document(unchanged=True)}

    failed = world.fetch(NOW + MINUTE)

    assert not failed
    assert world.source is before


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", ["store", "store the second", "push", "cursor"])
def test_worker_that_dies_between_two_steps_loses_and_doubles_nothing(step: str, after: bool) -> None:
    """One case for each gap: whatever was done is found again, whatever was not is done now."""
    undisturbed = a_world()
    undisturbed.fetch()
    undisturbed.work_off()
    world = a_world()
    part, method, call = {
        "store": (world.mentions, "commit", 1),
        "store the second": (world.mentions, "commit", 2),
        "push": (world.negatives, "send", 1),
        "cursor": (world.sources, "save", 1),
    }[step]
    fail_at(part, method, call, after=after)

    with pytest.raises(Killed):
        world.fetch()
    world.fetch()
    world.work_off()

    assert world.mentions.mentions == undisturbed.mentions.mentions
    assert world.source.seen == undisturbed.source.seen
    assert len(world.email.notices) == len(undisturbed.email.notices) == 1


@pytest.mark.parametrize("step", ["push", "cursor"])
def test_source_that_never_speaks_again_still_has_its_complaint_told(step: str) -> None:
    """The worker died and the source is gone since: what was stored must not depend on fetching again."""
    world = a_world()
    part, method = (world.negatives, "send") if step == "push" else (world.sources, "save")
    fail_at(part, method)
    with pytest.raises(Killed):
        world.fetch()

    world.follow_up(NOW + 5 * MINUTE)
    world.work_off(NOW + 5 * MINUTE)
    world.work_off(NOW + 5 * MINUTE)

    assert len(world.email.notices) == 1


def test_same_story_by_another_road_is_one_mention_with_two_sightings() -> None:
    wire = a_source(url="https://wire.example/feed")
    copy = an_entry(
        id="w-9", url="https://www.blog.example/posts/1?utm_source=wire", text="Larkfield lamp broke"
    )
    world = World({a_source().id: Document((COMPLAINT,)), wire.id: Document((copy,))})
    world.sources = FakeSourceStore(a_source(), wire)

    world.fetch()
    world.work_off()

    (mention,) = world.mentions.mentions.values()
    assert {sighting.source_id for sighting in mention.sightings} == {a_source().id, wire.id}
    assert len(world.email.notices) == 1


def test_late_edit_updates_the_mention_and_keeps_what_it_said_before() -> None:
    harmless = an_entry(text="Set up my Larkfield lamp.")
    world = a_world(Document((harmless,)))
    world.fetch()

    world.documents = {a_source().id: Document((COMPLAINT,))}
    world.fetch(NOW + MINUTE)
    world.work_off(NOW + MINUTE)

    (mention,) = world.mentions.mentions.values()
    (line, *_) = world.mentions.history(mention.id)
    assert mention.text == COMPLAINT.text
    assert mention.edited_at == NOW + MINUTE
    assert "Set up my Larkfield lamp." in line.note
    assert len(world.email.notices) == 1


def test_first_reading_of_an_old_source_wakes_nobody() -> None:
    old = an_entry(published_at=NOW - timedelta(days=20))
    words = "Larkfield's lantern broke when it was just a week old."
    undated = an_entry(id="4", url="https://blog.example/4", text=words, published_at=None)
    world = a_world(Document((old, undated)))

    world.fetch()

    assert len(world.mentions.mentions) == 2
    assert world.negatives.mention_ids == []


def test_undated_complaint_counts_as_just_said_once_we_listen() -> None:
    world = a_world(Document((OTHER,)))
    world.fetch()
    undated = an_entry(published_at=None)

    world.documents = {a_source().id: Document((OTHER, undated))}
    world.fetch(NOW + MINUTE)

    assert len(world.negatives.mention_ids) == 1


def test_failing_source_is_recorded_and_its_neighbours_go_on() -> None:
    dead = a_source(url="https://dead.example/feed")
    broken = a_source(url="https://broken.example/feed")
    timed_out = SourceUnavailable(Failure(FailureKind.TIMED_OUT, "no answer within 10 s"))
    world = World({a_source().id: BLOG, dead.id: timed_out, broken.id: ZeroDivisionError("a defect of ours")})
    world.sources = FakeSourceStore(a_source(), dead, broken)

    failed = world.fetch()

    troubles = {s.host: s.trouble.failure.kind for s in world.sources.all() if s.trouble}
    assert not failed
    assert troubles == {"dead.example": FailureKind.TIMED_OUT, "broken.example": FailureKind.UNREADABLE}
    assert len(world.mentions.mentions) == 2


def test_source_that_is_gone_is_disabled() -> None:
    world = a_world(SourceRefused(Failure(FailureKind.GONE, "it says it is gone")))

    world.fetch()

    assert world.source.status is SourceStatus.GONE


def test_host_that_asks_for_patience_gets_it_for_all_its_sources() -> None:
    first, second = a_source(url="https://busy.example/1"), a_source(url="https://busy.example/2")
    limited = SourceUnavailable(Failure(FailureKind.RATE_LIMITED, "429", 10 * MINUTE))
    world = World({first.id: limited, second.id: limited})
    world.sources = FakeSourceStore(first, second)

    world.fetch()
    troubles = [source for source in world.sources.all() if source.trouble]
    world.fetch(NOW + 9 * MINUTE)

    assert len(troubles) == 1, "the second was not even asked"
    assert world.sources.hosts["busy.example"].resume_at == NOW + 10 * MINUTE
    assert sum(s.trouble.count for s in world.sources.all() if s.trouble) == 1


def test_host_that_answers_again_has_a_clean_record() -> None:
    world = a_world()
    world.sources.save_host(Host("blog.example", NOW - MINUTE, strikes=3))

    world.fetch()

    assert world.sources.hosts["blog.example"] == Host("blog.example")


def test_host_that_wants_rest_after_a_good_answer_gets_it() -> None:
    first, second = a_source(url="https://tired.example/1"), a_source(url="https://tired.example/2")
    tired = Document((COMPLAINT,), rest=10 * MINUTE)
    world = World({first.id: tired, second.id: tired})
    world.sources = FakeSourceStore(first, second)

    world.fetch()

    assert world.sources.hosts["tired.example"].resume_at == NOW + 10 * MINUTE
    assert len([source for source in world.sources.all() if source.first_read_at]) == 1


def test_host_that_does_not_answer_is_not_waited_for_again_in_the_same_run() -> None:
    one, two = a_source(url="https://slow.example/1"), a_source(url="https://slow.example/2")
    timed_out = SourceUnavailable(Failure(FailureKind.TIMED_OUT, "no answer within 10 s"))
    world = World({one.id: timed_out, two.id: timed_out})
    world.sources = FakeSourceStore(one, two)

    world.fetch()

    assert sum(1 for source in world.sources.all() if source.trouble) == 1
    assert "slow.example" not in world.sources.hosts


def test_order_that_fails_on_our_side_is_given_back_with_the_later_ones_of_its_host() -> None:
    hosts = ("a.example", "a.example", "b.example")
    stored = [a_source(url=f"https://{host}/{number}") for number, host in enumerate(hosts)]
    world = World({source.id: BLOG for source in stored})
    world.sources = FakeSourceStore(*stored)
    first, second = (world.orders()[0].__class__("a.example", (s.id,), 1) for s in stored[:2])
    other = first.__class__("b.example", (stored[2].id,), 1)
    fail_at(world.mentions, "commit", error=TemporaryError("throttled"))

    failed = world.fetch(orders=[first, second, other])

    assert failed == {first, second}
    assert world.mentions.mentions, "the other host's order was carried out"


def test_paused_and_unknown_sources_are_passed_over() -> None:
    world = a_world()
    world.sources = FakeSourceStore(a_source(status=SourceStatus.PAUSED))
    orders = [*world.orders(), world.orders()[0].__class__("x.example", ("unknown",), 1)]

    assert not world.fetch(orders=orders)
    assert world.mentions.mentions == {}


def test_watch_added_later_is_heard_from_the_next_fetch_on() -> None:
    world = a_world(Document((COMPLAINT,)))
    world.watches = ()
    world.fetch()

    world.watches = World().watches
    world.documents = {a_source().id: Document((COMPLAINT, PRAISE))}
    world.fetch(NOW + MINUTE)

    assert [mention.text for mention in world.mentions.mentions.values()] == [PRAISE.text]


def test_mention_that_changes_too_fast_is_tried_again_later() -> None:
    world = a_world(Document((COMPLAINT,)))
    world.mentions.commit = lambda change: False  # type: ignore[method-assign]

    failed = world.fetch()

    assert len(failed) == 1
    assert not world.source.seen.has(COMPLAINT)


def test_source_saved_by_another_worker_meanwhile_is_no_failure() -> None:
    world = a_world()
    world.sources.save = lambda source: False  # type: ignore[method-assign]

    assert not world.fetch()
    assert len(world.mentions.mentions) == 2


def test_sighting_that_loses_the_race_is_added_all_the_same() -> None:
    wire = a_source(url="https://wire.example/feed")
    world = World({a_source().id: Document((COMPLAINT,)), wire.id: Document((COMPLAINT,))})
    world.fetch()
    world.sources = FakeSourceStore(wire)
    fail_once, commit = [False, False], world.mentions.commit
    world.mentions.commit = lambda change: (  # type: ignore[method-assign]
        fail_once.pop() if fail_once else commit(change)
    )

    world.fetch(NOW + MINUTE)

    (mention,) = world.mentions.mentions.values()
    assert len(mention.sightings) == 2


def test_entry_that_our_side_cannot_take_in_is_recorded_and_its_neighbours_go_on() -> None:
    """A defect of ours, or an item the store refuses for good, must not block the host for ever."""
    first, second = a_source(url="https://busy.example/1"), a_source(url="https://busy.example/2")
    world = World({first.id: Document((COMPLAINT,)), second.id: Document((PRAISE,))})
    world.sources = FakeSourceStore(first, second)
    fail_at(world.mentions, "commit", error=PermanentError("the item is refused"))

    failed = world.fetch()

    in_trouble = [source for source in world.sources.all() if source.trouble]
    assert not failed
    assert len(in_trouble) == 1
    assert len(in_trouble[0].seen) == 0
    assert len(world.mentions.mentions) == 1


def test_source_queued_several_times_is_read_once_in_a_run() -> None:
    world = a_world()
    orders = [FetchOrder("blog.example", (a_source().id,), minute) for minute in range(5)]

    reader = FakeReader(world.documents)
    failed = asyncio.run(world.worker(reader)(orders, NOW))

    assert not failed
    assert reader.read_ids == [a_source().id]


def test_reviews_with_one_address_are_as_many_mentions() -> None:
    page = "https://app.example/"
    reviews = tuple(an_entry(id=f"r{n}", url=page, text=f"Larkfield app broke {n} times") for n in range(3))
    world = a_world(Document(reviews))

    world.fetch()
    world.fetch(NOW + MINUTE)

    assert len(world.mentions.mentions) == 3
    assert len(world.negatives.mention_ids) == 3


def test_what_was_read_before_a_page_failed_counts_and_the_rest_is_read_again() -> None:
    trouble = Failure(FailureKind.SERVER_ERROR, "page 2 is missing")
    world = a_world(Document((COMPLAINT,), position={"since": "now"}, broke_off=trouble))

    world.fetch()
    broken = world.source
    world.documents[a_source().id] = BLOG
    world.fetch(NOW + MINUTE)

    assert broken.trouble is not None
    assert broken.trouble.failure == trouble
    assert not broken.seen.has(COMPLAINT)
    assert broken.position == {}
    assert len(world.mentions.mentions) == 2
    assert len(world.negatives.mention_ids) >= 1
    assert world.source.trouble is None


def test_everything_counts_where_all_is_about_the_watch() -> None:
    review = an_entry(id="r1", url=None, title="", text="It broke within a day.")
    world = World(
        {a_source().id: Document((review,), speaks_of_watch=True)},
        sources=FakeSourceStore(a_source(watch_id="larkfield")),
    )

    world.fetch()

    [mention] = world.mentions.mentions.values()
    assert mention.watch_ids == ("larkfield",)
    assert world.negatives.mention_ids == [mention.id]


def test_what_names_its_watch_matches_by_that_name() -> None:
    world = World(
        {a_source().id: Document((COMPLAINT,), speaks_of_watch=True)},
        sources=FakeSourceStore(a_source(watch_id="larkfield")),
    )

    world.fetch()

    [mention] = world.mentions.mentions.values()
    assert mention.watch_ids == ("larkfield",)
