"""A topic hears of a mention in a few lines, and never gets anybody's link to acknowledge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from chalicelib.domain.notices import Notice
from chalicelib.domain.reach import Reach
from chalicelib.domain.signals import Signal
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.notifiers.sns import TopicNotifier
from tests.domain.examples import OWN, a_mention

from .examples import ACKNOWLEDGE, LOOK, RTL_OVERRIDE, FakeClient, a_hostile_notice, a_notice, refusal

TOPIC = "arn:aws:sns:eu-west-1:123456789012:earshot"


def published(notice: Notice) -> dict[str, Any]:
    client = FakeClient()
    TopicNotifier(client, TOPIC).send(notice)
    return client.calls[0]


def test_topic_hears_the_story_in_a_few_lines() -> None:
    call = published(a_notice())

    assert call["TopicArn"] == TOPIC
    assert call["Subject"] == "Larkfield: bad, on blog.example"
    assert call["Message"].splitlines() == [
        "Larkfield: Joan on blog.example",
        '"My lamp: The Larkfield lamp broke after a day."',
        "22 November 2026, 09:20 UTC, found 10 minutes later",
        "Answer it soon. Bad, fairly sure. Step 1 of 2.",
        "https://blog.example/posts/1",
        f"In Earshot: {LOOK}",
    ]


def test_subject_of_what_is_urgent_says_so() -> None:
    call = published(a_notice(mention={"signals": (Signal.SAFETY,)}))

    assert call["Subject"] == "[Urgent] Larkfield: bad, on blog.example"
    assert "Urgent; heard in it: a matter of safety. Bad" in call["Message"]


def test_text_says_how_far_it_goes_where_that_is_told() -> None:
    call = published(a_notice(mention={"reach": Reach(None, 140)}))

    assert call["Subject"].startswith("[Urgent] ")
    assert "\nUrgent; at least 140 reactions. Bad" in call["Message"]


def test_link_to_acknowledge_is_never_published() -> None:
    assert ACKNOWLEDGE not in repr(published(a_notice(acknowledge_url=ACKNOWLEDGE)))


def test_subscribers_can_filter() -> None:
    assert published(a_notice())["MessageAttributes"] == {
        "verdict": {"DataType": "String", "StringValue": "bad"},
        "urgency": {"DataType": "String", "StringValue": "soon"},
        "watch": {"DataType": "String", "StringValue": "larkfield"},
        "mention": {"DataType": "String", "StringValue": a_mention().id},
        "step": {"DataType": "Number", "StringValue": "1"},
    }


def test_attributes_are_bounded_and_never_empty() -> None:
    attributes = published(a_notice(mention={"about": "w" * 5000, "id": ""}))["MessageAttributes"]

    assert len(attributes["watch"]["StringValue"]) <= 200
    assert "mention" not in attributes


@given(name=st.text(min_size=1, max_size=200), place=st.text(max_size=200))
def test_subject_is_what_sns_takes(name: str, place: str) -> None:
    watch = replace(OWN, name=name)

    subject = published(a_notice(mention={"url": None}, watch=watch, sources={"blog": place}))["Subject"]

    assert subject.isascii()
    assert subject.isprintable()
    assert 0 < len(subject) < 100
    assert not subject.startswith(" ")


def test_hostile_words_stay_on_their_line() -> None:
    call = published(a_hostile_notice())

    lines = call["Message"].splitlines()
    assert len(lines) == 5
    assert lines[1].startswith('"Hello Bcc: victim')
    assert RTL_OVERRIDE not in call["Message"]
    assert "javascript:" not in call["Message"]
    assert len(call["Message"]) < 800


def test_author_and_links_may_be_missing() -> None:
    message = published(a_notice(mention={"author": None, "url": None}, mention_url=""))["Message"]

    assert message.startswith("Larkfield: Somebody on Joan's blog\n")
    assert "http" not in message


def test_no_topic_is_a_permanent_failure() -> None:
    with pytest.raises(PermanentError, match="no topic is set up"):
        TopicNotifier(FakeClient(), "").send(a_notice())


def test_busy_topic_is_a_temporary_failure() -> None:
    with pytest.raises(TemporaryError):
        TopicNotifier(FakeClient(refusal("Throttled", 429)), TOPIC).send(a_notice())


def test_missing_right_is_a_permanent_failure_that_says_what_to_do() -> None:
    with pytest.raises(PermanentError, match="allow sns:Publish"):
        TopicNotifier(FakeClient(refusal("AuthorizationError", 403)), TOPIC).send(a_notice())


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.mark.usefixtures("aws")
def test_sns_delivers_what_was_published() -> None:
    sns = boto3.client("sns", region_name="eu-west-1")
    sqs = boto3.client("sqs", region_name="eu-west-1")
    topic = sns.create_topic(Name="earshot")["TopicArn"]
    queue = sqs.create_queue(QueueName="listener")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)

    TopicNotifier(sns, topic).send(a_notice())

    [message] = sqs.receive_message(QueueUrl=queue)["Messages"]
    body = json.loads(message["Body"])
    assert body["Subject"] == "Larkfield: bad, on blog.example"
    assert body["MessageAttributes"]["verdict"]["Value"] == "bad"


@pytest.mark.usefixtures("aws")
def test_topic_that_is_gone_is_a_permanent_failure() -> None:
    sns = boto3.client("sns", region_name="eu-west-1")

    with pytest.raises(PermanentError, match="deploy again"):
        TopicNotifier(sns, TOPIC).send(a_notice())
