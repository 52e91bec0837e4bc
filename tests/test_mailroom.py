"""Mails are announced by S3, through a queue, and opened; what S3 and SES send to try it is no mail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from moto import mock_aws

from chalicelib.domain.mails import Arrival
from chalicelib.errors import InvalidInput, PermanentError, TemporaryError
from chalicelib.mailroom import S3Mailroom, parse_arrivals
from chalicelib.services.ports import Mailroom

from .fakes import FakeMailroom

ARRIVAL = Arrival("mails", "a b+ü", datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
MAIL = b"From: joan@mail.example\n\nIt broke."


def notification(*keys: str, **changes: object) -> str:
    """What S3 tells the queue when objects were put under these keys, written as they stand in it."""
    records = [
        {
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "eventTime": "2026-11-22T09:30:00.000Z",
            "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": "mails"}, "object": {"key": key, "size": 1}},
            **changes,
        }
        for key in keys
    ]
    return json.dumps({"Records": records})


@pytest.fixture
def s3() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("s3", "us-east-1")
        client.create_bucket(Bucket="mails")
        yield client


@pytest.fixture(params=["fake", "s3"])
def mailroom(request: pytest.FixtureRequest) -> Mailroom:
    """A mailroom with one mail in it."""
    if request.param == "fake":
        return FakeMailroom({ARRIVAL.key: MAIL})
    s3 = request.getfixturevalue("s3")
    s3.put_object(Bucket="mails", Key=ARRIVAL.key, Body=MAIL)
    return S3Mailroom(s3)


def test_mail_is_opened_as_it_came(mailroom: Mailroom) -> None:
    assert mailroom.open(ARRIVAL) == MAIL


def test_mail_that_is_not_there_cannot_be_opened(mailroom: Mailroom) -> None:
    with pytest.raises((PermanentError, TemporaryError), match="'none' could not be opened"):
        mailroom.open(Arrival("mails", "none", ARRIVAL.at))


def test_mail_that_has_expired_will_not_come_back(s3: Any) -> None:
    with pytest.raises(PermanentError):
        S3Mailroom(s3).open(ARRIVAL)


def test_only_as_much_is_read_as_anybody_needs(s3: Any) -> None:
    s3.put_object(Bucket="mails", Key=ARRIVAL.key, Body=b"x" * 3_000_000)

    assert len(S3Mailroom(s3).open(ARRIVAL)) == 2 * 1024 * 1024


@pytest.mark.parametrize(
    "failure",
    [
        ClientError({"Error": {"Code": "SlowDown"}}, "GetObject"),
        ClientError({"Error": {"Code": "AccessDenied"}}, "GetObject"),
        EndpointConnectionError(endpoint_url="https://s3.example"),
    ],
)
def test_trouble_of_s3_passes(failure: Exception) -> None:
    class Troubled:
        def get_object(self, **_: str) -> dict[str, Any]:
            raise failure

    with pytest.raises(TemporaryError):
        S3Mailroom(Troubled()).open(ARRIVAL)


def test_notification_of_s3_tells_which_mails_have_arrived() -> None:
    """Keys are written as in a form: a blank is a plus sign."""
    assert parse_arrivals(notification("a+b%2B%C3%BC", "second")) == (
        ARRIVAL,
        Arrival("mails", "second", ARRIVAL.at),
    )


def test_what_s3_really_sends_is_understood(s3: Any) -> None:
    sqs = boto3.client("sqs", "us-east-1")
    url = sqs.create_queue(QueueName="inbound")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events = [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]
    s3.put_bucket_notification_configuration(
        Bucket="mails", NotificationConfiguration={"QueueConfigurations": events}
    )

    s3.put_object(Bucket="mails", Key=ARRIVAL.key, Body=MAIL)

    bodies = [each["Body"] for each in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]]
    arrived = [arrival for body in bodies for arrival in parse_arrivals(body)]
    assert [S3Mailroom(s3).open(arrival) for arrival in arrived] == [MAIL]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "mails"}),
        notification("AMAZON_SES_SETUP_NOTIFICATION"),
        notification("inbox/AMAZON_SES_SETUP_NOTIFICATION"),
    ],
)
def test_what_is_sent_to_try_it_is_no_mail(body: str) -> None:
    assert parse_arrivals(body) == ()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        "[" * 100_000,
        '{"Records": 7}',
        '{"Records": [{}]}',
        notification("a", eventTime="soon"),
        notification("a", eventTime="2026-11-22T09:30:00"),
        notification("a", s3=None),
        notification("a", s3={"bucket": {"name": "mails"}, "object": {"key": 7}}),
    ],
)
def test_message_that_is_no_notification_is_refused(body: str) -> None:
    with pytest.raises(InvalidInput, match="no notification"):
        parse_arrivals(body)
