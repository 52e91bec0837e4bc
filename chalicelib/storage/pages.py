"""Reads mentions newest first, a page at a time, walking back through the days they were found on.

    until ──▶ … ──▶ place ──▶ the day before ──▶ … ──▶ since
                      ▲ where the last page ended; the cursor holds nothing else

A place is the text of a time, for everything found before it, or the `found` of a mention, for everything
that stands before that one. New mentions stand after every place a reader has passed: pages never shift.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import reduce
from operator import and_

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from ..domain.mentions import MentionFilter, Page
from ..errors import InvalidInput
from .attributes import text_of, time_of
from .mention_items import MentionItem, mention_of

# What one call may ask: a quiet month, or so many times the limit where a filter leaves little over.
_MOST_QUERIES = 31

_PLACE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)(#.{1,300})?", re.DOTALL)
_MIDNIGHT = "T00:00:00.000000Z"


def read_page(wanted: MentionFilter, cursor: str | None, limit: int) -> Page:
    """At most `limit` mentions, `limit` being at least 1. Raises InvalidInput for a cursor none of ours."""
    since, place = text_of(wanted.since), text_of(wanted.until)
    if cursor is not None:
        place = min(place, _place_in(cursor))
    found: list[MentionItem] = []
    for _ in range(_MOST_QUERIES):
        if place <= since or len(found) >= limit:
            break
        items, place = _read_before(place, wanted, limit)
        found += [item for item in items if item.found >= since]
    if len(found) > limit:
        place = found[limit - 1].found
    return Page(tuple(map(mention_of, found[:limit])), _cursor_to(place) if place > since else None)


def _read_before(place: str, wanted: MentionFilter, limit: int) -> tuple[list[MentionItem], str]:
    """What one query finds of the last day before this place, and the place it got to."""
    day = place[:10] if place[10:] != _MIDNIGHT else str(date.fromisoformat(place[:10]) - timedelta(days=1))
    pages = MentionItem.found_index.query(
        day,
        MentionItem.found < place,
        filter_condition=reduce(and_, _conditions(wanted), None),
        scan_index_forward=False,
        page_size=limit,
    ).page_iter
    items = [MentionItem.from_raw_data(item) for item in next(pages)["Items"]]
    reached = pages.last_evaluated_key
    return items, reached["found"]["S"] if reached else day + _MIDNIGHT


def _conditions(wanted: MentionFilter) -> Iterator[Condition]:
    if wanted.watch_id is not None:
        yield Path(MentionItem.watch_ids.attr_name).contains(wanted.watch_id)
    if wanted.but_watch_id is not None:
        yield ~Path(MentionItem.watch_ids.attr_name).contains(wanted.but_watch_id)
    if wanted.verdict is not None:
        yield MentionItem.verdict == wanted.verdict
    if wanted.status is not None:
        yield MentionItem.status == wanted.status


def _cursor_to(place: str) -> str:
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place_in(cursor: str) -> str:
    """The place that a cursor leads to, whoever made it: all it can do is name a place."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        place = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
        parts = _PLACE.fullmatch(place)
        if parts is None:
            raise ValueError(f"no place: {place!r}")
        time_of(parts[1])
    except ValueError as error:
        raise InvalidInput("cursor", "is none of ours; leave it out to start over") from error
    return place
