"""Watches, all of which are read whenever we listen."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from ..domain.watches import Watch, WatchKind
from .attributes import MemberAttribute, TextsAttribute
from .failures import told_apart
from .items import Connected, Item


class WatchItem(Item):
    """A watch."""

    class Meta(Connected): ...

    id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    kind = MemberAttribute(WatchKind)
    names = TextsAttribute(null=True)
    terms = TextsAttribute(null=True)
    policy_id = UnicodeAttribute()


class DynamoWatchStore:
    """The watches table."""

    @told_apart()
    def get(self, watch_id: str) -> Watch | None:
        item = WatchItem.find(watch_id)
        return _watch(item) if item else None

    @told_apart()
    def all(self) -> tuple[Watch, ...]:
        """In the order of their ids, so that what one mention is about does not change from scan to scan."""
        return tuple(sorted(map(_watch, WatchItem.scan()), key=lambda watch: watch.id))

    @told_apart()
    def put(self, watch: Watch) -> None:
        WatchItem(
            id=watch.id,
            name=watch.name,
            kind=watch.kind,
            names=watch.names,
            terms=watch.terms,
            policy_id=watch.policy_id,
        ).save()

    @told_apart()
    def remove(self, watch_id: str) -> bool:
        """False when there is none."""
        item = WatchItem.find(watch_id)
        if item:
            item.delete()
        return item is not None


def _watch(item: WatchItem) -> Watch:
    return Watch(
        item.id, item.name, item.kind, tuple(item.names or ()), tuple(item.terms or ()), item.policy_id
    )
