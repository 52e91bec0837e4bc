"""The operator topic hears plain lines, whatever sources call themselves."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.notifiers.operator import OperatorTopic

from .examples import RTL_OVERRIDE, FakeClient, refusal

TOPIC = "arn:aws:sns:eu-west-1:123456789012:operator"


def test_operator_hears_subject_and_lines() -> None:
    client = FakeClient()

    OperatorTopic(client, TOPIC).tell("Earshot: blog.example is failing", "One\n\nTwo")

    assert client.calls == [
        {"TopicArn": TOPIC, "Subject": "Earshot: blog.example is failing", "Message": "One\n\nTwo"}
    ]


def test_what_the_eye_cannot_see_is_left_out() -> None:
    client = FakeClient()

    OperatorTopic(client, TOPIC).tell("Earshot", f"gnp.{RTL_OVERRIDE}exe\x1b[2J\n{'x' * 5000}")

    first, second = client.calls[0]["Message"].split("\n")
    assert first == "gnp.exe[2J"
    assert len(second) == 400


@given(subject=st.text(max_size=300).map("Earshot: {}".format), text=st.text(max_size=2000))
def test_message_is_what_sns_takes(subject: str, text: str) -> None:
    client = FakeClient()

    OperatorTopic(client, TOPIC).tell(subject, text)

    said = client.calls[0]["Subject"]
    assert said.isascii()
    assert said.isprintable()
    assert 0 < len(said) < 100
    assert client.calls[0]["Message"].count("\n") == text.count("\n")


def test_missing_topic_is_a_permanent_failure() -> None:
    with pytest.raises(PermanentError, match="no operator topic is set up"):
        OperatorTopic(FakeClient(), "").tell("Earshot", "One")


def test_busy_topic_is_a_temporary_failure() -> None:
    with pytest.raises(TemporaryError):
        OperatorTopic(FakeClient(refusal("Throttled", 429)), TOPIC).tell("Earshot", "One")


def test_missing_right_says_what_to_do() -> None:
    with pytest.raises(PermanentError, match="allow sns:Publish on the operator topic"):
        OperatorTopic(FakeClient(refusal("AuthorizationError", 403)), TOPIC).tell("Earshot", "One")


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.mark.usefixtures("aws")
def test_sns_takes_it() -> None:
    sns = boto3.client("sns", region_name="eu-west-1")
    topic = sns.create_topic(Name="operator-now")["TopicArn"]

    OperatorTopic(sns, topic).tell("Earshot: blog.example is failing", "One\nTwo")

    with pytest.raises(PermanentError, match="deploy again"):
        OperatorTopic(sns, TOPIC).tell("Earshot", "One")
