"""Lists that can be asked for by time: each fetch asks for what was said since the last. What was too much to
read at once, the next one goes on with, so that no busy hour is lost.

    since ─────────── gap ─────────── read ──▶ now        position: since, and the gap's two ends
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ..domain.entries import Entry
from ..domain.sources import Document
from ..errors import SourceRefused, SourceUnavailable
from .asking import MOST_PAGES, Asking, Found, Turn, too_slow
from .fetching import Request

FIRST_LOOK = timedelta(days=7)
# What is asked for again each time: search engines take a while to find what was just said.
OVERLAP = timedelta(minutes=15)
# The last entries of what was read tell together how far down it goes: one alone may be dated by chance.
_LAST = 3


@dataclass(frozen=True, slots=True)
class Window:
    """What was said from `since` on, until `until` or now. Both ends belong to it."""

    since: datetime
    until: datetime | None = None


Requests = Callable[[Window], Iterable[Request]]


async def windowed(
    asking: Asking,
    requests: Requests,
    turn: Turn | None,
    most: int = MOST_PAGES,
    first_look: timedelta = FIRST_LOOK,
) -> Document:
    """What was said since the last time, and the next part of what was left over then, if anything was.

    Raises what fails at the very first page; what fails later breaks off, and all of it is asked again.
    """
    found = Found()
    since = _time(asking.source.position, "since") or asking.now - first_look
    try:
        end = await _read(asking, requests(Window(since - OVERLAP)), turn, most, found)
        left = [Window(since, end)] if end else []
        if gap := _gap(asking.source.position):
            end = await _read(asking, requests(gap), turn, most, found, gap)
            left += [Window(gap.since, end)] if end else []
    except (SourceUnavailable, SourceRefused) as error:
        if not found.pages:
            raise
        return found.document(broke_off=error.failure)
    if left:
        found.note("more was said than is read at once; the next fetch goes on with the rest")
    newest = max(_times(found.entries.values(), asking.now), default=since)
    # After a long silence the window moves on by itself: services tell only so much of the past.
    long_ago = asking.now - 2 * first_look
    since = max(newest, since if since > long_ago else asking.now - first_look)
    return found.document(dict(_position(since, left)))


async def _read(
    asking: Asking,
    requests: Iterable[Request],
    turn: Turn | None,
    most: int,
    found: Found,
    gap: Window | None = None,
) -> datetime | None:
    """Reads the lists, each in its share of the time; where they go on, how far down was read. A gap for
    which no time is left stays as it is; what is new must not wait.
    """
    ends = []
    lists = asking.in_turn(requests)
    for position, request in enumerate(lists):
        if found.pages and asking.is_late:
            if gap:
                return gap.until
            raise SourceUnavailable(too_slow())
        before = Found()
        try:
            share = asking.sharing(len(lists) - position)
            is_cut = await share.walk(request, turn, most, before, stops_at_known=gap is None)
        finally:
            if before.pages:
                found.add(before.document())
        last = sorted(list(_times(before.entries.values(), asking.now))[-_LAST:])
        ends += [last[len(last) // 2]] if is_cut and last else []
    return max(ends, default=None)


def _times(entries: Iterable[Entry], now: datetime) -> Iterator[datetime]:
    for entry in entries:
        at = entry.published_at or entry.updated_at
        if at is not None:
            yield min(at, now)


def _position(since: datetime, left: list[Window]) -> Iterator[tuple[str, str]]:
    """Two gaps become one that spans both: reading a little twice is cheap, and losing is not."""
    yield "since", _text(since)
    if left:
        yield "gap_since", _text(min(window.since for window in left))
        yield "gap_until", _text(max(window.until or since for window in left))


def _gap(position: Mapping[str, str]) -> Window | None:
    since, until = _time(position, "gap_since"), _time(position, "gap_until")
    return Window(since, until) if since and until and since < until else None


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _time(position: Mapping[str, str], name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(position[name])
    except (KeyError, ValueError):
        return None
