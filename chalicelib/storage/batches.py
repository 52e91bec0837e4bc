"""Reads items of several tables together: one request, where each table alone would be another."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import TemporaryError
from .items import Item

# What is left over when a partition is busy is asked for again, as AWS advises, after a while:
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
_PAUSES_S = (0.05, 0.2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The items of one table with these ids. Consistently, they are as last written, at twice the price."""

    item: type[Item]
    ids: Collection[str]
    is_consistent: bool


def read_together(wanted: Sequence[Wanted], pauses_s: Sequence[float] = _PAUSES_S) -> list[Item]:
    """What there is of it, at most 100 in all, in no order. Raises TemporaryError when some are left over."""
    kinds = {each.item.Meta.table_name: each.item for each in wanted}
    left = {each.item.Meta.table_name: _asked(each) for each in wanted if each.ids}
    found: list[Item] = []
    for pause_s in (0.0, *pauses_s):
        if left:
            time.sleep(pause_s)
            answer = wanted[0].item.connection().dispatch("BatchGetItem", {"RequestItems": left})
            for table, items in answer["Responses"].items():
                found += map(kinds[table].from_raw_data, items)
            left = answer["UnprocessedKeys"]
    if left:
        raise TemporaryError("dynamodb:BatchGetItem left items unread: too much is asked of their table")
    return found


def _asked(wanted: Wanted) -> dict[str, Any]:
    keys = [{"id": {"S": each}} for each in dict.fromkeys(wanted.ids)]
    return {"Keys": keys, "ConsistentRead": wanted.is_consistent}
