"""The contracts of FetchQueue and NegativesQueue, against the fakes and SQS as moto plays it."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from chalicelib.domain.polling import FetchOrder
from chalicelib.domain.pushes import Push
from chalicelib.errors import InvalidInput, PermanentError, TemporaryError
from chalicelib.queues import (
    SqsDeliveryQueue,
    SqsFetchQueue,
    SqsNegativesQueue,
    digest_in,
    parse_delivery,
    parse_negative,
    parse_order,
)
from chalicelib.services.ports import FetchQueue, NegativesQueue
from chalicelib.services.receive import MOST_QUEUED

from .fakes import FakeFetchQueue, FakeNegativesQueue

ORDER = FetchOrder("blog.example", ("a1", "b2"), 29_000_000)
Received = Callable[[], list[Any]]


@pytest.fixture
def sqs() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("sqs", "eu-central-1")


def _messages(sqs: Any, url: str) -> list[dict[str, Any]]:
    """What is in the queue; of a FIFO group, what is received is deleted so that the next comes."""
    received: list[dict[str, Any]] = []
    while batch := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"]
    ).get("Messages"):
        received += batch
        for message in batch:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return received


@pytest.fixture
def fetch_url(sqs: Any) -> str:
    return str(sqs.create_queue(QueueName="fetch.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"])


@pytest.fixture
def negatives_url(sqs: Any) -> str:
    return str(sqs.create_queue(QueueName="negatives")["QueueUrl"])


@pytest.fixture(params=["fake", "sqs"])
def fetch_queue(request: pytest.FixtureRequest) -> tuple[FetchQueue, Received]:
    """The queue, and what tells which orders are in it."""
    if request.param == "fake":
        fake = FakeFetchQueue()
        return fake, lambda: fake.orders
    sqs, url = request.getfixturevalue("sqs"), request.getfixturevalue("fetch_url")
    return SqsFetchQueue(url, sqs), lambda: [parse_order(m["Body"]) for m in _messages(sqs, url)]


@pytest.fixture(params=["fake", "sqs"])
def negatives_queue(request: pytest.FixtureRequest) -> tuple[NegativesQueue, Received]:
    """The queue, and what tells which mentions are in it."""
    if request.param == "fake":
        fake = FakeNegativesQueue()
        return fake, lambda: fake.mention_ids
    sqs, url = request.getfixturevalue("sqs"), request.getfixturevalue("negatives_url")
    return SqsNegativesQueue(url, sqs), lambda: [parse_negative(m["Body"])[0] for m in _messages(sqs, url)]


def test_orders_arrive_whole_and_in_their_order(fetch_queue: tuple[FetchQueue, Received]) -> None:
    queue, received = fetch_queue
    orders = [FetchOrder("blog.example", (f"a{i}",), 29_000_000) for i in range(25)]

    queue.send(orders)

    assert received() == orders


def test_very_many_orders_are_sent_side_by_side_and_each_hosts_in_their_order(
    fetch_queue: tuple[FetchQueue, Received],
) -> None:
    queue, received = fetch_queue
    orders = [FetchOrder(f"h{i % 30}.example", (f"a{i}",), 29_000_000) for i in range(300)]

    queue.send(orders)

    found = received()
    assert len(found) == len(orders)
    for number in range(30):
        host = f"h{number}.example"
        assert [o for o in found if o.host == host] == [o for o in orders if o.host == host]


def test_failure_among_very_many_is_a_failure() -> None:
    sqs = ScriptedSqs(*[EndpointConnectionError(endpoint_url="https://sqs.example/")] * 8)

    with pytest.raises(TemporaryError, match="could not be reached"):
        SqsNegativesQueue("https://sqs.example/negatives", sqs).send([f"m{i}" for i in range(300)])


def test_order_to_look_at_mentions_again_arrives_whole(fetch_queue: tuple[FetchQueue, Received]) -> None:
    queue, received = fetch_queue
    orders = [FetchOrder("blog.example", (), 1, mention_ids=("m1", "m2")), FetchOrder("a.example", ("s",), 1)]

    queue.send([*orders, orders[0]])

    assert received() == orders


@pytest.mark.parametrize("content_type", [None, "application/atom+xml; charset=latin1"])
def test_what_was_pushed_arrives_byte_for_byte(
    fetch_queue: tuple[FetchQueue, Received], content_type: str | None
) -> None:
    queue, received = fetch_queue
    push = Push(bytes(range(256)), content_type, "sha1=" + "0" * 40)
    order = FetchOrder("blog.example", ("a1",), 1, push=push)

    queue.send([order, order])

    assert received() == [order]


def test_largest_push_fits_into_a_message(sqs: Any, fetch_url: str) -> None:
    push = Push(b"x" * MOST_QUEUED, "\x01" * 200, "sha512=" + "0" * 128)
    SqsFetchQueue(fetch_url, sqs).send([FetchOrder("a" * 250, ("a" * 16,), 29_000_000, push=push)])

    (message,) = _messages(sqs, fetch_url)

    assert len(message["Body"].encode()) < 256 * 1024


def test_same_order_twice_is_queued_once(fetch_queue: tuple[FetchQueue, Received]) -> None:
    """A plan that died is made again; what it had queued already must not be fetched twice."""
    queue, received = fetch_queue
    later = FetchOrder(ORDER.host, ORDER.source_ids, ORDER.minute + 1)
    fewer = FetchOrder(ORDER.host, ORDER.source_ids[:1], ORDER.minute)

    queue.send([ORDER, ORDER])
    queue.send([ORDER, later, fewer])

    assert received() == [ORDER, later, fewer]


@pytest.mark.parametrize("host", ["bücher.example", "a" * 300, "blog.example:8443", "[::1]:8000", "a b"])
def test_host_of_any_spelling_can_be_queued(fetch_queue: tuple[FetchQueue, Received], host: str) -> None:
    queue, received = fetch_queue
    order = FetchOrder(host, ("a1",), 1)

    queue.send([order])

    assert received() == [order]


def test_mentions_arrive_by_their_ids(negatives_queue: tuple[NegativesQueue, Received]) -> None:
    queue, received = negatives_queue
    mention_ids = [f"m1{i:02}" for i in range(25)]

    queue.send(mention_ids)
    queue.send([])

    assert sorted(received()) == mention_ids


def test_group_is_the_host(sqs: Any, fetch_url: str) -> None:
    """One group, one order at a time: this is how hosts are treated politely."""
    odd = FetchOrder("bücher.example", ("c3",), 1)
    SqsFetchQueue(fetch_url, sqs).send([ORDER, FetchOrder("blog.example", ("c3",), 1), odd])

    groups = [message["Attributes"]["MessageGroupId"] for message in _messages(sqs, fetch_url)]

    assert groups[:2] == ["blog.example", "blog.example"]
    assert groups[2] not in ("blog.example", "bücher.example")


class ScriptedSqs:
    """Answers as told: the ids of the entries to fail, or an exception. `batches` holds what was sent."""

    def __init__(self, *answers: Sequence[str] | Exception) -> None:
        self.answers = list(answers)
        self.batches: list[list[str]] = []
        self.hastened: list[tuple[str, int]] = []

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        self.batches.append([json.loads(entry["MessageBody"])["mention_id"] for entry in Entries])
        answer = self.answers.pop(0) if self.answers else ()
        if isinstance(answer, Exception):
            raise answer
        return {"Failed": [{"Id": entry_id, "Code": "InternalError"} for entry_id in answer]}

    def change_message_visibility(
        self,
        *,
        QueueUrl: str,  # noqa: N803
        ReceiptHandle: str,  # noqa: N803
        VisibilityTimeout: int,  # noqa: N803
    ) -> None:
        if self.answers and isinstance(self.answers[0], Exception):
            raise self.answers.pop(0)  # type: ignore[misc]
        self.hastened.append((ReceiptHandle, VisibilityTimeout))


def test_entries_that_fail_are_sent_once_more() -> None:
    sqs = ScriptedSqs(["1", "2"])

    SqsNegativesQueue("https://sqs.example/negatives", sqs).send(["m10", "m11", "m12", "m13"])

    assert sqs.batches == [["m10", "m11", "m12", "m13"], ["m11", "m12"]]


def test_entries_that_fail_twice_are_a_failure_for_now() -> None:
    sqs = ScriptedSqs(["1"], ["1"])

    with pytest.raises(TemporaryError, match="1 of 2 messages: InternalError"):
        SqsNegativesQueue("https://sqs.example/negatives", sqs).send(["m10", "m11"])


def _refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "SendMessageBatch")


@pytest.mark.parametrize(
    "error",
    [
        _refusal("InvalidParameterValue"),
        _refusal("AWS.SimpleQueueService.UnsupportedOperation"),
    ],
)
def test_what_lasts_may_not_be_tried_again(error: Exception) -> None:
    with pytest.raises(PermanentError, match="sqs:SendMessageBatch") as raised:
        SqsNegativesQueue("https://sqs.example/negatives", ScriptedSqs(error)).send(["m1"])

    assert raised.value.__cause__ is error


@pytest.mark.parametrize(
    "error",
    [
        _refusal("RequestThrottled"),
        _refusal("InternalFailure"),
        EndpointConnectionError(endpoint_url="https://x"),
    ],
)
def test_what_passes_may_be_tried_again(error: Exception) -> None:
    with pytest.raises(TemporaryError) as raised:
        SqsNegativesQueue("https://sqs.example/negatives", ScriptedSqs(error)).send(["m1"])

    assert raised.value.__cause__ is error


def test_queue_or_right_that_is_missing_may_be_there_later(sqs: Any) -> None:
    """Somebody will mend the deployment; until then the work must wait, not be written off."""
    with pytest.raises(TemporaryError, match="AccessDenied"):
        SqsNegativesQueue("https://sqs.example/n", ScriptedSqs(_refusal("AccessDenied"))).send(["m1"])
    with pytest.raises(TemporaryError, match=r"NonExistentQueue|QueueDoesNotExist"):
        SqsNegativesQueue("https://sqs.eu-central-1.amazonaws.com/123456789012/none", sqs).send(["m1"])


MALFORMED = [
    "",
    "nonsense",
    "null",
    "[]",
    '"m1"',
    "{}",
    '{"host": "a", "source_ids": [], "minute": 1}',
    '{"host": "a", "source_ids": ["b", 1], "minute": 1}',
    '{"host": "a", "source_ids": "b", "minute": 1}',
    '{"host": "a", "source_ids": ["b"], "minute": "1"}',
    '{"host": "a", "source_ids": ["b"], "minute": 1.5}',
    '{"host": "a", "source_ids": ["b"], "minute": true}',
    '{"host": "", "source_ids": ["b"], "minute": 1}',
    '{"host": null, "source_ids": ["b"], "minute": 1}',
    '{"host": "a", "minute": 1}',
    '{"host": "a", "source_ids": [], "mention_ids": [], "minute": 1}',
    '{"host": "a", "source_ids": [], "mention_ids": "m1", "minute": 1}',
    '{"host": "a", "source_ids": ["b"], "mention_ids": [1], "minute": 1}',
    '{"host": "a", "source_ids": ["b"], "minute": 1, "push": "x"}',
    '{"host": "a", "source_ids": ["b"], "minute": 1, "push": {}}',
    '{"host": "a", "source_ids": ["b"], "minute": 1, "push": {"signature": "x", "content_type": 1}}',
    '{"host": "a", "source_ids": ["b"], "minute": 1, "push": {"signature": "x", "body": 1}}',
    '{"host": "a", "source_ids": ["b"], "minute": 1, "push": {"signature": "x", "body": "!"}}',
    '{"mention_id": ""}',
    '{"storm": ""}',
    '{"mention_id": 1}',
    "[" * 100_000,
]


def test_storms_and_mentions_share_a_queue(sqs: Any, negatives_url: str) -> None:
    queue = SqsNegativesQueue(negatives_url, sqs)

    queue.send(["m1"])
    queue.send_storms(["larkfield"])

    bodies = [message["Body"] for message in _messages(sqs, negatives_url)]
    assert sorted(map(parse_negative, bodies), key=str) == [("m1", None), (None, "larkfield")]


def test_deliveries_arrive_whole(sqs: Any, negatives_url: str) -> None:
    keys = [("m1", f"00000{i}.step.email:jörg") for i in range(5)]

    SqsDeliveryQueue(negatives_url, sqs).send(keys)

    assert sorted(parse_delivery(m["Body"]) for m in _messages(sqs, negatives_url)) == keys


def test_digests_and_deliveries_share_a_queue(sqs: Any, negatives_url: str) -> None:
    queue = SqsDeliveryQueue(negatives_url, sqs)

    queue.send([("m1", "000001.step.sns")])
    queue.send_digests(["ann", "ben"])

    bodies = [message["Body"] for message in _messages(sqs, negatives_url)]
    assert {digest_in(body) for body in bodies} == {"ann", "ben", None}


@pytest.mark.parametrize("body", ['{"digest": ""}', '{"digest": 7}', "[]", "{"])
def test_digest_of_nobody_is_refused(body: str) -> None:
    with pytest.raises(InvalidInput):
        digest_in(body)


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_message_that_is_none_of_ours_is_refused(body: str) -> None:
    with pytest.raises(InvalidInput):
        parse_order(body)
    with pytest.raises(InvalidInput):
        parse_negative(body)
    with pytest.raises(InvalidInput):
        parse_delivery(body)


@given(st.text())
def test_no_message_crashes(body: str) -> None:
    with pytest.raises(InvalidInput):
        parse_order(body)


def test_orders_given_back_are_visible_again_within_a_minute() -> None:
    sqs = ScriptedSqs()

    SqsFetchQueue("https://sqs.example/fetch.fifo", sqs).retry_soon(["r1", "r2"])

    assert [receipt for receipt, _ in sqs.hastened] == ["r1", "r2"]
    assert all(seconds < 60 for _, seconds in sqs.hastened)


def test_retry_that_cannot_be_hastened_comes_later_all_the_same() -> None:
    sqs = ScriptedSqs(_refusal("ReceiptHandleIsInvalid"))

    SqsFetchQueue("https://sqs.example/fetch.fifo", sqs).retry_soon(["r1", "r2"])

    assert [receipt for receipt, _ in sqs.hastened] == ["r2"]
