"""Writes items, each under its condition, as a whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

from pynamodb.exceptions import DeleteError, PutError, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from .attributes import IntegerAttribute
from .failures import has_collided, has_lost
from .items import Item

# Two transactions that meet at an item take some 20 ms; who came second need not bother a person or a queue.
_PAUSES_S = (0.05, 0.2)


@dataclass(frozen=True, slots=True)
class Write:
    """An item and the condition under which it may be written; None for always."""

    item: Item
    condition: Condition | None = None


def follows(stored: IntegerAttribute, version: int) -> Condition:
    """What holds while the version before this one is stored; before version 1, nothing is."""
    return stored == version - 1 if version > 1 else stored.does_not_exist()


def unchanged(item: Item) -> Condition:
    """What holds while exactly this is stored: so nothing need count versions."""
    stored = item.serialize()
    conditions = [
        attribute == stored[name] if name in stored else attribute.does_not_exist()
        for name, attribute in item.get_attributes().items()
    ]
    return reduce(and_, conditions)


def put_over(before: Item | None, after: Item) -> bool:
    """Put an item in the place of one that was read before, or where there was none. False when that is no
    longer as it was read: then nothing was written.
    """
    return write_all([Write(after, unchanged(before) if before else _absent(after))])


def delete(item: Item, condition: Condition | None) -> bool:
    """Delete an item. False when the condition did not hold: then it is still there."""
    try:
        item.delete(condition)
    except DeleteError as error:
        if has_lost(error):
            return False
        raise
    return True


def write_all(writes: Sequence[Write], pauses_s: Sequence[float] = _PAUSES_S) -> bool:
    """False when a condition did not hold: then nothing was written.

    One item alone is a plain put, which costs half of a transaction. When the answer to a put is lost, the
    SDK asks again and meets its own write: False then, too, and whoever reads again finds what was meant.
    """
    try:
        _write(writes)
    except (PutError, TransactWriteError) as error:
        if has_lost(error):
            return False
        if not pauses_s or not has_collided(error):
            raise
    else:
        return True
    time.sleep(pauses_s[0])
    return write_all(writes, pauses_s[1:])


def _absent(item: Item) -> Condition:
    return next(each for each in item.get_attributes().values() if each.is_hash_key).does_not_exist()


def _write(writes: Sequence[Write]) -> None:
    if len(writes) == 1:
        writes[0].item.save(writes[0].condition)
        return
    with TransactWrite(connection=writes[0].item.connection()) as transaction:
        for write in writes:
            transaction.save(write.item, write.condition)
