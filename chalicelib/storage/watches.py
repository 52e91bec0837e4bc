"""Watches, all of which are read whenever we listen."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes a map of a class.)

from __future__ import annotations

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute

from ..domain.noises import Noise
from ..domain.query_trees import Query
from ..domain.watches import Place, Watch, WatchKind
from .attributes import MemberAttribute, MembersAttribute, TextsAttribute
from .commits import delete, put_over, unchanged
from .failures import told_apart
from .items import Connected, Item
from .query_trees import TreeAttribute


class PlaceMap(MapAttribute[str, object]):
    """A place."""

    latitude = NumberAttribute()
    longitude = NumberAttribute()
    radius_km = NumberAttribute()


class WatchItem(Item):
    """A watch."""

    class Meta(Connected):
        table = "watches"

    id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    kind = MemberAttribute(WatchKind)
    names = TextsAttribute(null=True)
    terms = TextsAttribute(null=True)
    policy_id = UnicodeAttribute()
    praise_policy_id = UnicodeAttribute(null=True)
    handles = TextsAttribute(null=True)
    domains = TextsAttribute(null=True)
    language = UnicodeAttribute(null=True)
    place = PlaceMap(null=True)
    query_text = UnicodeAttribute(null=True)
    query_tree = TreeAttribute(null=True)
    without = MembersAttribute(Noise, null=True)
    must_match = TextsAttribute(null=True)
    must_not_match = TextsAttribute(null=True)
    description = UnicodeAttribute(null=True)


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
        _watch_item(watch).save()

    @told_apart()
    def replace(self, before: Watch | None, after: Watch) -> bool:
        """False when there is another than `before`, or none."""
        item = WatchItem.find(after.id, consistent_read=True)
        if (_watch(item) if item else None) != before:
            return False
        return put_over(item, _watch_item(after))

    @told_apart()
    def remove(self, watch_id: str, before: Watch | None = None) -> bool:
        """False when there is none, or another than `before` where that is given."""
        item = WatchItem.find(watch_id, consistent_read=True)
        if item is None or before not in (None, _watch(item)):
            return False
        return delete(item, unchanged(item) if before else None)


def _watch(item: WatchItem) -> Watch:
    place = item.place
    return Watch(
        id=item.id,
        name=item.name,
        kind=item.kind,
        names=tuple(item.names or ()),
        terms=tuple(item.terms or ()),
        policy_id=item.policy_id,
        praise_policy_id=item.praise_policy_id,
        handles=tuple(item.handles or ()),
        domains=tuple(item.domains or ()),
        language=item.language,
        place=Place(place.latitude, place.longitude, place.radius_km) if place else None,
        query=Query(item.query_text or "", item.query_tree) if item.query_tree else None,
        without=tuple(item.without or ()),
        must_match=tuple(item.must_match or ()),
        must_not_match=tuple(item.must_not_match or ()),
        description=item.description or "",
    )


def _watch_item(watch: Watch) -> WatchItem:
    return WatchItem(
        id=watch.id,
        name=watch.name,
        kind=watch.kind,
        names=watch.names,
        terms=watch.terms,
        policy_id=watch.policy_id,
        praise_policy_id=watch.praise_policy_id,
        handles=watch.handles,
        domains=watch.domains,
        language=watch.language,
        place=_place_map(watch.place) if watch.place else None,
        query_text=watch.query.text if watch.query else None,
        query_tree=watch.query.tree if watch.query else None,
        without=watch.without,
        must_match=watch.must_match,
        must_not_match=watch.must_not_match,
        description=watch.description or None,
    )


def _place_map(place: Place) -> PlaceMap:
    return PlaceMap(latitude=place.latitude, longitude=place.longitude, radius_km=place.radius_km)
