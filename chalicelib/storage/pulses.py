"""Pulses: how fast complaints about each watch come."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes an index of a class.)

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from pynamodb.attributes import BinaryAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from ..domain.storms import Pulse
from ..errors import PermanentError
from .attributes import IntegerAttribute, TimeAttribute
from .commits import Write, follows, write_all
from .failures import told_apart
from .items import PRESENT, Connected, Item

_LOOKED_AT = timedelta(minutes=10)


class StormIndex(GlobalSecondaryIndex["PulseItem"]):
    """Pulses with a storm, by when it is to be looked at again."""

    class Meta:
        index_name = "due-index"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = TimeAttribute(range_key=True)


class PulseItem(Item):
    """A pulse, as MessagePack: even the busiest is below 4 KB, which is one unit to read."""

    class Meta(Connected):
        table = "pulses"

    id = UnicodeAttribute(hash_key=True)
    due_index = StormIndex()
    due = UnicodeAttribute(null=True)
    due_at = TimeAttribute(null=True)
    pulse = BinaryAttribute(legacy_encoding=False)
    version = IntegerAttribute()


class DynamoPulseStore:
    """The pulses table."""

    @told_apart()
    def get(self, watch_id: str) -> Pulse | None:
        item = PulseItem.find(watch_id, consistent_read=True)
        if item is None:
            return None
        try:
            return msgspec.msgpack.decode(item.pulse, type=Pulse)
        except msgspec.DecodeError as error:
            raise PermanentError(f"the stored pulse of {watch_id!r} has another shape: {error}") from error

    @told_apart()
    def save(self, pulse: Pulse, now: datetime) -> bool:
        """Write it over the version before; version 1 only where there is none. False when it lost."""
        item = PulseItem(
            id=pulse.watch_id,
            due=PRESENT if pulse.storm else None,
            due_at=now + _LOOKED_AT if pulse.storm else None,
            pulse=msgspec.msgpack.encode(pulse),
            version=pulse.version,
        )
        return write_all((Write(item, follows(PulseItem.version, pulse.version)),))

    @told_apart()
    def stormy(self, now: datetime) -> tuple[str, ...]:
        """Ids of watches whose storm is due to be looked at by now."""
        return tuple(item.id for item in PulseItem.due_index.query(PRESENT, PulseItem.due_at <= now))
