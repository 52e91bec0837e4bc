"""What a hub pushes is heard once, if the hub has signed it; nobody is asked for it."""

import hashlib
import hmac
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.hosts import Host
from chalicelib.domain.polling import FetchOrder, minute_of
from chalicelib.domain.pushes import Push
from chalicelib.domain.sources import Document, Failure, FailureKind, Source
from chalicelib.domain.subscriptions import LEASE, Hub, Subscription, SubscriptionState, push_secret
from chalicelib.errors import SourceRefused, SourceUnavailable
from tests.domain.examples import MINUTE, NOW, a_source, an_entry
from tests.fakes import FakePushKeys, FakeSourceStore, Killed, fail_at

from .world import World

HUB = Hub("https://hub.example/", "https://blog.example/feed.xml")
COMPLAINT = an_entry(
    id="pushed",
    url="https://blog.example/pushed",
    text="Larkfield's lantern broke when it was just a week old.",
    published_at=NOW,
)
NEWS = Document((COMPLAINT,))
UNREADABLE = SourceRefused(Failure(FailureKind.UNREADABLE, "plain text, not a feed"))


def a_subscribed_source() -> Source:
    verified = Subscription(HUB).asked("", NOW).verified(LEASE, NOW)
    return replace(a_source(), subscription=verified, first_read_at=NOW)


def a_world(document: Document | BaseException = NEWS) -> World:
    world = World({a_source().id: Document((an_entry(),), hub=HUB)}, pushed={b"new": document})
    world.sources = FakeSourceStore(a_subscribed_source())
    return world


def an_order(body: bytes = b"new", secret: str | None = None, source: Source | None = None) -> FetchOrder:
    secret = secret or push_secret(FakePushKeys().push(), a_source().id, HUB)
    signature = f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"
    push = Push(body, "application/atom+xml", signature)
    return FetchOrder("blog.example", ((source or a_source()).id,), minute_of(NOW), push=push)


def test_what_was_pushed_is_heard_without_asking_anybody() -> None:
    world = a_world()

    assert not world.fetch(orders=[an_order()])

    (mention,) = world.mentions.mentions.values()
    assert mention.url == COMPLAINT.url
    assert world.negatives.mention_ids == [mention.id]
    assert world.source.subscription is not None
    assert world.source.subscription.pushed_at == NOW
    assert not world.source.seen.has(an_entry()), "the source itself was not read"


def test_what_was_pushed_twice_is_heard_once() -> None:
    world = a_world()

    world.fetch(orders=[an_order(), an_order()])
    version = world.source.version
    world.fetch(NOW + MINUTE, orders=[an_order()])

    assert len(world.mentions.commits) == 1
    assert world.source.version == version


def test_poll_after_the_push_finds_nothing_to_blame_the_hub_for() -> None:
    world = a_world()
    world.fetch(orders=[an_order()])
    world.documents = {a_source().id: Document((COMPLAINT,), hub=HUB)}

    world.fetch(NOW + timedelta(days=1))

    assert len(world.mentions.commits) == 1
    assert world.source.subscription is not None
    assert world.source.subscription.state is SubscriptionState.VERIFIED


def test_push_that_the_hub_has_not_signed_is_dropped() -> None:
    """It is no failure either: whoever knows the address could fill the dead letters."""
    world = a_world()

    assert not world.fetch(orders=[an_order(secret="guessed")])

    assert world.mentions.mentions == {}
    assert world.source == replace(a_subscribed_source(), version=1)


def test_push_for_a_source_that_names_no_hub_any_more_is_dropped() -> None:
    world = a_world()
    world.sources = FakeSourceStore(a_source())

    assert not world.fetch(orders=[an_order()])

    assert world.mentions.mentions == {}


@pytest.mark.parametrize("says", [UNREADABLE, Document()], ids=["unreadable", "empty"])
def test_push_that_says_nothing_has_the_source_asked(says: Document | BaseException) -> None:
    world = a_world(says)

    world.fetch(orders=[an_order()])

    assert world.source.seen.has(an_entry())
    assert world.source.trouble is None


def test_host_that_wants_to_be_left_alone_is_not_asked_but_what_was_pushed_is_heard() -> None:
    world = a_world()
    world.pushed[b"nothing"] = UNREADABLE
    world.sources.save_host(Host("blog.example", NOW + 60 * MINUTE, 1))

    world.fetch(orders=[an_order(b"nothing"), an_order()])

    assert [mention.url for mention in world.mentions.mentions.values()] == [COMPLAINT.url]
    assert not world.source.seen.has(an_entry())


def test_push_does_not_stand_in_for_the_poll_that_is_due() -> None:
    world = a_world()
    poll = FetchOrder("blog.example", (a_source().id,), minute_of(NOW))

    world.fetch(orders=[an_order(), poll])

    assert len(world.mentions.mentions) == 2


def test_push_is_remembered_whoever_writes_the_source_meanwhile() -> None:
    world = a_world()
    save, left = world.sources.save, [False, False]
    world.sources.save = lambda source: left.pop() if left else save(source)  # type: ignore[method-assign]

    assert not world.fetch(orders=[an_order()])

    assert world.source.seen.has(COMPLAINT)
    assert len(world.mentions.mentions) == 1


def test_push_that_cannot_be_remembered_is_taken_again() -> None:
    world = a_world()
    world.sources.save = lambda source: False  # type: ignore[method-assign]
    order = an_order()

    assert world.fetch(orders=[order]) == {order}


def test_push_for_a_source_that_is_removed_meanwhile_is_nobodys() -> None:
    world = a_world()
    world.sources.load = lambda *asked: ({}, {})  # type: ignore[method-assign]

    assert not world.fetch(orders=[an_order()])

    assert world.mentions.mentions == {}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", ["commit", "send", "save"])
def test_worker_that_dies_between_two_steps_loses_and_doubles_nothing(step: str, after: bool) -> None:
    world = a_world()
    part = {"commit": world.mentions, "send": world.negatives, "save": world.sources}[step]
    fail_at(part, step, after=after)

    with pytest.raises(Killed):
        world.fetch(orders=[an_order()])
    world.fetch(orders=[an_order()])
    world.work_off()

    assert len(world.mentions.mentions) == 1
    assert len(world.email.notices) == 1
    assert world.source.seen.has(COMPLAINT)


def test_push_that_trips_our_reader_takes_nobody_down() -> None:
    world = a_world(ZeroDivisionError("a defect of ours"))
    world.pushed[b"fine"] = Document((COMPLAINT,))

    assert not world.fetch(orders=[an_order(), an_order(b"fine")])

    assert len(world.mentions.mentions) == 1


def test_tombstone_that_is_pushed_withdraws_what_was_said() -> None:
    world = a_world()
    world.fetch(orders=[an_order()])
    world.pushed[b"gone"] = Document((replace(COMPLAINT, text="", title="", is_deleted=True),))

    world.fetch(NOW + MINUTE, orders=[an_order(b"gone")])

    (mention,) = world.mentions.mentions.values()
    assert mention.text == ""


def test_push_of_what_speaks_of_its_watch_is_heard_unnamed() -> None:
    review = an_entry(id="r1", title="", text="It broke.", published_at=NOW)
    world = a_world(Document((review,), speaks_of_watch=True))
    world.sources = FakeSourceStore(replace(a_subscribed_source(), watch_id="larkfield"))

    world.fetch(orders=[an_order()])

    assert len(world.mentions.mentions) == 1


def test_source_that_cannot_be_read_now_says_so_for_pushes_too() -> None:
    gzip_that_breaks_off = SourceUnavailable(Failure(FailureKind.UNREADABLE, "broken off"))
    world = a_world(gzip_that_breaks_off)

    world.fetch(orders=[an_order()])

    assert world.source.seen.has(an_entry())
