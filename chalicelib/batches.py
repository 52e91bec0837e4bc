"""Partial batch responses: what failed goes back to its queue, what succeeded does not come again.

The template switches `ReportBatchItemFailures` on for every queue; without this answer it would mean that all
succeeded. Shape: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

log = logging.getLogger(__name__)

Record = Mapping[str, Any]
Answer = dict[str, list[dict[str, str]]]
Order = TypeVar("Order")


def answer(failed_ids: Iterable[str]) -> Answer:
    """The answer that gives these messages back."""
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed_ids]}


def each(records: Iterable[Record], act: Callable[[str], None]) -> Answer:
    """Act on the body of each message; one that fails is given back and does not disturb the others."""
    failed: list[str] = []
    for record in records:
        with _survived(record["messageId"], failed):
            act(record["body"])
    return answer(failed)


def together(
    records: Sequence[Record],
    read: Callable[[str], Order],
    act: Callable[[Sequence[Order]], Collection[Order]],
    soon: Callable[[Sequence[str]], None],
) -> Answer:
    """Act on all messages of a FIFO batch at once; `act` says which orders failed.

    A message that cannot be read is given back, and so are the later ones of its group: they must not
    overtake it. `soon` hears the receipt handles of all that are given back: until they are visible again
    their whole group stands still, which must not take as long as a worker that died.
    """
    orders: dict[str, Order] = {}
    failed: list[str] = []
    blocked: set[str] = set()
    for record in records:
        group = record["attributes"]["MessageGroupId"]
        if group in blocked:
            failed.append(record["messageId"])
            continue
        with _survived(record["messageId"], failed):
            orders[record["messageId"]] = read(record["body"])
        if failed and failed[-1] == record["messageId"]:
            blocked.add(group)
    undone: Collection[Order] = list(orders.values())
    with _survived("the whole batch"):
        undone = act(list(orders.values()))
    failed += [message_id for message_id, order in orders.items() if order in undone]
    if failed:
        soon([record["receiptHandle"] for record in records if record["messageId"] in failed])
    return answer(failed)


@contextmanager
def _survived(message_id: str, failed: list[str] | None = None) -> Iterator[None]:
    """Whatever the block raises is logged, and its message noted as failed: its neighbours go on."""
    try:
        yield
    except Exception:
        log.exception("message failed", extra={"message_id": message_id})
        if failed is not None:
            failed.append(message_id)
