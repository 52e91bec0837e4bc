"""Answers that moto never gives, put in DynamoDB's mouth: conflicts, refusals, cancelled transactions."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.awsrequest import AWSResponse, HeadersDict

from chalicelib.storage.mention_items import MentionItem


class _Body(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def answer(code: str, status: int = 400, reasons: Sequence[str] = ()) -> AWSResponse:
    """A failure as DynamoDB words it; `reasons` are those of a cancelled transaction."""
    body: dict[str, Any] = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "no"}
    if reasons:
        body["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return worded(status, body)


def worded(status: int, body: dict[str, Any]) -> AWSResponse:
    """An answer in these words."""
    headers: Any = HeadersDict({"content-type": "application/x-amz-json-1.0"})
    return AWSResponse("https://dynamodb.example/", status, headers, _Body(json.dumps(body).encode()))


@dataclass(frozen=True)
class Call:
    """A call as it went out."""

    name: str
    body: dict[str, Any]


@contextmanager
def answering(*answers: AWSResponse | None) -> Iterator[list[Call]]:
    """The next calls get these answers; None, and later ones, are left to moto. Yields all calls as made."""
    left, calls = list(answers), []

    def speak(event_name: str, request: Any, **_: Any) -> AWSResponse | None:
        calls.append(Call(event_name.rpartition(".")[2], json.loads(request.body)))
        return left.pop(0) if left else None

    events: Any = MentionItem.connection().client.meta.events
    events.register_first("before-send.dynamodb.*", speak, unique_id="answering")
    try:
        yield calls
    finally:
        events.unregister("before-send.dynamodb.*", unique_id="answering")
