"""Mentions are looked at again where they were said, politely, and what is gone there is forgotten."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.hosts import Host
from chalicelib.domain.mentions import Mention, MentionStatus, seen_again
from chalicelib.domain.polling import FetchOrder
from chalicelib.domain.rechecks import MOST_A_HOST, Answer
from chalicelib.domain.sources import Document, Failure, FailureKind
from chalicelib.errors import TemporaryError
from chalicelib.services.recheck import Recheck, Visit
from chalicelib.services.withdraw import Withdraw
from tests.domain.examples import MINUTE, NOW, a_finding, a_mention, a_source, an_entry
from tests.fakes import FakeFetchQueue, FakeMentionStore, FakePeeker, FakeSourceStore, Killed, fail_at

from .world import World

LATER = NOW + timedelta(hours=2)  # the first run after it is an hour old
FRONT = "https://blog.example/"
GONE = Failure(FailureKind.GONE, "blog.example has taken this down for good (status 410)")
MISSING = Failure(FailureKind.NOT_FOUND, "blog.example has nothing at this address (status 404)")
DOWN = Failure(FailureKind.TIMED_OUT, "blog.example did not answer the call in time")


def _mention(number: int = 1, host: str = "blog.example", **changes: Any) -> Mention:
    return a_mention(id=f"m1{number:03}", url=f"https://{host}/posts/{number}", **changes)


def _url(number: int = 1) -> str:
    return f"https://blog.example/posts/{number}"


def a_world(*mentions: Mention) -> World:
    return World(mentions=FakeMentionStore(*(mentions or (_mention(),))), sources=FakeSourceStore())


def _look(world: World, now: datetime = LATER) -> frozenset[FetchOrder]:
    """Queue what is due, and carry it out."""
    orders = world.recheck(now)
    return world.fetch(now, orders) if orders else frozenset()


def _status(world: World, number: int = 1) -> MentionStatus:
    return world.mentions.mentions[f"m1{number:03}"].status


# Which, and when


def test_mentions_that_came_of_age_are_queued_by_host() -> None:
    world = a_world(_mention(1), _mention(2), _mention(3, "other.example"), _mention(4, found_at=LATER))

    orders = world.recheck(LATER)

    assert {(order.host, order.source_ids, order.mention_ids) for order in orders} == {
        ("blog.example", (), ("m1001", "m1002")),
        ("other.example", (), ("m1003",)),
    }


def test_orders_are_short_and_a_host_is_not_asked_for_everything() -> None:
    """Its sources wait in the same group of the queue."""
    world = a_world(*(_mention(number) for number in range(250)))

    orders = world.recheck(LATER)

    assert [len(order.mention_ids) for order in orders] == [10] * (MOST_A_HOST // 10)


def test_planned_twice_in_an_hour_is_queued_once() -> None:
    """Same orders: the queue drops those that it has."""
    world = a_world()
    queue = FakeFetchQueue()
    plan = Recheck(world.mentions, queue)

    counts = plan(LATER), plan(LATER.replace(minute=59))

    assert counts == (1, 1)
    assert len(queue.orders) == 1


def test_nothing_due_is_nothing_queued() -> None:
    assert a_world().recheck(LATER + timedelta(hours=1)) == []


# What is there


@pytest.mark.parametrize("status", [s for s in MentionStatus if s is not MentionStatus.DELETED])
def test_what_is_gone_for_good_is_forgotten(status: MentionStatus) -> None:
    world = a_world(_mention(status=status))
    world.peeker = FakePeeker({_url(): GONE})

    failed = _look(world)

    assert not failed
    assert _status(world) is MentionStatus.DELETED
    assert world.peeker.asked == [_url()]


def test_what_is_there_stays() -> None:
    world = a_world()

    _look(world)

    assert world.mentions.mentions["m1001"] == _mention()
    assert world.mentions.commits == []


def test_missing_is_believed_when_the_front_page_is_well_which_is_asked_once() -> None:
    world = a_world(_mention(1), _mention(2))
    world.peeker = FakePeeker({_url(1): MISSING, _url(2): MISSING})

    _look(world)

    assert (_status(world, 1), _status(world, 2)) == (MentionStatus.DELETED, MentionStatus.DELETED)
    assert world.peeker.asked == [_url(1), FRONT, _url(2)]


@pytest.mark.parametrize("trouble", [MISSING, DOWN, GONE], ids=lambda failure: str(failure.kind))
def test_missing_is_not_believed_of_a_site_in_trouble(trouble: Failure) -> None:
    world = a_world()
    world.peeker = FakePeeker({_url(): MISSING, FRONT: trouble})

    _look(world)

    assert _status(world) is MentionStatus.NEW


def test_front_page_is_asked_anew_in_the_next_run() -> None:
    """A site that was down then may be well now, and the other way round."""
    world = a_world(_mention(1), _mention(2))
    peeker = FakePeeker({_url(1): MISSING, _url(2): MISSING, FRONT: DOWN})
    visit = Visit(world.mentions, peeker, Withdraw(world.mentions))

    visit.begin()
    asyncio.run(visit("m1001", LATER))
    del peeker.failures[FRONT]
    visit.begin()
    asyncio.run(visit("m1002", LATER))

    assert (_status(world, 1), _status(world, 2)) == (MentionStatus.NEW, MentionStatus.DELETED)


@pytest.mark.parametrize(
    "said",
    [
        Failure(FailureKind.FORBIDDEN, "403"),
        Failure(FailureKind.BOT_WALL, "a wall"),
        Failure(FailureKind.SERVER_ERROR, "500"),
        DOWN,
        Answer("https://blog.example/login"),
        Answer("https://blog.example/login", MISSING),
    ],
    ids=["forbidden", "wall", "trouble", "silence", "sent elsewhere", "sent to nowhere"],
)
def test_everything_else_says_nothing(said: Failure | Answer) -> None:
    world = a_world()
    world.peeker = FakePeeker({_url(): said})

    failed = _look(world)

    assert not failed
    assert world.mentions.mentions["m1001"] == _mention()


def test_what_is_not_to_be_looked_at_any_more_is_not_asked_for() -> None:
    world = a_world()
    orders = [FetchOrder("blog.example", (), 1, mention_ids=("m1001", "m1none"))]
    Withdraw(world.mentions)("m1001", NOW)

    world.fetch(LATER, orders)

    assert world.peeker.asked == []


def _told_at(*numbers: int) -> Mention:
    """A mention at the first of these posts, with copies at the others."""
    mention = _mention(numbers[0])
    for number in numbers[1:]:
        entry = an_entry(id=f"w-{number}", url=_url(number), author="Wire")
        mention = seen_again(mention, a_finding(entry, source_id="wire"))
    return mention


def test_mention_whose_address_is_gone_loses_that_sighting_and_goes_on_at_the_next() -> None:
    world = a_world(_told_at(1, 2, 3))
    world.peeker = FakePeeker({_url(1): GONE})

    _look(world)

    mention = world.mentions.mentions["m1001"]
    assert [seen.url for seen in mention.sightings] == [_url(2), _url(3)]
    assert (mention.url, mention.status) == (_url(2), MentionStatus.NEW)


def test_mention_is_withdrawn_when_all_of_its_sightings_are_gone() -> None:
    world = a_world(_told_at(1, 2))
    world.peeker = FakePeeker({_url(1): GONE, _url(2): GONE})

    _look(world)
    assert world.mentions.mentions["m1001"].url == _url(2)
    _look(world, LATER + timedelta(hours=5))

    assert _status(world) is MentionStatus.DELETED
    assert world.peeker.asked == [_url(1), _url(2)]


def test_two_workers_that_saw_the_same_address_gone_take_one_sighting_away() -> None:
    """The second one comes when the next sighting stands for it already, where nobody has looked."""
    world = a_world(_told_at(1, 2))

    async def peek(url: str) -> Answer:
        Withdraw(world.mentions)("m1001", LATER)  # the other one is quicker
        return Answer(url, GONE)

    world.peeker.peek = peek  # type: ignore[method-assign]
    _look(world)

    mention = world.mentions.mentions["m1001"]
    assert (mention.url, mention.status) == (_url(2), MentionStatus.NEW)


# Politeness


def test_host_that_asks_for_patience_is_left_alone() -> None:
    limited = Failure(FailureKind.RATE_LIMITED, "429", timedelta(hours=2))
    world = a_world(_mention(1), _mention(2))
    world.peeker = FakePeeker({_url(1): limited, _url(2): limited})

    _look(world)
    world.fetch(LATER + MINUTE, [FetchOrder("blog.example", (), 1, mention_ids=("m1002",))])

    assert len(world.peeker.asked) == 1
    assert world.sources.hosts["blog.example"].resume_at == LATER + timedelta(hours=2)


def test_patience_that_the_front_page_asks_for_counts_as_well() -> None:
    limited = Failure(FailureKind.RATE_LIMITED, "429", timedelta(hours=1))
    world = a_world()
    world.peeker = FakePeeker({_url(): MISSING, FRONT: limited})

    _look(world)

    assert _status(world) is MentionStatus.NEW
    assert world.sources.hosts["blog.example"].resume_at == LATER + timedelta(hours=1)


def test_host_that_rests_for_its_sources_rests_for_mentions_too() -> None:
    world = a_world()
    world.sources.save_host(Host("blog.example", LATER + MINUTE, strikes=1))

    _look(world)

    assert world.peeker.asked == []


def test_host_that_does_not_answer_is_not_waited_for_again_in_the_same_run() -> None:
    world = a_world(_mention(1), _mention(2))
    world.peeker = FakePeeker({_url(1): DOWN, _url(2): DOWN})

    _look(world)

    assert len(world.peeker.asked) == 1
    assert world.sources.hosts == {}


def test_host_that_answers_again_has_a_clean_record() -> None:
    world = a_world()
    world.sources.save_host(Host("blog.example", NOW, strikes=3))

    _look(world)

    assert world.sources.hosts["blog.example"] == Host("blog.example")


def test_sources_of_the_host_are_fetched_beside_it() -> None:
    world = a_world()
    world.sources = FakeSourceStore(a_source())
    world.documents = {a_source().id: Document(())}

    failed = world.fetch(LATER, [*world.orders(LATER), *world.recheck(LATER)])

    assert not failed
    assert world.source.first_read_at == LATER
    assert world.peeker.asked == [_url()]


# Whatever dies


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", ["get", "commit"])
def test_worker_that_dies_while_looking_is_made_up_for(step: str, after: bool) -> None:
    world = a_world()
    world.peeker = FakePeeker({_url(): GONE})
    orders = world.recheck(LATER)
    fail_at(world.mentions, step, after=after)

    with pytest.raises(Killed):
        world.fetch(LATER, orders)
    world.fetch(LATER, orders)

    assert _status(world) is MentionStatus.DELETED
    assert len(world.mentions.history("m1001")) == 1


def test_order_that_fails_on_our_side_is_given_back() -> None:
    world = a_world()
    world.peeker = FakePeeker({_url(): GONE})
    orders = world.recheck(LATER)
    fail_at(world.mentions, "commit", error=TemporaryError("throttled"))

    assert world.fetch(LATER, orders) == frozenset(orders)
    assert world.fetch(LATER, orders) == frozenset()
    assert _status(world) is MentionStatus.DELETED


def test_two_workers_at_once_withdraw_once() -> None:
    world = a_world()
    peeker = FakePeeker({_url(): GONE})
    visits = [Visit(world.mentions, peeker, Withdraw(world.mentions)) for _ in range(2)]

    async def both() -> None:
        await asyncio.gather(*(visit("m1001", LATER) for visit in visits))

    asyncio.run(both())

    assert _status(world) is MentionStatus.DELETED
    assert len({line.at for line in world.mentions.history("m1001")}) == 1
