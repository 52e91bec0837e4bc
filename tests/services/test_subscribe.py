"""Hubs are asked when it is time to, and whatever they answer, the source is none the worse for it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.people import hash_of
from chalicelib.domain.sources import Document, Failure, FailureKind, SourceStatus
from chalicelib.domain.subscriptions import (
    LEASE,
    Hub,
    Subscription,
    SubscriptionState,
    callback_key,
    push_secret,
)
from chalicelib.errors import PermanentError, SourceRefused, SourceUnavailable
from tests.domain.examples import MINUTE, NOW, a_source, an_entry
from tests.fakes import FakeHubs, FakePushKeys, FakeSourceStore

from .world import World

HUB = Hub("https://hub.example/", "https://blog.example/feed.xml")
BLOG = Document((an_entry(),), etag='"1"', hub=HUB)
SAME = Document(unchanged=True, etag='"1"')
DAY = timedelta(days=1)
REFUSES = SourceRefused(Failure(FailureKind.FORBIDDEN, "hub.example does not let us (status 403)"))
IS_DOWN = SourceUnavailable(Failure(FailureKind.SERVER_ERROR, "hub.example has trouble (status 503)"))


def a_world(*failures: Exception) -> tuple[World, FakeHubs]:
    hubs = FakeHubs(*failures)
    return World({a_source().id: BLOG}, hubs=hubs), hubs


def subscription(world: World) -> Subscription:
    found = world.source.subscription
    assert found is not None
    return found


def verifying(world: World) -> Callable[[], object]:
    """The hub's verification, as our callback notes it."""

    def verify() -> None:
        verified = subscription(world).verified(LEASE, NOW)
        assert world.sources.save(replace(world.source, subscription=verified))

    return verify


def test_hub_is_asked_at_the_first_reading_and_told_where_to_push() -> None:
    world, hubs = a_world()

    world.fetch()

    root, source_id = FakePushKeys().push(), a_source().id
    key = callback_key(root, source_id, HUB)
    callback = f"https://api.example/websub/{source_id}/{key}"
    assert hubs.asked == [(HUB, callback, push_secret(root, source_id, HUB))]
    assert subscription(world).state is SubscriptionState.ASKED
    assert subscription(world).key_hash == hash_of(key)


def test_hub_that_verifies_before_it_answers_finds_what_was_asked() -> None:
    world, hubs = a_world()
    hubs.meanwhile = verifying(world)

    world.fetch()

    assert subscription(world).state is SubscriptionState.VERIFIED
    assert world.source.interval == 1440


def test_hub_is_not_asked_again_while_its_lease_runs() -> None:
    world, hubs = a_world()
    hubs.meanwhile = verifying(world)
    world.fetch()
    world.documents = {a_source().id: SAME}

    for days in range(1, 7):
        world.fetch(NOW + days * DAY)

    assert len(hubs.asked) == 1


def test_lease_is_renewed_at_the_same_callback_before_it_ends() -> None:
    """Even where the feed has not changed since, and so names nobody."""
    world, hubs = a_world()
    hubs.meanwhile = verifying(world)
    world.fetch()
    world.documents, hubs.meanwhile = {a_source().id: SAME}, lambda: None

    world.fetch(NOW + 7 * DAY)

    assert len(hubs.asked) == 2
    assert hubs.asked[0] == hubs.asked[1]
    assert subscription(world).takes_pushes(NOW + 8 * DAY)


def test_hub_that_refuses_is_left_in_peace_for_a_week_and_the_source_is_well() -> None:
    world, hubs = a_world(REFUSES)

    assert not world.fetch()
    world.fetch(NOW + 6 * DAY)

    assert len(hubs.asked) == 1
    assert subscription(world).state is SubscriptionState.DENIED
    assert subscription(world).reason == REFUSES.failure.detail
    assert world.source.trouble is None
    assert world.source.interval == world.source.usual_interval
    world.fetch(NOW + 7 * DAY)
    assert len(hubs.asked) == 2


def test_refusal_counts_for_nothing_once_the_hub_has_verified() -> None:
    world, hubs = a_world(REFUSES)
    hubs.meanwhile = verifying(world)

    world.fetch()

    assert subscription(world).state is SubscriptionState.VERIFIED


def test_source_that_is_removed_while_its_hub_refuses_stays_removed() -> None:
    world, hubs = a_world(REFUSES)
    hubs.meanwhile = lambda: world.sources.remove(a_source().id)

    world.fetch()

    assert world.sources.all() == ()


@pytest.mark.parametrize("lost", [1, 100])
def test_refusal_is_noted_whoever_writes_meanwhile(lost: int) -> None:
    """And given up on in the end: the hub is then asked again tomorrow, which is no harm."""
    world, hubs = a_world(REFUSES)
    save, left = world.sources.save, [False] * lost

    def losing() -> None:
        world.sources.save = lambda source: left.pop() if left else save(source)  # type: ignore[method-assign]

    hubs.meanwhile = losing

    world.fetch()

    wanted = SubscriptionState.DENIED if lost == 1 else SubscriptionState.ASKED
    assert subscription(world).state is wanted


def test_hub_that_does_not_answer_is_asked_again_tomorrow() -> None:
    world, hubs = a_world(IS_DOWN)

    assert not world.fetch()
    world.fetch(NOW + 60 * MINUTE)
    asked_at_first = len(hubs.asked)
    world.fetch(NOW + DAY)

    assert (asked_at_first, len(hubs.asked)) == (1, 2)
    assert world.source.trouble is None


def test_keys_that_cannot_be_had_keep_nobody_from_being_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(self: FakePushKeys) -> str:
        raise PermanentError("the secret of the keys has no 'push'")

    monkeypatch.setattr(FakePushKeys, "push", missing)
    world, hubs = a_world()

    assert not world.fetch()

    assert hubs.asked == []
    assert world.mentions.mentions
    assert subscription(world).state is SubscriptionState.NAMED


def test_two_workers_ask_once() -> None:
    """Who loses the write leaves the asking to the other."""
    world, hubs = a_world()
    fail_once = iter([True, False])
    save = world.sources.save
    world.sources.save = lambda source: save(source) if next(fail_once) else False  # type: ignore[method-assign]

    world.fetch()

    assert hubs.asked == []


def test_source_that_another_worker_saved_is_theirs_to_subscribe() -> None:
    world, hubs = a_world()
    world.sources.save = lambda source: False  # type: ignore[method-assign]

    world.fetch()

    assert hubs.asked == []


@pytest.mark.parametrize("api_url", ["", "http://localhost:4566/restapis/x/api"])
def test_nobody_is_asked_who_could_not_reach_us(api_url: str) -> None:
    world, hubs = a_world()
    world.api_url = api_url

    world.fetch()

    assert hubs.asked == []


def test_paused_source_has_no_hub_asked() -> None:
    world, hubs = a_world()
    paused = replace(a_source(), status=SourceStatus.PAUSED, subscription=Subscription(HUB))
    world.sources = FakeSourceStore(paused)

    world.fetch()

    assert hubs.asked == []


def test_hub_that_missed_something_is_marked_dead_and_the_source_polled_as_before() -> None:
    world, hubs = a_world()
    hubs.meanwhile = verifying(world)
    world.fetch()
    words = "Larkfield's lantern broke when it was just a week old."
    later = NOW + 60 * MINUTE
    missed = an_entry(id="post-2", url="https://blog.example/2", text=words, published_at=later)
    world.documents = {a_source().id: Document((missed, an_entry()), hub=HUB)}

    world.fetch(NOW + DAY)

    assert subscription(world).state is SubscriptionState.DEAD
    assert world.source.interval == world.source.usual_interval
    assert len(world.mentions.mentions) == 2, "what the hub missed was heard all the same"
    world.fetch(NOW + 7 * DAY)
    assert len(hubs.asked) == 1
    world.fetch(NOW + 8 * DAY)
    assert len(hubs.asked) == 2
