"""Who gets digests. They lie beside the deliveries, of which a digest is one that comes again and again."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes an index of a class.)

from __future__ import annotations

from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from ..domain.subscribers import Subscriber
from ..domain.timetables import Rhythm, Timetable
from .attributes import IntegerAttribute, MemberAttribute, TimeAttribute
from .commits import Write, follows, write_all
from .failures import told_apart
from .items import Connected, Item, is_key

ALL = "digest:people"  # where mentions have their ids, none of which looks so
_DUE = "digest"  # apart from the deliveries, which nobody who asks for digests wants


class DueDigestIndex(GlobalSecondaryIndex["SubscriberItem"]):
    """The deliveries' own, with a hash key of ours."""

    class Meta:
        index_name = "due-index"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = TimeAttribute(range_key=True)


class SubscriberItem(Item):
    """A subscriber, under the id of their person."""

    class Meta(Connected):
        table = "deliveries"

    mention_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    due_index = DueDigestIndex()
    due = UnicodeAttribute(null=True)
    due_at = TimeAttribute(null=True)

    key = UnicodeAttribute()
    rhythm = MemberAttribute(Rhythm)
    hour = IntegerAttribute()
    zone = UnicodeAttribute()
    since = TimeAttribute()
    sent_at = TimeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    version = IntegerAttribute()


class DynamoSubscriberStore:
    """Read consistently, so that who has just unsubscribed sees it."""

    @told_apart()
    def get(self, person_id: str) -> Subscriber | None:
        item = _find(person_id)
        return _subscriber(item) if item else None

    @told_apart()
    def all(self) -> tuple[Subscriber, ...]:
        """In the order of their people's ids."""
        return tuple(map(_subscriber, SubscriberItem.query(ALL, consistent_read=True)))

    @told_apart()
    def save(self, subscriber: Subscriber) -> bool:
        """Write it over the version before; version 1 only where there is none. False when it lost."""
        written = Write(_item(subscriber), follows(SubscriberItem.version, subscriber.version))
        return write_all((written,))

    @told_apart()
    def remove(self, person_id: str) -> bool:
        """False when there is nobody."""
        item = _find(person_id)
        if item:
            item.delete()
        return item is not None

    @told_apart()
    def due(self, now: datetime) -> tuple[str, ...]:
        """Ids of the people whose digest is due by now, longest first."""
        due = SubscriberItem.due_index.query(_DUE, SubscriberItem.due_at <= now)
        return tuple(item.id for item in due)


def _find(person_id: str) -> SubscriberItem | None:
    if not is_key(person_id):
        return None
    try:
        return SubscriberItem.get(ALL, person_id, consistent_read=True)
    except SubscriberItem.DoesNotExist:
        return None


def _item(subscriber: Subscriber) -> SubscriberItem:
    return SubscriberItem(
        mention_id=ALL,
        id=subscriber.person_id,
        due=_DUE if subscriber.due_at else None,
        due_at=subscriber.due_at,
        key=subscriber.key,
        rhythm=subscriber.timetable.rhythm,
        hour=subscriber.timetable.hour,
        zone=subscriber.timetable.zone,
        since=subscriber.since,
        sent_at=subscriber.sent_at,
        failure=subscriber.failure,
        version=subscriber.version,
    )


def _subscriber(item: SubscriberItem) -> Subscriber:
    return Subscriber(
        person_id=item.id,
        key=item.key,
        timetable=Timetable(item.rhythm, item.hour, item.zone),
        since=item.since,
        due_at=item.due_at,
        sent_at=item.sent_at,
        failure=item.failure,
        version=item.version,
    )
