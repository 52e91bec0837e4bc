"""Counts what every service of AWS is sent by this process, in the units that it is billed in.

What DynamoDB's requests consume is worked out by AWS's rule where the embedded cloud goes by another: it
counts every read as one of the smallest, and says nothing of batches and of writes that fail. Of other
services each request counts as one.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .prices import Units
from .sizes import page_units, read_units, size_of, write_units

# What is billed by the request, and as what. What is missing here is not sent by Earshot; if it is one day, a
# KeyError says so.
_BILLED = {
    "sqs": "sqs request",
    "secretsmanager": "secrets request",
    "sns": "sns request",
    "sesv2": "ses mail",
}
# CloudWatch adds so many bytes to each line: https://aws.amazon.com/cloudwatch/pricing/
_LINE_BYTES = 26
_REQUEST_ID_BYTES = len('"request": "00000000-0000-0000-0000-000000000000", ')

_Share = tuple[str, float]
_Consumed = Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[_Share]]


class Meter:
    """What was counted since the last reading. `tables` are DynamoDB's units by table and index."""

    def __init__(self) -> None:
        self._counted: dict[str, float] = defaultdict(float)
        self._tables: dict[str, float] = defaultdict(float)
        self._calls = 0

    def watch(self, events: Any) -> None:
        """Count what is sent by the clients that these events of botocore are of."""
        events.register("provide-client-params.dynamodb.*", _ask_for_consumption)
        events.register("before-call.*.*", self._count)
        events.register("after-call.dynamodb.*", self._weigh)

    def listen(self) -> None:
        """Count what is logged, instead of showing it."""
        root = logging.getLogger()
        for handler in root.handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(_Scales(self._counted))

    def add(self, thing: str, amount: float) -> None:
        """Count what somebody else sends for us."""
        self._counted[thing] += amount

    def read(self) -> tuple[Units, Mapping[str, float], int]:
        """What was counted, DynamoDB's share of it by table, and how many calls it was; then begin anew."""
        read = dict(self._counted), dict(self._tables), self._calls
        self._counted.clear()
        self._tables.clear()
        self._calls = 0
        return read

    def _count(self, model: Any, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        service = model.service_model.service_name
        self._calls += 1
        context["asked"] = params["body"]
        if service == "sqs" and b".fifo" in params["body"]:
            self._counted["sqs FIFO request"] += 1
        elif service != "dynamodb":
            self._counted[_BILLED[service]] += 1

    def _weigh(self, model: Any, parsed: Mapping[str, Any], context: Mapping[str, Any], **_: Any) -> None:
        unit, consumed = _CONSUMED[model.name]
        for place, units in consumed(json.loads(context["asked"]), parsed):
            self._counted[f"dynamodb {unit}"] += units
            self._tables[f"{place} {unit}"] += units


class _Scales:
    """A stream that weighs what is written to it, as it would be billed."""

    def __init__(self, counted: dict[str, float]) -> None:
        self._counted = counted

    def write(self, text: str) -> None:
        lines = text.count("\n")
        self._counted["logs byte"] += len(text.encode()) + lines * (_LINE_BYTES + _REQUEST_ID_BYTES)

    def flush(self) -> None:
        """There is nothing to hand on."""


def _ask_for_consumption(params: dict[str, Any], model: Any, **_: Any) -> dict[str, Any]:
    more = {"ReturnConsumedCapacity": "INDEXES", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    return params | {name: value for name, value in more.items() if name in model.input_shape.members}


def _of_item(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[_Share]:
    sizes = [size_of(answer["Item"])] if "Item" in answer else []
    yield asked["TableName"], read_units(sizes, 1 - len(sizes), asked.get("ConsistentRead", False))


def _of_batch(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[_Share]:
    """Each item by itself, and what is not there as one of the smallest."""
    for table, wanted in asked["RequestItems"].items():
        sizes = [size_of(item) for item in answer["Responses"][table]]
        absent = len(wanted["Keys"]) - len(sizes)
        yield table, read_units(sizes, absent, wanted.get("ConsistentRead", False))


def _of_page(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[_Share]:
    """All that was read, of which a filter may show less: what it hides is taken to be as large as the rest.

    Raises ValueError where nothing tells how large that is.
    """
    shown, read = answer["Count"], answer["ScannedCount"]
    if "ProjectionExpression" in asked or (read and not shown):
        raise ValueError(f"shows too little of what it reads to be weighed: {asked}")
    size = sum(map(size_of, answer["Items"])) * read // max(1, shown)
    place = "/".join(filter(None, (asked["TableName"], asked.get("IndexName"))))
    yield place, page_units([size], asked.get("ConsistentRead", False))


def _of_write(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[_Share]:
    """As the embedded cloud says. Where its condition did not hold, what is there is paid for."""
    if _code(answer) == "ConditionalCheckFailedException":
        yield asked["TableName"], write_units(size_of(answer.get("Item", {})))
    yield from _said(answer)


def _of_transaction(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[_Share]:
    """As the embedded cloud says. One that was cancelled is taken to cost as much, but for indexes."""
    if _code(answer) == "TransactionCanceledException":
        for [write] in (each.values() for each in asked["TransactItems"]):
            yield write["TableName"], 2 * write_units(size_of(write.get("Item", {})))
    yield from _said(answer)


def _code(answer: Mapping[str, Any]) -> str | None:
    code: str | None = answer.get("Error", {}).get("Code")
    return code


def _said(answer: Mapping[str, Any]) -> Iterator[_Share]:
    consumed = answer.get("ConsumedCapacity") or ()
    for each in [consumed] if isinstance(consumed, Mapping) else consumed:
        table = each["TableName"]
        parts = each.get("GlobalSecondaryIndexes", {})
        in_parts = sum(part["CapacityUnits"] for part in parts.values())
        yield table, each["CapacityUnits"] - in_parts
        for index, part in parts.items():
            yield f"{table}/{index}", part["CapacityUnits"]


# What each request consumes, by table and index: from what was asked, and what was answered.
_CONSUMED: Mapping[str, tuple[str, _Consumed]] = {
    "GetItem": ("read unit", _of_item),
    "BatchGetItem": ("read unit", _of_batch),
    "Query": ("read unit", _of_page),
    "Scan": ("read unit", _of_page),
    "PutItem": ("write unit", _of_write),
    "UpdateItem": ("write unit", _of_write),
    "DeleteItem": ("write unit", _of_write),
    "BatchWriteItem": ("write unit", _of_write),
    "TransactWriteItems": ("write unit", _of_transaction),
}
