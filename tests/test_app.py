"""What runs: each function hands its event to its use case, and its answer to AWS."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from chalice.test import Client

import app
from chalicelib import messages, wiring
from chalicelib.domain.polling import FetchOrder
from tests.domain.examples import NOW
from tests.fakes import FakeFetchQueue, FakeMentionStore, FakeOperator, FakePersonStore, FakeWatchStore


def _records(*bodies: str) -> dict[str, Any]:
    """An SQS event as AWS sends it; those that Chalice generates share one message id."""
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "receiptHandle": f"r{number}",
                "body": body,
                "attributes": {"MessageGroupId": "blog.example", "ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:queue",
                "awsRegion": "eu-central-1",
            }
            for number, body in enumerate(bodies)
        ]
    }


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(wiring, "now", lambda: NOW)
    with Client(app.app) as client:
        yield client


@pytest.mark.parametrize("function", ["plan", "follow_up", "recheck"])
def test_scheduled_functions_run_their_use_case_now(
    function: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[datetime] = []

    def use_case(now: datetime) -> int:
        seen.append(now)
        return 3

    monkeypatch.setattr(wiring, function, lambda: use_case)

    answer = client.lambda_.invoke(function, client.events.generate_cw_event("aws.events", "x", {}, []))

    assert answer.payload == 3
    assert seen == [NOW]


def test_fetch_reads_its_orders_and_gives_back_what_failed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [json.dumps({"host": "blog.example", "source_ids": [key], "minute": 1}) for key in "ab"]
    queue = FakeFetchQueue()
    seen: list[FetchOrder] = []

    def fetch(given: Sequence[FetchOrder]) -> list[FetchOrder]:
        seen.extend(given)
        return [given[1]]

    monkeypatch.setattr(messages, "fetch", lambda: fetch)
    monkeypatch.setattr(wiring, "fetch_queue", lambda: queue)

    answer = client.lambda_.invoke("fetch", _records(*orders))

    assert [order.source_ids for order in seen] == [("a",), ("b",)]
    assert answer.payload == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert queue.hastened == ["r1"]


def test_escalate_takes_each_message_on_its_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def escalate(body: str) -> None:
        if body == "bad":
            raise ValueError(body)

    monkeypatch.setattr(messages, "escalate", lambda: escalate)

    answer = client.lambda_.invoke("escalate", _records("good", "bad"))

    assert answer.payload == {"batchItemFailures": [{"itemIdentifier": "m1"}]}


def test_mails_are_opened_message_by_message(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def open_mail(body: str) -> None:
        if body == "no mail":
            raise ValueError(body)
        opened.append(body)

    monkeypatch.setattr(messages, "open_mail", lambda: open_mail)

    answer = client.lambda_.invoke("open_mail", _records("no mail", "mail"))

    assert answer.payload == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert opened == ["mail"]


def test_deliveries_digests_and_what_comes_back_share_a_queue(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is known by its message, and a bad one disturbs no other."""
    told: list[str] = []
    parts: dict[str, Callable[[], object]] = {
        "mentions": FakeMentionStore,
        "watches": FakeWatchStore,
        "people": FakePersonStore,
        "operator": FakeOperator,
        "notify": lambda: None,
        "send_digest": lambda: lambda person_id, now: told.append(f"{person_id} at {now:%H:%M}"),
    }
    for name, part in parts.items():
        monkeypatch.setattr(wiring, name, part)
    messages.deliver.cache_clear()

    bodies = ('{"digest": "ann"}', '{"digest": 7}', '{"mention_id": "m1", "delivery_id": "d1"}')
    answer = client.lambda_.invoke("deliver", _records(*bodies))

    messages.deliver.cache_clear()
    assert told == [f"ann at {NOW:%H:%M}"]
    assert answer.payload == {"batchItemFailures": [{"itemIdentifier": "m1"}]}


def test_api_answers_at_its_root(client: Client) -> None:
    assert client.http.get("/").json_body["name"] == "Earshot"
