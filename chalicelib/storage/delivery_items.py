"""How deliveries are kept: under their mention, in the order of time."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes an index of a class.)

from __future__ import annotations

from datetime import timedelta

from pynamodb.attributes import BooleanAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from ..domain.deliveries import Cause, Delivery, DeliveryStatus
from ..domain.policies import Destination
from .attributes import IntegerAttribute, MemberAttribute, TimeAttribute
from .items import PRESENT, Connected, Item


class UndeliveredIndex(GlobalSecondaryIndex["DeliveryItem"]):
    """Deliveries that are not over, by when they may be tried."""

    class Meta:
        index_name = "due-index"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = TimeAttribute(range_key=True)


class DeliveryItem(Item):
    """A delivery; the destination is written as people write it."""

    class Meta(Connected):
        table = "deliveries"

    mention_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    due_index = UndeliveredIndex()
    due = UnicodeAttribute(null=True)
    due_at = TimeAttribute(null=True)

    cause = MemberAttribute(Cause)
    turn = IntegerAttribute()
    number = IntegerAttribute()
    step = IntegerAttribute()
    destination = UnicodeAttribute()
    queued_at = TimeAttribute()
    status = MemberAttribute(DeliveryStatus)
    person_id = UnicodeAttribute(null=True)
    attempts = IntegerAttribute()
    at = TimeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    follows = BooleanAttribute(null=True)
    opened_at = TimeAttribute(null=True)
    acknowledged_at = TimeAttribute(null=True)
    version = IntegerAttribute()
    expires = TTLAttribute()


def item_of_delivery(delivery: Delivery, keep_for: timedelta) -> DeliveryItem:
    """The delivery as it is kept."""
    return DeliveryItem(
        mention_id=delivery.mention_id,
        id=delivery.id,
        due=PRESENT if delivery.due_at else None,
        due_at=delivery.due_at,
        cause=delivery.cause,
        turn=delivery.turn,
        number=delivery.number,
        step=delivery.step,
        destination=str(delivery.destination),
        queued_at=delivery.queued_at,
        status=delivery.status,
        person_id=delivery.person_id,
        attempts=delivery.attempts,
        at=delivery.at,
        failure=delivery.failure,
        follows=delivery.follows or None,
        opened_at=delivery.opened_at,
        acknowledged_at=delivery.acknowledged_at,
        version=delivery.version,
        expires=delivery.queued_at + keep_for,
    )


def delivery_of(item: DeliveryItem) -> Delivery:
    """The inverse."""
    return Delivery(
        mention_id=item.mention_id,
        cause=item.cause,
        turn=item.turn,
        number=item.number,
        step=item.step,
        destination=Destination.parse(item.destination),
        queued_at=item.queued_at,
        due_at=item.due_at,
        status=item.status,
        person_id=item.person_id,
        attempts=item.attempts,
        at=item.at,
        failure=item.failure,
        follows=bool(item.follows),
        opened_at=item.opened_at,
        acknowledged_at=item.acknowledged_at,
        version=item.version,
    )
