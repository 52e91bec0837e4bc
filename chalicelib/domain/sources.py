"""A source is one place we listen to, with everything remembered about it between two fetches."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from . import polling, subscriptions
from .addresses import host_of
from .cadence import Cadence, learned
from .entries import Entry, SeenEntries, plausible
from .subscriptions import Hub, Subscription


class SourceStatus(StrEnum):
    """Whether the wheel turns for it."""

    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"  # the site said 410: it will not come back


class FailureKind(StrEnum):
    """Why a source could not be read, in classes that call for different help."""

    UNREACHABLE = "unreachable"  # name, connection or certificate
    TIMED_OUT = "timed-out"
    BLOCKED_ADDRESS = "blocked-address"  # leads to a private or otherwise refused address
    REDIRECTS = "redirects"  # too many, or in a circle
    TOO_LARGE = "too-large"
    NOT_FOUND = "not-found"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    BOT_WALL = "bot-wall"
    RATE_LIMITED = "rate-limited"
    SERVER_ERROR = "server-error"
    UNEXPECTED_STATUS = "unexpected-status"
    UNREADABLE = "unreadable"  # it answered, but not with something we can read
    NOT_CONFIGURED = "not-configured"  # ours to mend: a setting, a key or a watch is missing
    OUT_OF_BUDGET = "out-of-budget"  # what may be spent on it has been, for today or this month
    RESTING = "resting"  # it answered, and asked to be left alone for a while


# Waiting is no trouble: nothing is wrong, and it passes by itself.
WAITS = frozenset({FailureKind.OUT_OF_BUDGET, FailureKind.RESTING})


@dataclass(frozen=True, slots=True)
class Failure:
    """`detail` is one readable line for the source's owner; it never holds a secret or a whole address.

    `retry_after` is what the host asked for, and then binds everything we ask of that host.
    """

    kind: FailureKind
    detail: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """The failure a source is in since `since`, `count` times in a row."""

    failure: Failure
    since: datetime
    count: int


class Alarm(StrEnum):
    """What the operator was last told about a source that needs a look."""

    FAILING = "failing"  # it cannot be read, and that has lasted or will not pass by itself
    QUIET = "quiet"  # it can be read, but has said nothing for longer than its own cadence explains


@dataclass(frozen=True, slots=True)
class Document:
    """What a fetch brought: all entries of the source, and what to remember for asking again.

    `unchanged` means the source had nothing new to say (304, or the same bytes) and `entries` is empty.
    `moved_to` is where a permanent redirect leads. `notes` says in words what was odd but survivable.

    `position` is where to go on the next time, in the kind's own words; None leaves it as it was. With
    `broke_off`, a further page could not be had: the entries count, and the next fetch begins where this one
    did. `speaks_of_watch` means that all of it is about the source's watch, named or not, as reviews are.
    `rest` is how long the host, though it answered well, asks us to leave it alone. `hub` is the hub that the
    source names as the one that pushes what is new there.
    """

    entries: tuple[Entry, ...] = ()
    unchanged: bool = False
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    moved_to: str | None = None
    title: str | None = None
    notes: tuple[str, ...] = ()
    position: Mapping[str, str] | None = None
    broke_off: Failure | None = None
    speaks_of_watch: bool = False
    rest: timedelta | None = None
    hub: Hub | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """`url` is what is fetched or, for a service that is searched, where it is asked.

    `watch_id` is what it is searched for, `options` what else its kind was told, and `position` how far it
    was read, in the kind's own words. Intervals are whole minutes on the ladder of `polling`; `usual` is the
    pace when all is well. `alarm` is what the operator was told last; None once told that all is well again.
    `version` counts the writes; a write from an older version loses.
    """

    id: str
    kind: str
    url: str = field(repr=False)  # may hold a token: it must not reach a log with a repr
    added_at: datetime
    status: SourceStatus = SourceStatus.ACTIVE
    title: str | None = None
    least_interval: int = 5
    most_interval: int = 60
    usual_interval: int = 15
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    seen: SeenEntries = field(default_factory=SeenEntries)
    first_read_at: datetime | None = None
    last_new_at: datetime | None = None
    trouble: Trouble | None = None
    notes: tuple[str, ...] = ()
    watch_id: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    position: Mapping[str, str] = field(default_factory=dict)
    cadence: Cadence | None = None
    alarm: Alarm | None = None
    subscription: Subscription | None = None
    version: int = 0

    @property
    def host(self) -> str:
        """The host that politeness is owed to; the fetch queue's group."""
        return host_of(self.url)

    @property
    def interval(self) -> int:
        """Minutes between fetches now: the usual pace, or slower while in trouble or while a hub pushes."""
        fails = self.trouble and self.trouble.failure.kind not in WAITS
        if self.trouble and fails:
            return polling.backoff_interval(self.trouble.count, self.usual_interval)
        return self.subscription.pace(self.usual_interval) if self.subscription else self.usual_interval

    @property
    def slot(self) -> str | None:
        """Where it sits on the polling wheel; None when it is not to be fetched."""
        if self.status is not SourceStatus.ACTIVE:
            return None
        return polling.slot_for(self.id, self.interval)


def source_id(
    kind: str, url: str, watch_id: str | None = None, options: Mapping[str, str] | None = None
) -> str:
    """The same place added twice, to listen for the same, is one source."""
    parts = [
        kind,
        url,
        *([watch_id] if watch_id else []),
        *(f"{k}={v}" for k, v in sorted((options or {}).items())),
    ]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def after_reading(source: Source, document: Document, now: datetime) -> Source:
    """The source as it is remembered after a fetch that succeeded. Equal to `source` when nothing changed.

    Nothing is remembered of the fetch itself, so that a poll that finds nothing costs no write.
    """
    well = replace(source, trouble=None) if source.trouble else source
    moved = replace(well, url=document.moved_to) if document.moved_to else well
    if document.position is not None:
        moved = replace(moved, position=document.position)
    if document.unchanged:
        return _paced(moved, (), now)
    unheard = (entry for entry in document.entries if not source.seen.knows(entry))
    subscription = subscriptions.after_poll(source.subscription, document.hub, unheard, now)
    moved = replace(moved, subscription=subscription)
    anything_new = any(not source.seen.has(entry) for entry in document.entries)
    read = replace(
        moved,
        etag=document.etag,
        last_modified=document.last_modified,
        body_hash=document.body_hash,
        title=document.title or source.title,
        notes=(*document.notes, *_oddities(document.entries, now)),
        first_read_at=source.first_read_at or now,
    )
    if not anything_new:
        quiet = read if source.first_read_at is None or _is_hourly(source, now) else moved
        if any(map(source.seen.is_news, document.entries)):
            # It was not said now: that it reaches many now tells nothing of how often the source speaks.
            quiet = replace(quiet, seen=source.seen.after(document.entries))
        return _paced(quiet, (), now)
    remembered = replace(_heard(read, document.entries, now), seen=source.seen.after(document.entries))
    return _paced(remembered, document.entries, now)


def after_push(source: Source, document: Document, now: datetime) -> Source:
    """The source as it is remembered after its hub has pushed this, so that no poll finds it new. Equal to
    `source` when it was known.
    """
    if all(map(source.seen.has, document.entries)):
        return source
    return replace(
        _heard(source, document.entries, now),
        seen=source.seen.along_with(document.entries),
        subscription=source.subscription and replace(source.subscription, pushed_at=now),
    )


def _heard(source: Source, entries: Sequence[Entry], now: datetime) -> Source:
    """The source once it has said something new."""
    silence = now - source.last_new_at if source.last_new_at else None
    return replace(source, last_new_at=now, cadence=learned(source.cadence, _said_at(entries, now), silence))


def _oddities(entries: Sequence[Entry], now: datetime) -> tuple[str, ...]:
    """What is wrong with these entries but does not keep us from hearing the others, in words."""
    dates = [at for entry in entries if (at := entry.published_at) and plausible(at, now) is None]
    notes = []
    if dates:
        carry = "entry carries a date" if len(dates) == 1 else "entries carry dates"
        notes.append(f"{len(dates)} {carry} that cannot be right, such as {dates[0]:%Y-%m-%d}")
    empty = sum(1 for entry in entries if not entry.key)
    if empty:
        have = "entry has" if empty == 1 else "entries have"
        notes.append(f"{empty} {have} neither id, address nor words")
    return tuple(notes)


def _is_hourly(source: Source, now: datetime) -> bool:
    """True at the first fetch of an hour, told from the clock alone. A server that dresses the same entries
    in new bytes and validators each time must not cost a write each time.
    """
    minute = polling.minute_of(now)
    return minute // 60 != (minute - source.interval) // 60


def _said_at(entries: Sequence[Entry], now: datetime) -> list[datetime]:
    return [at for entry in entries if (at := plausible(entry.published_at or entry.updated_at, now))]


def _paced(source: Source, entries: Sequence[Entry], now: datetime) -> Source:
    times = _said_at(entries, now)
    if not times and source.last_new_at is not None and not entries:
        silence = (now - source.last_new_at) / timedelta(minutes=8)
        interval = polling.snapped(silence, source.usual_interval, source.most_interval)
    else:
        interval = polling.interval_for(times, now, source.least_interval, source.most_interval)
    return source if interval == source.usual_interval else replace(source, usual_interval=interval)


def after_failure(source: Source, failure: Failure, now: datetime) -> Source:
    """The source as it is remembered after a fetch that failed."""
    before = source.trouble
    if before and before.failure.kind in WAITS:
        if failure.kind is before.failure.kind:
            return source  # it waits, and need not say so again at every poll
        before = None  # waiting was no failure
    trouble = Trouble(failure, before.since if before else now, before.count + 1 if before else 1)
    status = SourceStatus.GONE if failure.kind is FailureKind.GONE else source.status
    return replace(source, trouble=trouble, status=status)
