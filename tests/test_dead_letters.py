"""The contract of DeadLetters, against the fake and SQS as moto plays it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from moto import mock_aws

from chalicelib.dead_letters import SqsDeadLetters
from chalicelib.domain.dead_letters import DeadLetter
from chalicelib.errors import TemporaryError
from chalicelib.services.ports import DeadLetters

from .fakes import FakeDeadLetters

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def sqs() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("sqs", "eu-central-1")


def _queue(sqs: Any, name: str) -> str:
    fifo = {"FifoQueue": "true"} if name.endswith(".fifo") else {}
    return str(sqs.create_queue(QueueName=name, Attributes=fifo)["QueueUrl"])


def _letters(sqs: Any, name: str, bodies: list[str]) -> tuple[SqsDeadLetters, str]:
    """Dead letters with these bodies, and the queue that they came from."""
    url, home_url = _queue(sqs, f"dead-{name}"), _queue(sqs, name)
    for number, body in enumerate(bodies):
        group = {"MessageGroupId": "blog.example", "MessageDeduplicationId": str(number)}
        sqs.send_message(QueueUrl=url, MessageBody=body, **(group if name.endswith(".fifo") else {}))
    return SqsDeadLetters(url, home_url, sqs, wait_s=0), home_url


def _bodies(sqs: Any, url: str) -> list[str]:
    found: list[str] = []
    while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [message["Body"] for message in batch]
        for message in batch:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


@pytest.fixture(params=["fake", "sqs", "sqs fifo"])
def letters(request: pytest.FixtureRequest) -> DeadLetters:
    """With twelve letters in it."""
    bodies = [json.dumps({"number": number}) for number in range(12)]
    if request.param == "fake":
        return FakeDeadLetters(*(DeadLetter(f"l{at}", NOW, 1, body) for at, body in enumerate(bodies)))
    name = "fetch.fifo" if request.param == "sqs fifo" else "negatives"
    return _letters(request.getfixturevalue("sqs"), name, bodies)[0]


def test_looking_changes_nothing(letters: DeadLetters) -> None:
    found = letters.look()

    assert 1 <= len(found) <= 10
    assert json.loads(found[0].body) == {"number": 0}
    assert letters.count() == 12


def test_redriven_letters_are_gone(letters: DeadLetters) -> None:
    assert letters.redrive() == 12

    assert (letters.count(), letters.look()) == (0, ())
    assert letters.redrive() == 0


def test_dropped_letter_is_gone_and_no_other(letters: DeadLetters) -> None:
    last = letters.look()[-1]

    assert letters.drop(last.id)
    assert not letters.drop(last.id)

    assert letters.count() == 11
    assert last.id not in {each.id for each in letters.look()}


def test_redriven_letters_arrive_in_their_group(sqs: Any) -> None:
    letters, home_url = _letters(sqs, "fetch.fifo", ["a", "b"])

    letters.redrive()

    [first, *_] = sqs.receive_message(
        QueueUrl=home_url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"]
    )["Messages"]
    assert (first["Body"], first["Attributes"]["MessageGroupId"]) == ("a", "blog.example")


def test_letter_that_is_not_taken_back_stays(sqs: Any) -> None:
    """Sent before it is deleted: nothing is lost on the way."""
    letters, home_url = _letters(sqs, "negatives", ["a", "b"])
    sqs.delete_queue(QueueUrl=home_url)

    with pytest.raises(TemporaryError):
        letters.redrive()

    assert letters.count() == 2


def test_letter_that_comes_twice_arrives_once_in_a_group(sqs: Any) -> None:
    """Two people redrive at the same time, or one dies between sending and deleting."""
    letters, home_url = _letters(sqs, "fetch.fifo", ["a"])
    [message] = letters._received(0)

    letters._client.send_message_batch(QueueUrl=home_url, Entries=[_again(message)])
    letters.redrive()

    assert _bodies(sqs, home_url) == ["a"]


def _again(message: Any) -> dict[str, str]:
    return {
        "Id": "0",
        "MessageBody": message["Body"],
        "MessageGroupId": message["Attributes"]["MessageGroupId"],
        "MessageDeduplicationId": message["MessageId"],
    }


def test_queue_that_cannot_be_reached_is_tried_again() -> None:
    class Away:
        def __getattr__(self, name: str) -> Any:
            def call(**given: object) -> Any:
                raise EndpointConnectionError(endpoint_url="https://sqs.example")

            return call

    with pytest.raises(TemporaryError):
        SqsDeadLetters("u", "h", Away()).count()
