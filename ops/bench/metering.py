"""Counts what every service of AWS is sent by this process, in the units that it is billed in.

DynamoDB says itself what a request consumed, its indexes' and transactions' share included; of the others
each request counts as one.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from .prices import Units
from .sizes import read_units, size_of

# What is billed by the request, and as what. What is missing here is not sent by Earshot; if it is one day, a
# KeyError says so.
_BILLED = {
    "sqs": "sqs request",
    "secretsmanager": "secrets request",
    "sns": "sns request",
    "sesv2": "ses mail",
}
_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"})
# CloudWatch adds so many bytes to each line: https://aws.amazon.com/cloudwatch/pricing/
_LINE_BYTES = 26
_REQUEST_ID_BYTES = len('"request": "00000000-0000-0000-0000-000000000000", ')


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
        unit = "write unit" if model.name in _WRITES else "read unit"
        is_batch = model.name == "BatchGetItem"
        for place, units in _of_batch(context["asked"], parsed) if is_batch else _consumed(parsed):
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
    takes_it = "ReturnConsumedCapacity" in model.input_shape.members
    return params | {"ReturnConsumedCapacity": "INDEXES"} if takes_it else params


def _of_batch(asked: bytes, answer: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """What reading a batch consumes. MiniStack does not say it of these; AWS counts each item by itself, and
    what is not there as one of the smallest.
    """
    for table, wanted in json.loads(asked)["RequestItems"].items():
        sizes = [size_of(item) for item in answer["Responses"][table]]
        absent = len(wanted["Keys"]) - len(sizes)
        yield table, read_units(sizes, absent, wanted.get("ConsistentRead", False))


def _consumed(answer: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    """What a request consumed, by table and index. Requests that fail are billed too, where they say so."""
    consumed = answer.get("ConsumedCapacity") or ()
    for each in [consumed] if isinstance(consumed, Mapping) else consumed:
        table = each["TableName"]
        parts = each.get("GlobalSecondaryIndexes", {})
        in_parts = sum(part["CapacityUnits"] for part in parts.values())
        yield table, each["CapacityUnits"] - in_parts
        for index, part in parts.items():
            yield f"{table}/{index}", part["CapacityUnits"]
