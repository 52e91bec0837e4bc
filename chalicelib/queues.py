"""The SQS queues: how their messages are sent and read. What failed on the way is sent once more.

The fetch queue is FIFO: the group is the host, so that a host's orders are carried out one after the other,
and the same order sent twice within five minutes is one. Those of negatives and of deliveries are plain:
their work bears repeating.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol
from zlib import crc32

from botocore.exceptions import BotoCoreError, ClientError

from .domain.polling import FetchOrder
from .domain.pushes import Push
from .errors import EarshotError, InvalidInput, PermanentError, TemporaryError

log = logging.getLogger(__name__)

Entry = dict[str, str]

_RETRY_S = 30
# A plan for many sources is many requests, each of which mostly waits. So many are sent at once, each group's
# in its order; a client of boto3 has connections for ten.
_MANY, _AT_ONCE = 200, 8
_BATCH = 10  # entries, of a few hundred bytes each; what is pushed comes alone
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatchRequestEntry.html
_GROUP = re.compile(r"[!-~]{1,128}")
_WRONG_REQUEST = re.compile("Invalid|Unsupported")


class Sqs(Protocol):
    """The calls of boto3's SQS client that are used here."""

    def send_message_batch(self, *, QueueUrl: str, Entries: Sequence[Entry]) -> Mapping[str, Any]: ...  # noqa: N803

    def change_message_visibility(
        self,
        *,
        QueueUrl: str,  # noqa: N803
        ReceiptHandle: str,  # noqa: N803
        VisibilityTimeout: int,  # noqa: N803
    ) -> object: ...


class SqsFetchQueue:
    """Sends fetch orders."""

    def __init__(self, url: str, client: Sqs) -> None:
        self._url = url
        self._client = client

    def send(self, orders: Sequence[FetchOrder]) -> None:
        """Queue these orders, each in its host's group."""
        _send(self._client, self._url, [_order_entry(order) for order in orders])

    def retry_soon(self, receipts: Sequence[str]) -> None:
        """Let messages that were received and given back be received again after `_RETRY_S`.

        Best effort: where it fails, they come back when the queue's own timeout ends.
        """
        for receipt in receipts:
            try:
                self._client.change_message_visibility(
                    QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=_RETRY_S
                )
            except (BotoCoreError, ClientError) as error:
                log.warning("retry not hastened", extra={"error": type(error).__name__})


class SqsNegativesQueue:
    """Sends mentions that somebody must hear of."""

    def __init__(self, url: str, client: Sqs) -> None:
        self._url = url
        self._client = client

    def send(self, mention_ids: Sequence[str]) -> None:
        """Ask for these mentions to be escalated."""
        bodies = (json.dumps({"mention_id": mention_id}) for mention_id in mention_ids)
        _send(self._client, self._url, [{"MessageBody": body} for body in bodies])

    def send_storms(self, watch_ids: Sequence[str]) -> None:
        """Ask for the storms about these watches to be looked at."""
        bodies = (json.dumps({"storm": watch_id}) for watch_id in watch_ids)
        _send(self._client, self._url, [{"MessageBody": body} for body in bodies])


class SqsDeliveryQueue:
    """Sends deliveries that are to be carried out."""

    def __init__(self, url: str, client: Sqs) -> None:
        self._url = url
        self._client = client

    def send(self, keys: Sequence[tuple[str, str]]) -> None:
        """Ask for these deliveries, each by its mention's id and its own."""
        bodies = (json.dumps({"mention_id": mention_id, "delivery_id": key}) for mention_id, key in keys)
        _send(self._client, self._url, [{"MessageBody": body} for body in bodies])

    def send_digests(self, person_ids: Sequence[str]) -> None:
        """Ask for the digests of these people."""
        bodies = (json.dumps({"digest": person_id}) for person_id in person_ids)
        _send(self._client, self._url, [{"MessageBody": body} for body in bodies])


def parse_order(body: str) -> FetchOrder:
    """The order that a message of the fetch queue holds. Raises InvalidInput."""
    read = _read(body)
    host, minute = read.get("host"), read.get("minute")
    if not isinstance(host, str) or not host:
        raise InvalidInput("host", "must be a text")
    source_ids, mention_ids = _texts(read, "source_ids"), _texts(read, "mention_ids")
    if not source_ids and not mention_ids:
        raise InvalidInput("source_ids", "must be some texts, where there are no mention_ids")
    if not isinstance(minute, int) or isinstance(minute, bool):
        raise InvalidInput("minute", "must be a whole number")
    return FetchOrder(host, source_ids, minute, mention_ids=mention_ids, push=_push_in(read))


def parse_negative(body: str) -> tuple[str | None, str | None]:
    """The mention that a message of the queue of negatives names, or else the watch whose storm it names.

    Raises InvalidInput.
    """
    read = _read(body)
    if "storm" in read:
        return None, _text(read, "storm")
    return _text(read, "mention_id"), None


def parse_delivery(body: str) -> tuple[str, str]:
    """The delivery that a message names, by its mention's id and its own. Raises InvalidInput."""
    read = _read(body)
    return _text(read, "mention_id"), _text(read, "delivery_id")


def digest_in(body: str) -> str | None:
    """Whose digest a message of the queue of deliveries names; None where it names a delivery. Raises
    InvalidInput.
    """
    read = _read(body)
    return _text(read, "digest") if "digest" in read else None


def _text(read: Mapping[str, object], field: str) -> str:
    text = read.get(field)
    if not isinstance(text, str) or not text:
        raise InvalidInput(field, "must be a text")
    return text


def _read(body: str) -> dict[str, object]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("message", "is no JSON") from error
    if not isinstance(read, dict):
        raise InvalidInput("message", "is no JSON object")
    return read


def _texts(read: Mapping[str, object], field: str) -> tuple[str, ...]:
    texts = read.get(field, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise InvalidInput(field, "must be a list of texts")
    return tuple(texts)


def _push_in(read: Mapping[str, object]) -> Push | None:
    push = read.get("push")
    if push is None:
        return None
    if not isinstance(push, dict):
        raise InvalidInput("push", "must be an object")
    body, content_type, signature = (push.get(field) for field in ("body", "content_type", "signature"))
    if not isinstance(content_type, str | None) or not isinstance(signature, str):
        raise InvalidInput("push", "must say its content type and signature")
    try:
        packed = body if isinstance(body, str) else "?"
        return Push(base64.b64decode(packed, validate=True), content_type, signature)
    except ValueError as error:
        raise InvalidInput("push", "must have a body in base64") from error


def _order_entry(order: FetchOrder) -> Entry:
    content: dict[str, object] = {"host": order.host, "source_ids": order.source_ids, "minute": order.minute}
    if order.mention_ids:
        content["mention_ids"] = order.mention_ids
    if push := order.push:
        packed = base64.b64encode(push.body).decode()
        content["push"] = {
            "body": packed,
            "content_type": push.content_type,
            "signature": push.signature,
        }
    body = json.dumps(content, separators=(",", ":"))
    group = order.host if _GROUP.fullmatch(order.host) else _hash(order.host)
    return {"MessageBody": body, "MessageGroupId": group, "MessageDeduplicationId": _hash(body)}


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _send(client: Sqs, url: str, entries: Sequence[Entry]) -> None:
    if len(entries) < _MANY:
        _send_in_order(client, url, entries)
        return
    from concurrent.futures import ThreadPoolExecutor

    lanes: list[list[Entry]] = [[] for _ in range(_AT_ONCE)]
    for entry in entries:
        lanes[crc32(entry.get("MessageGroupId", entry["MessageBody"]).encode()) % _AT_ONCE].append(entry)
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        for sent in [workers.submit(_send_in_order, client, url, lane) for lane in lanes]:
            sent.result()


def _send_in_order(client: Sqs, url: str, entries: Sequence[Entry]) -> None:
    for start in range(0, len(entries), _BATCH):
        _send_batch(client, url, entries[start : start + _BATCH])


def _send_batch(client: Sqs, url: str, entries: Sequence[Entry]) -> None:
    batch = [{"Id": str(i), **entry} for i, entry in enumerate(entries)]
    failed = {failure["Id"] for failure in _failures(client, url, batch)}
    again = [entry for entry in batch if entry["Id"] in failed]
    if again and (still := list(_failures(client, url, again))):
        codes = sorted({failure.get("Code", "") for failure in still})
        raise TemporaryError(f"sqs did not take {len(still)} of {len(batch)} messages: {', '.join(codes)}")


def _failures(client: Sqs, url: str, batch: Sequence[Entry]) -> Iterator[Mapping[str, Any]]:
    try:
        answer = client.send_message_batch(QueueUrl=url, Entries=batch)
    except (BotoCoreError, ClientError) as error:
        raise _failure(error) from error
    yield from answer.get("Failed", ())


def _failure(error: BotoCoreError | ClientError) -> EarshotError:
    if not isinstance(error, ClientError):
        return TemporaryError(f"sqs could not be reached: {type(error).__name__}")
    code = error.response.get("Error", {}).get("Code", "")
    if _WRONG_REQUEST.search(code):
        return PermanentError(f"sqs:{error.operation_name} was refused: {code}")
    return TemporaryError(f"sqs:{error.operation_name} failed for now: {code}")
