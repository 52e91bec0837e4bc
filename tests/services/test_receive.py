"""What hubs say at our callback is believed of those who know the key, and of nobody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.people import hash_of
from chalicelib.domain.polling import FetchOrder, minute_of
from chalicelib.domain.pushes import Push
from chalicelib.domain.sources import Source, SourceStatus
from chalicelib.domain.subscriptions import LEASE, Hub, Subscription, SubscriptionState
from chalicelib.errors import TemporaryError
from chalicelib.services.receive import MOST_QUEUED, Receive
from tests.domain.examples import NOW, a_source
from tests.fakes import FakeFetchQueue, FakeSourceStore

HUB = Hub("https://hub.example/", "https://blog.example/feed.xml")
ASKED = Subscription(HUB).asked(hash_of("key"), NOW)
VERIFIED = ASKED.verified(LEASE, NOW)
ID = a_source().id
PUSH = Push(b"<feed/>", "application/atom+xml", "sha1=" + "0" * 40)
Say = Callable[[Receive, str, str], bool]

SAYINGS: dict[str, Say] = {
    "verify": lambda receive, source_id, key: receive.verify(source_id, key, HUB.topic, LEASE, NOW),
    "deny": lambda receive, source_id, key: receive.deny(source_id, key, HUB.topic, "no", NOW),
    "push": lambda receive, source_id, key: receive.push(source_id, key, PUSH, NOW),
}


def a_world(
    subscription: Subscription | None = VERIFIED, **changes: object
) -> tuple[Receive, FakeSourceStore, FakeFetchQueue]:
    source = replace(a_source(), subscription=subscription, **changes)  # type: ignore[arg-type]
    sources, queue = FakeSourceStore(source), FakeFetchQueue()
    return Receive(sources, queue), sources, queue


def the_source(sources: FakeSourceStore) -> Source:
    (source,) = sources.all()
    return source


@pytest.mark.parametrize("say", SAYINGS.values(), ids=SAYINGS)
@pytest.mark.parametrize(("source_id", "key"), [("nobody", "key"), (ID, "kez"), (ID, ""), ("", "key")])
def test_who_does_not_know_the_key_changes_nothing(say: Say, source_id: str, key: str) -> None:
    receive, sources, queue = a_world()
    before = the_source(sources)

    assert not say(receive, source_id, key)
    assert the_source(sources) == before
    assert queue.orders == []


@pytest.mark.parametrize("say", SAYINGS.values(), ids=SAYINGS)
@pytest.mark.parametrize(
    "changes",
    [{"status": SourceStatus.PAUSED}, {"status": SourceStatus.GONE}, {"subscription": None}],
    ids=["paused", "gone", "unsubscribed"],
)
def test_source_that_we_do_not_listen_to_wants_nothing(say: Say, changes: dict[str, object]) -> None:
    receive, _, queue = a_world(**changes)  # type: ignore[arg-type]

    assert not say(receive, ID, "key")
    assert queue.orders == []


def test_verified_subscription_holds_for_the_lease_and_slows_the_polls() -> None:
    receive, sources, _ = a_world(ASKED)

    assert receive.verify(ID, "key", HUB.topic, timedelta(days=5), NOW)

    source = the_source(sources)
    assert source.subscription == ASKED.verified(timedelta(days=5), NOW)
    assert source.interval == 1440


@pytest.mark.parametrize("topic", ["", "https://blog.example/other.xml", HUB.topic + "#"])
def test_topic_that_was_not_asked_for_is_not_wanted(topic: str) -> None:
    receive, sources, _ = a_world(ASKED)

    assert not receive.verify(ID, "key", topic, LEASE, NOW)
    assert not receive.deny(ID, "key", topic, "no", NOW)
    assert the_source(sources).subscription == ASKED


def test_denial_ends_the_subscription_at_any_time() -> None:
    receive, sources, _ = a_world()

    assert receive.deny(ID, "key", HUB.topic, "not you", NOW)

    denied = the_source(sources).subscription
    assert denied is not None
    assert (denied.state, denied.reason) == (SubscriptionState.DENIED, "not you")
    assert not receive.verify(ID, "key", HUB.topic, LEASE, NOW), "it was not asked again"
    assert not receive.push(ID, "key", PUSH, NOW)


def test_verification_is_noted_whoever_writes_the_source_meanwhile() -> None:
    receive, sources, _ = a_world(ASKED)
    save, left = sources.save, [False, False]
    sources.save = lambda source: left.pop() if left else save(source)  # type: ignore[method-assign]

    assert receive.verify(ID, "key", HUB.topic, LEASE, NOW)
    assert the_source(sources).subscription == VERIFIED


def test_verification_that_cannot_be_noted_is_not_confirmed() -> None:
    receive, sources, _ = a_world(ASKED)
    sources.save = lambda source: False  # type: ignore[method-assign]

    with pytest.raises(TemporaryError):
        receive.verify(ID, "key", HUB.topic, LEASE, NOW)


def test_push_is_queued_as_it_is_in_its_hosts_group() -> None:
    receive, _, queue = a_world()

    assert receive.push(ID, "key", PUSH, NOW)

    assert queue.orders == [FetchOrder("blog.example", (ID,), minute_of(NOW), push=PUSH)]


@pytest.mark.parametrize(
    "push",
    [
        replace(PUSH, body=b"x" * (MOST_QUEUED + 1)),
        replace(PUSH, signature=""),
        replace(PUSH, signature="md5=1"),
    ],
    ids=["too large", "unsigned", "signed by no method we know"],
)
def test_push_that_cannot_be_used_has_the_source_asked(push: Push) -> None:
    receive, _, queue = a_world()

    assert receive.push(ID, "key", push, NOW)
    assert receive.push(ID, "key", push, NOW)

    assert queue.orders == [FetchOrder("blog.example", (ID,), minute_of(NOW))]


@pytest.mark.parametrize("over", [ASKED, VERIFIED.denied("", NOW)])
def test_push_without_a_lease_is_not_wanted(over: Subscription) -> None:
    receive, _, queue = a_world(over)

    assert not receive.push(ID, "key", PUSH, NOW)
    assert queue.orders == []


def test_push_after_the_lease_is_not_wanted() -> None:
    receive, _, _ = a_world()

    assert receive.push(ID, "key", PUSH, NOW + LEASE)
    assert not receive.push(ID, "key", PUSH, NOW + LEASE + timedelta(days=1))
