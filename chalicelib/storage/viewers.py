"""Who looks at a mention just now; they lie beside the deliveries, under `viewers:<mention>`.

Each is less than 1 KB, one write unit. What is past its time may lie there for days, so who reads looks:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
"""

from __future__ import annotations

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.connection import TableConnection

from ..domain.viewers import STAYS, Viewer
from .attributes import TimeAttribute
from .commits import Write, write_all
from .delivery_items import DeliveryItem
from .failures import told_apart
from .items import Connected, Item, is_key

_MOST = 100  # of one mention; far more than look at one


class ViewerItem(Item):
    """A viewer, in the table of deliveries."""

    class Meta(Connected):
        table = "deliveries"

    mention_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    seen_at = TimeAttribute()
    expires = TTLAttribute()

    @classmethod
    def _get_connection(cls) -> TableConnection:
        return DeliveryItem._get_connection()


class DynamoViewerStore:
    """A part of the deliveries table."""

    @told_apart()
    def at(self, mention_id: str) -> tuple[Viewer, ...]:
        """Who was seen at this mention, of late."""
        key = _key(mention_id)
        items = ViewerItem.query(key, limit=_MOST) if is_key(key) else ()
        return tuple(Viewer(mention_id, item.id, item.seen_at) for item in items)

    @told_apart()
    def put(self, viewer: Viewer) -> None:
        """Remember it. Never moves back."""
        item = ViewerItem(
            mention_id=_key(viewer.mention_id),
            id=viewer.person_id,
            seen_at=viewer.seen_at,
            expires=viewer.seen_at + STAYS,
        )
        is_later = ViewerItem.seen_at.does_not_exist() | (ViewerItem.seen_at < viewer.seen_at)
        write_all([Write(item, is_later)])


def _key(mention_id: str) -> str:
    return f"viewers:{mention_id}"
