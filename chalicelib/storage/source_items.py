"""How a source is kept, and beside it what else a fetch needs, so that one batch reads it all.

| key           | holds                                                                |
|---------------|----------------------------------------------------------------------|
| a source's id | a source; it has a `slot` only while the wheel turns for it          |
| `host:<name>` | what a host asked of us                                              |
| `wheel`       | the last minute that was planned                                     |
| `budget:<account>` | what was spent of a budget, and of how much, in its newest period |
"""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes an index of a class.)

from __future__ import annotations

from datetime import timedelta

from pynamodb.attributes import BinaryAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from ..domain.cadence import Cadence
from ..domain.entries import SeenEntries
from ..domain.hosts import Host
from ..domain.sources import Alarm, Failure, FailureKind, Source, SourceStatus, Trouble
from ..domain.subscriptions import Hub, Subscription, SubscriptionState
from .attributes import (
    IntegerAttribute,
    MemberAttribute,
    NamedTextsAttribute,
    TextsAttribute,
    TimeAttribute,
)
from .items import Connected, Item

WHEEL = "wheel"


class SlotIndex(GlobalSecondaryIndex["SourceItem"]):
    """Enough to queue a fetch without reading the source."""

    class Meta:
        index_name = "slot-index"
        projection = IncludeProjection(["host"])

    slot = UnicodeAttribute(hash_key=True)


class TroubleMap(MapAttribute[str, object]):
    """The trouble a source is in."""

    kind = MemberAttribute(FailureKind)
    detail = UnicodeAttribute()
    retry_after_s = NumberAttribute(null=True)
    since = TimeAttribute()
    count = IntegerAttribute()


class CadenceMap(MapAttribute[str, object]):
    """How often a source says something new."""

    usual = IntegerAttribute()
    longest = IntegerAttribute()


class SubscriptionMap(MapAttribute[str, object]):
    """What is known of the hub that a source names."""

    hub = UnicodeAttribute()
    topic = UnicodeAttribute()
    state = MemberAttribute(SubscriptionState)
    since = TimeAttribute(null=True)
    lease_from = TimeAttribute(null=True)
    lease_until = TimeAttribute(null=True)
    pushed_at = TimeAttribute(null=True)
    key_hash = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)


class SourceItem(Item):
    """A source; or a host or the wheel, which have no `kind`."""

    class Meta(Connected):
        table = "sources"

    id = UnicodeAttribute(hash_key=True)
    slot_index = SlotIndex()
    slot = UnicodeAttribute(null=True)
    host = UnicodeAttribute(null=True)

    kind = UnicodeAttribute(null=True)
    url = UnicodeAttribute(null=True)
    added_at = TimeAttribute(null=True)
    status = MemberAttribute(SourceStatus, null=True)
    title = UnicodeAttribute(null=True)
    least_interval = IntegerAttribute(null=True)
    most_interval = IntegerAttribute(null=True)
    usual_interval = IntegerAttribute(null=True)
    etag = UnicodeAttribute(null=True)
    last_modified = UnicodeAttribute(null=True)
    body_hash = UnicodeAttribute(null=True)
    seen = BinaryAttribute(legacy_encoding=False, null=True)
    first_read_at = TimeAttribute(null=True)
    last_new_at = TimeAttribute(null=True)
    trouble = TroubleMap(null=True)
    notes = TextsAttribute(null=True)
    watch_id = UnicodeAttribute(null=True)
    options = NamedTextsAttribute(null=True)
    position = NamedTextsAttribute(null=True)
    cadence = CadenceMap(null=True)
    alarm = MemberAttribute(Alarm, null=True)
    subscription = SubscriptionMap(null=True)
    version = IntegerAttribute(null=True)

    resume_at = TimeAttribute(null=True)  # a host's
    strikes = IntegerAttribute(null=True)  # a host's
    minute = IntegerAttribute(null=True)  # the wheel's
    period = UnicodeAttribute(null=True)  # a budget's
    spent = IntegerAttribute(null=True)  # a budget's
    most = IntegerAttribute(null=True)  # a budget's


def host_key(name: str) -> str:
    """Where the host of this name is kept."""
    return f"host:{name}"


def item_of_source(source: Source) -> SourceItem:
    """The source as it is kept, one version on."""
    return SourceItem(
        id=source.id,
        slot=source.slot,
        host=source.host,
        kind=source.kind,
        url=source.url,
        added_at=source.added_at,
        status=source.status,
        title=source.title,
        least_interval=source.least_interval,
        most_interval=source.most_interval,
        usual_interval=source.usual_interval,
        etag=source.etag,
        last_modified=source.last_modified,
        body_hash=source.body_hash,
        seen=source.seen.to_bytes() or None,
        first_read_at=source.first_read_at,
        last_new_at=source.last_new_at,
        trouble=_trouble_map(source.trouble) if source.trouble else None,
        notes=source.notes,
        watch_id=source.watch_id,
        options=source.options,
        position=source.position,
        cadence=_cadence_map(source.cadence) if source.cadence else None,
        alarm=source.alarm,
        subscription=_subscription_map(source.subscription) if source.subscription else None,
        version=source.version + 1,
    )


def source_of(item: SourceItem) -> Source:
    """The inverse."""
    return Source(
        id=item.id,
        kind=item.kind,
        url=item.url,
        added_at=item.added_at,
        status=item.status,
        title=item.title,
        least_interval=item.least_interval,
        most_interval=item.most_interval,
        usual_interval=item.usual_interval,
        etag=item.etag,
        last_modified=item.last_modified,
        body_hash=item.body_hash,
        seen=SeenEntries.from_bytes(item.seen or b""),
        first_read_at=item.first_read_at,
        last_new_at=item.last_new_at,
        trouble=_trouble_of(item.trouble) if item.trouble else None,
        notes=tuple(item.notes or ()),
        watch_id=item.watch_id,
        options=dict(item.options or {}),
        position=dict(item.position or {}),
        cadence=Cadence(item.cadence.usual, item.cadence.longest) if item.cadence else None,
        alarm=item.alarm,
        subscription=_subscription_of(item.subscription) if item.subscription else None,
        version=item.version,
    )


def item_of_host(host: Host) -> SourceItem:
    """The host as it is kept."""
    return SourceItem(id=host_key(host.name), resume_at=host.resume_at, strikes=host.strikes)


def host_of(item: SourceItem) -> Host:
    """The inverse."""
    return Host(item.id.removeprefix(host_key("")), item.resume_at, item.strikes)


def _cadence_map(cadence: Cadence) -> CadenceMap:
    return CadenceMap(usual=cadence.usual, longest=cadence.longest)


def _trouble_map(trouble: Trouble) -> TroubleMap:
    failure = trouble.failure
    return TroubleMap(
        kind=failure.kind,
        detail=failure.detail,
        retry_after_s=failure.retry_after.total_seconds() if failure.retry_after is not None else None,
        since=trouble.since,
        count=trouble.count,
    )


def _trouble_of(stored: TroubleMap) -> Trouble:
    wait_s: float | None = stored.retry_after_s
    retry_after = timedelta(seconds=wait_s) if wait_s is not None else None
    return Trouble(Failure(stored.kind, stored.detail, retry_after), stored.since, stored.count)


def _subscription_map(subscription: Subscription) -> SubscriptionMap:
    return SubscriptionMap(
        hub=subscription.hub.url,
        topic=subscription.hub.topic,
        state=subscription.state,
        since=subscription.since,
        lease_from=subscription.lease_from,
        lease_until=subscription.lease_until,
        pushed_at=subscription.pushed_at,
        key_hash=subscription.key_hash or None,
        reason=subscription.reason or None,
    )


def _subscription_of(stored: SubscriptionMap) -> Subscription:
    return Subscription(
        hub=Hub(stored.hub, stored.topic),
        state=stored.state,
        since=stored.since,
        lease_from=stored.lease_from,
        lease_until=stored.lease_until,
        pushed_at=stored.pushed_at,
        key_hash=stored.key_hash or "",
        reason=stored.reason or "",
    )
