"""Planning queues what is due, each once, and forgets no minute."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.polling import DueSource, minute_of
from chalicelib.services.plan import Plan, orders_for
from tests.domain.examples import MINUTE, NOW, a_source
from tests.fakes import FakeFetchQueue, FakeSourceStore, Killed, fail_at


def _minutes(count: int) -> Iterator[int]:
    return iter(range(count))


def test_every_source_is_queued_once_in_its_interval() -> None:
    store = FakeSourceStore(*(a_source(url=f"https://h{n}.example/", usual_interval=5) for n in range(20)))
    queue = FakeFetchQueue()

    for minute in _minutes(5):
        Plan(store, queue)(NOW + minute * MINUTE)

    assert sorted(i for order in queue.orders for i in order.source_ids) == sorted(s.id for s in store.all())


def test_sources_of_a_host_share_an_order() -> None:
    due = [DueSource(str(n), "busy.example") for n in range(12)] + [DueSource("x", "other.example")]

    orders = orders_for(due, 7)

    assert [(order.host, len(order.source_ids)) for order in orders] == [
        ("busy.example", 10),
        ("busy.example", 2),
        ("other.example", 1),
    ]


def test_planning_the_same_minute_twice_queues_nothing_new() -> None:
    store, queue = FakeSourceStore(a_source(usual_interval=1)), FakeFetchQueue()

    Plan(store, queue)(NOW)
    Plan(store, queue)(NOW)

    assert len(queue.orders) == 1


def test_minutes_slept_through_are_caught_up_once() -> None:
    store, queue = FakeSourceStore(a_source(usual_interval=5)), FakeFetchQueue()
    Plan(store, queue)(NOW)
    queue.orders.clear()

    count = Plan(store, queue)(NOW + 60 * MINUTE)

    assert count == 1
    assert len(queue.orders) == 1


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["send", "mark_planned"])
def test_plan_that_dies_is_made_again_without_loss(step: str, after: bool) -> None:
    store, queue = FakeSourceStore(a_source(usual_interval=1)), FakeFetchQueue()
    fail_at(queue if step == "send" else store, step, after=after)

    with pytest.raises(Killed):
        Plan(store, queue)(NOW)
    Plan(store, queue)(NOW)

    assert [order.source_ids for order in queue.orders] == [(a_source().id,)]
    assert store.planned() == minute_of(NOW)


def test_paused_sources_are_left_alone() -> None:
    from chalicelib.domain.sources import SourceStatus

    store, queue = FakeSourceStore(a_source(status=SourceStatus.PAUSED)), FakeFetchQueue()

    for minute in _minutes(60):
        Plan(store, queue)(NOW + minute * MINUTE)

    assert queue.orders == []


def test_not_always_the_same_sources_of_a_host_come_last() -> None:
    due = [DueSource(str(number), "slow.example") for number in range(5)]

    last = {orders_for(due, minute)[-1].source_ids[-1] for minute in range(5)}

    assert len(last) == 5
