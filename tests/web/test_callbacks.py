"""What hubs meet at our callback; `tests/test_websub.py` plays the whole protocol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from chalice.app import Chalice

from chalicelib import web, wiring
from chalicelib.domain.people import hash_of
from chalicelib.domain.polling import FetchOrder
from chalicelib.domain.subscriptions import Hub, Subscription
from chalicelib.errors import TemporaryError
from chalicelib.services.receive import Receive
from tests.domain.examples import a_source
from tests.fakes import FakeFetchQueue, FakeSourceStore

from .conftest import NOW, Caller, World

HUB = Hub("https://hub.example/", "https://blog.example/feed.xml")
PATH = f"/websub/{a_source().id}/key"
SIGNED = "sha1=" + "0" * 40


@pytest.fixture
def queue(world: World, monkeypatch: pytest.MonkeyPatch) -> FakeFetchQueue:
    subscription = Subscription(HUB).asked(hash_of("key"), NOW).verified(None, NOW)
    sources, queue = FakeSourceStore(replace(a_source(), subscription=subscription)), FakeFetchQueue()
    monkeypatch.setattr(wiring, "receive", lambda: Receive(sources, queue))
    return queue


@pytest.mark.parametrize("path", [PATH, "/websub/nobody/key"])
def test_caller_who_asks_for_nothing_is_told_nothing(
    queue: FakeFetchQueue, caller: Caller, path: str
) -> None:
    answer = caller.get(path)

    assert answer.status == 404
    assert "key" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content_Type": "application/atom+xml"},
        {"Content_Type": "application/atom+xml", "Accept": "application/xml"},
        {"Content_Type": "something odd", "Accept": "*/*"},
    ],
)
def test_push_of_any_type_is_taken_whatever_answer_is_wanted(
    queue: FakeFetchQueue, caller: Caller, headers: dict[str, str]
) -> None:
    answer = caller.ask("POST", PATH, body="<feed/>", X_Hub_Signature=SIGNED, **headers)

    assert (answer.status, answer.text) == (202, "")
    (order,) = queue.orders
    assert order.push is not None
    assert (order.push.body, order.push.signature) == (b"<feed/>", SIGNED)
    assert order.push.content_type == headers.get("Content_Type")


def test_headers_longer_than_anybody_needs_are_cut(queue: FakeFetchQueue, caller: Caller) -> None:
    caller.ask("POST", PATH, body="<feed/>", Content_Type="x" * 5000, X_Hub_Signature=SIGNED)

    (order,) = queue.orders
    assert order.push is not None
    assert order.push.content_type == "x" * 200


def test_push_that_cannot_be_queued_now_is_to_be_sent_again(
    queue: FakeFetchQueue, caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(orders: Sequence[FetchOrder]) -> None:
        raise TemporaryError("sqs is away")

    monkeypatch.setattr(queue, "send", failing)

    answer = caller.ask("POST", PATH, body="<feed/>", X_Hub_Signature=SIGNED)

    assert answer.status == 503
    assert [vars(record)["route"] for record in caplog.records] == ["/websub/{source_id}/{key}"]


def test_types_that_are_pushed_are_known_once_an_application(app: Chalice) -> None:
    second = web.Application("second", configure_logs=False)

    assert second.routes.keys() == app.routes.keys()
    assert second.api.binary_types == app.api.binary_types
    assert len(set(app.api.binary_types)) == len(app.api.binary_types)
