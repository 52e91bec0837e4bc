"""How traces are kept: what leads from the words of a story, or from a copy of it, to the mention of it.

One item is one write unit. What is past its time may still lie there for days: AWS takes it away when it
likes (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html), so who reads looks.
"""

# mypy: allow-untyped-calls
# (PynamoDB does not type conditions.)

from __future__ import annotations

import struct
from collections.abc import Iterable

from pynamodb.attributes import BinaryAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from ..domain.fingerprints import Fingerprint, Said
from ..domain.likeness import Trace
from .attributes import TimeAttribute
from .items import Connected, Item


class TraceItem(Item):
    """A trace. Hashes are kept as four bytes each."""

    class Meta(Connected):
        table = "traces"

    id = UnicodeAttribute(hash_key=True)
    mention_id = UnicodeAttribute(attr_name="m")
    at = TimeAttribute(attr_name="a")
    pairs = BinaryAttribute(null=True, attr_name="p", legacy_encoding=False)
    numbers = BinaryAttribute(null=True, attr_name="n", legacy_encoding=False)
    headline_pairs = BinaryAttribute(null=True, attr_name="h", legacy_encoding=False)
    headline_numbers = BinaryAttribute(null=True, attr_name="k", legacy_encoding=False)
    expires = TTLAttribute()


def may_be_written(trace: Trace) -> Condition:
    """Where nothing lies under its key, or only what is past its time, or leads to the same mention."""
    is_free: Condition = TraceItem.id.does_not_exist() | (TraceItem.expires <= trace.at)
    condition: Condition = is_free | (TraceItem.mention_id == trace.mention_id)
    return condition


def item_of_trace(trace: Trace) -> TraceItem:
    """The trace as it is kept."""
    return TraceItem(
        id=trace.key,
        mention_id=trace.mention_id,
        at=trace.at,
        pairs=_packed(trace.said.text.pairs),
        numbers=_packed(trace.said.text.numbers),
        headline_pairs=_packed(trace.said.headline.pairs),
        headline_numbers=_packed(trace.said.headline.numbers),
        expires=trace.until,
    )


def trace_of(item: TraceItem) -> Trace:
    """The inverse, but that `until` has lost its fraction of a second."""
    text = Fingerprint(_unpacked(item.pairs), _unpacked(item.numbers))
    headline = Fingerprint(_unpacked(item.headline_pairs), _unpacked(item.headline_numbers))
    return Trace(item.id, item.mention_id, item.at, item.expires, Said(text, headline))


def _packed(hashes: Iterable[int]) -> bytes | None:
    return b"".join(struct.pack(">I", each) for each in sorted(hashes)) or None


def _unpacked(packed: bytes | None) -> frozenset[int]:
    return frozenset(each for (each,) in struct.iter_unpack(">I", packed or b""))
