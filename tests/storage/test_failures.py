"""Whoever calls a store learns one thing of a failure: try again, or do not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    ReadTimeoutError,
)
from pynamodb.exceptions import AttributeDeserializationError, GetError, VerboseClientError

from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.storage.failures import told_apart
from chalicelib.storage.mentions import DynamoMentionStore
from chalicelib.storage.people import DynamoPersonStore, PersonItem
from chalicelib.storage.sources import DynamoSourceStore
from chalicelib.storage.watches import DynamoWatchStore
from tests.domain.examples import NOW, OWN, a_source

from .answers import answer, answering

# The SDK tries these again itself first, with pauses.
THROTTLED = ["ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"]
PASSING = ["ReplicatedWriteConflictException", "ExpiredTokenException", "TransactionConflictException"]
LASTING = ["ValidationException", "ResourceNotFoundException", "UnrecognizedClientException", "Surprise"]


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("code", PASSING)
def test_what_passes_may_be_tried_again(code: str) -> None:
    with answering(answer(code)), pytest.raises(TemporaryError, match="GetItem"):
        DynamoPersonStore().get("ann")


@pytest.mark.parametrize(("code", "status"), [*((c, 400) for c in THROTTLED), ("InternalServerError", 500)])
def test_what_the_sdk_has_given_up_on_may_be_tried_again(code: str, status: int) -> None:
    said: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    original = ClientError(said, "GetItem")
    told = VerboseClientError({"Error": {"Code": code}}, "GetItem")  # without the status, as PynamoDB does
    told.__cause__ = original

    with pytest.raises(TemporaryError, match="GetItem"), told_apart():
        raise GetError(cause=told)


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("code", LASTING)
def test_what_lasts_may_not(code: str) -> None:
    with answering(answer(code)), pytest.raises(PermanentError, match=f"dynamodb:GetItem.*{code[:8]}"):
        DynamoPersonStore().get("ann")


@pytest.mark.usefixtures("tables")
def test_right_that_is_missing_is_named_and_waited_for() -> None:
    with (
        answering(answer("AccessDeniedException")),
        pytest.raises(TemporaryError, match="lacks dynamodb:Scan"),
    ):
        DynamoWatchStore().all()


@pytest.mark.usefixtures("tables")
def test_every_store_tells_failures_apart() -> None:
    """Also where PynamoDB reads lazily, long after the call."""
    mentions, sources = DynamoMentionStore(timedelta(days=1)), DynamoSourceStore()
    calls: list[Callable[[], object]] = [
        lambda: DynamoWatchStore().put(OWN),
        lambda: DynamoPersonStore().all(),
        lambda: mentions.get("m1"),
        lambda: mentions.history("m1"),
        lambda: mentions.unqueued(NOW),
        lambda: mentions.overdue(NOW),
        lambda: sources.load(["a"], ()),
        lambda: sources.due(["1#0"]),
        lambda: sources.due(map(str, range(1000))),
        lambda: sources.all(),
        lambda: sources.save(a_source()),
        lambda: sources.planned(),
        lambda: sources.mark_planned(1),
    ]
    for call in calls:
        with answering(answer("ValidationException")), pytest.raises(PermanentError):
            call()


@pytest.mark.parametrize(
    "error",
    [
        EndpointConnectionError(endpoint_url="https://dynamodb.example"),
        ConnectTimeoutError(endpoint_url="https://dynamodb.example"),
        ReadTimeoutError(endpoint_url="https://dynamodb.example"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_silence_may_be_tried_again(error: BotoCoreError) -> None:
    with pytest.raises(TemporaryError, match="could not be reached") as raised, told_apart():
        raise GetError(cause=error)

    assert isinstance(raised.value.__cause__, GetError)


@pytest.mark.parametrize("error", [NoCredentialsError(), NoRegionError()], ids=lambda e: type(e).__name__)
def test_what_is_ours_to_mend_may_not_be_tried_again(error: BotoCoreError) -> None:
    with pytest.raises(PermanentError, match="as configured"), told_apart():
        raise error


def test_stored_data_of_another_shape_is_no_puzzle() -> None:
    with pytest.raises(PermanentError, match=r"another shape.*'name'"), told_apart():
        raise AttributeDeserializationError("name", "S")


@pytest.mark.usefixtures("tables")
def test_stored_data_of_another_shape_is_found_on_reading() -> None:
    with pytest.raises(PermanentError, match="another shape"), told_apart():
        PersonItem.from_raw_data({"id": {"S": "ann"}, "name": {"N": "1"}, "email": {"S": ""}})


def test_errors_of_ours_pass_through() -> None:
    with pytest.raises(TemporaryError, match="ours"), told_apart():
        raise TemporaryError("ours")
