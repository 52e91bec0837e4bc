"""Sources and hosts between two fetches, and the polling wheel."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Iterator, Sequence

from ..domain.hosts import Host
from ..domain.polling import DueSource
from ..domain.sources import Source
from ..errors import InvalidInput
from .commits import Write, delete, follows, write_all
from .failures import told_apart
from .items import is_key
from .source_items import WHEEL, SourceItem, host_key, host_of, item_of_host, item_of_source, source_of

# A plan that slept for an hour asks for some 500 slots, one that slept for a day for 6,000. Beyond this many,
# reading the whole index is quicker, and cheaper up to some 10,000 sources.
_MOST_SLOTS = 100


class DynamoSourceStore:
    """The sources table."""

    @told_apart()
    def due(self, slots: Iterable[str]) -> tuple[DueSource, ...]:
        """The sources that sit in these slots: a query each, or one look at all of them."""
        wanted = frozenset(slots)
        found = _in_slots(wanted) if len(wanted) <= _MOST_SLOTS else SourceItem.slot_index.scan()
        return tuple(DueSource(item.id, item.host) for item in found if item.slot in wanted)

    @told_apart()
    def load(
        self, source_ids: Sequence[str], hosts: Iterable[str]
    ) -> tuple[dict[str, Source], dict[str, Host]]:
        host_keys = {host_key(name) for name in hosts}
        return _told_apart_by_kind(_read({*source_ids, *host_keys}), host_keys)

    @told_apart()
    def load_to_fetch(
        self, source_ids: Sequence[str], hosts: Iterable[str]
    ) -> tuple[dict[str, Source], dict[str, Host]]:
        """Sources at half the price, as they were a moment ago; one that is not there yet is looked for anew.

        Hosts as they are now: the queue hands out a host's next order as soon as the one before is done, and
        a read that missed the "come back later" just saved would ask the host again.
        """
        host_keys = {host_key(name) for name in hosts}
        found = _read(set(source_ids), is_consistent=False)
        missing = {*source_ids} - {item.id for item in found}
        return _told_apart_by_kind([*found, *_read(missing | host_keys)], host_keys)

    @told_apart()
    def all(self) -> tuple[Source, ...]:
        """Every source, in the order of their ids. Reads the whole table."""
        items = SourceItem.scan(SourceItem.kind.exists())
        return tuple(sorted(map(source_of, items), key=lambda source: source.id))

    @told_apart()
    def page(self, cursor: str | None, limit: int) -> tuple[tuple[Source, ...], str | None]:
        """At most `limit` sources, in the order they lie in. Raises InvalidInput for a cursor none of ours.

        One read: where hosts and budgets lie in between, there are fewer.
        """
        start = {"id": {"S": _key_in(cursor)}} if cursor is not None else None
        pages = SourceItem.scan(SourceItem.kind.exists(), page_size=limit, last_evaluated_key=start).page_iter
        items = [SourceItem.from_raw_data(item) for item in next(pages)["Items"]]
        reached = pages.last_evaluated_key
        return tuple(map(source_of, items)), _cursor_to(reached["id"]["S"]) if reached else None

    @told_apart()
    def save(self, source: Source) -> bool:
        """Write it as version + 1, if the stored one is still the one it was read at."""
        item = item_of_source(source)
        return write_all([Write(item, follows(SourceItem.version, item.version))])

    @told_apart()
    def remove(self, source_id: str, version: int | None = None) -> bool:
        """Only a source: what is kept beside them has a key too, which somebody may type."""
        item = SourceItem.find(source_id, consistent_read=True)
        if item is None or item.kind is None:
            return False
        return delete(item, SourceItem.version == version if version is not None else None)

    @told_apart()
    def save_host(self, host: Host) -> None:
        item_of_host(host).save()

    @told_apart()
    def planned(self) -> int | None:
        """Read consistently: an older answer would have what is queued already queued again."""
        item = SourceItem.find(WHEEL, consistent_read=True)
        return item.minute if item else None

    @told_apart()
    def mark_planned(self, minute: int) -> None:
        """Remember it, unless a later one is remembered already."""
        is_later = SourceItem.minute.does_not_exist() | (SourceItem.minute < minute)
        write_all([Write(SourceItem(id=WHEEL, minute=minute), is_later)])


def _read(keys: Iterable[str], is_consistent: bool = True) -> list[SourceItem]:
    there = [key for key in keys if is_key(key)]
    return list(SourceItem.batch_get(there, consistent_read=is_consistent))


def _told_apart_by_kind(
    items: Iterable[SourceItem], host_keys: Collection[str]
) -> tuple[dict[str, Source], dict[str, Host]]:
    found = list(items)
    sources = {item.id: source_of(item) for item in found if item.kind is not None}
    known = {host.name: host for host in (host_of(item) for item in found if item.id in host_keys)}
    return sources, known


def _in_slots(slots: Iterable[str]) -> Iterator[SourceItem]:
    for slot in slots:
        yield from SourceItem.slot_index.query(slot)


def _cursor_to(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _key_in(cursor: str) -> str:
    """The key that a cursor leads to, whoever made it: all it can do is name a place to go on from."""
    try:
        key = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        key = ""
    if not is_key(key):
        raise InvalidInput("cursor", "is none of ours; leave it out to start over")
    return key
