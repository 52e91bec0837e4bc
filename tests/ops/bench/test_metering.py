"""What a request consumes is counted by AWS's rule: by what it read or wrote, not by what it shows of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from ops.bench.metering import Meter

KEYS = [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}]
ONE = {"id": {"S": "a"}, "n": {"S": "01"}}
IS_NEW = {"ConditionExpression": "attribute_not_exists(id)"}


@pytest.fixture
def metered() -> Iterator[tuple[Any, Meter]]:
    """A client of a table with an index, and what counts its requests."""
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        client.create_table(
            TableName="things",
            KeySchema=KEYS,
            AttributeDefinitions=[
                {"AttributeName": key["AttributeName"], "AttributeType": "S"} for key in KEYS
            ],
            GlobalSecondaryIndexes=[
                {"IndexName": "ids", "KeySchema": KEYS[:1], "Projection": {"ProjectionType": "KEYS_ONLY"}}
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        meter = Meter()
        meter.watch(client.meta.events)
        yield client, meter


def fill(client: Any, items: int, item_bytes: int) -> None:
    """Put so many items of this size under one key, every second of them marked."""
    for number in range(items):
        item: dict[str, Any] = {"id": {"S": "a"}, "n": {"S": f"{number:02}"}, "m": {"BOOL": number % 2 == 0}}
        item["x"] = {"B": b"x" * (item_bytes - 9)}
        client.put_item(TableName="things", Item=item)


def units(meter: Meter, unit: str = "read unit") -> Mapping[str, float]:
    """What was counted by table and index since the last reading."""
    return {
        place.removesuffix(f" {unit}"): count
        for place, count in meter.read()[1].items()
        if place.endswith(unit)
    }


ASKED = {"KeyConditionExpression": "id = :a", "ExpressionAttributeValues": {":a": {"S": "a"}}}
MARKED = {"FilterExpression": "m = :m"}
VALUES = {":a": {"S": "a"}, ":m": {"BOOL": True}}


def test_query_is_billed_by_all_that_it_reads(metered: tuple[Any, Meter]) -> None:
    client, meter = metered
    fill(client, 100, 1024)
    meter.read()

    client.query(TableName="things", **ASKED)
    eventually = units(meter)
    client.query(TableName="things", **ASKED, ConsistentRead=True)
    surely = units(meter)

    assert eventually == {"things": 12.5}
    assert surely == {"things": 25}


def test_small_items_of_a_query_share_their_units_and_those_of_a_batch_do_not(
    metered: tuple[Any, Meter],
) -> None:
    client, meter = metered
    fill(client, 4, 1000)
    meter.read()

    client.query(TableName="things", **ASKED)
    queried = units(meter)
    keys = [{"id": {"S": "a"}, "n": {"S": f"{number:02}"}} for number in range(5)]
    client.batch_get_item(RequestItems={"things": {"Keys": keys}})

    assert queried == {"things": 0.5}
    assert units(meter) == {"things": 2.5}, "the fifth is not there, and counts"


@pytest.mark.parametrize("read", ["query", "scan"])
def test_what_a_filter_hides_is_paid_for(read: str, metered: tuple[Any, Meter]) -> None:
    client, meter = metered
    fill(client, 16, 1024)
    meter.read()

    asked = {**ASKED, **MARKED, "ExpressionAttributeValues": VALUES}
    if read == "scan":
        asked = {**MARKED, "ExpressionAttributeValues": {":m": {"BOOL": True}}}
    answer = getattr(client, read)(TableName="things", **asked)

    assert (answer["Count"], answer["ScannedCount"]) == (8, 16)
    assert units(meter) == {"things": 2.0}


def test_index_is_read_by_what_it_holds(metered: tuple[Any, Meter]) -> None:
    client, meter = metered
    fill(client, 16, 1024)
    meter.read()

    client.query(TableName="things", IndexName="ids", **ASKED)

    assert units(meter) == {"things/ids": 0.5}


@pytest.mark.parametrize(
    "asked",
    [
        {**ASKED, "ProjectionExpression": "n"},
        {**ASKED, "FilterExpression": "m = :m", "ExpressionAttributeValues": VALUES | {":m": {"S": "?"}}},
    ],
    ids=["projected", "all hidden"],
)
def test_read_that_shows_too_little_of_itself_is_refused(
    asked: Mapping[str, Any], metered: tuple[Any, Meter]
) -> None:
    client, _ = metered
    fill(client, 1, 1024)

    with pytest.raises(ValueError, match="too little"):
        client.query(TableName="things", **asked)


def test_single_item_is_billed_by_its_size_and_one_that_is_not_there_as_the_smallest(
    metered: tuple[Any, Meter],
) -> None:
    client, meter = metered
    fill(client, 2, 9000)
    meter.read()

    client.get_item(TableName="things", Key=ONE)
    there = units(meter)
    client.get_item(TableName="things", Key=ONE | {"n": {"S": "99"}}, ConsistentRead=True)

    assert there == {"things": 1.5}
    assert units(meter) == {"things": 1.0}


def test_write_whose_condition_does_not_hold_pays_for_what_is_there(metered: tuple[Any, Meter]) -> None:
    client, meter = metered
    fill(client, 2, 2500)
    meter.read()

    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        client.put_item(TableName="things", Item=ONE, **IS_NEW)

    assert units(meter, "write unit") == {"things": 3.0}


def test_cancelled_transaction_is_paid_for(metered: tuple[Any, Meter]) -> None:
    client, meter = metered
    fill(client, 2, 100)
    meter.read()
    large = {"id": {"S": "b"}, "n": {"S": "01"}, "x": {"B": b"x" * 1500}}

    with pytest.raises(ClientError, match="TransactionCanceled"):
        client.transact_write_items(
            TransactItems=[
                {"Put": {"TableName": "things", "Item": large}},
                {"Put": {"TableName": "things", "Item": ONE, **IS_NEW}},
            ]
        )

    assert units(meter, "write unit") == {"things": 2 * 2 + 2 * 1}
