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
from .asking import MOST_PAGES, Asking, Found, Turn
from .fetching import Request

FIRST_LOOK = timedelta(days=7)
# What is asked for again each time: search engines take a while to find what was just said.
OVERLAP = timedelta(minutes=15)


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
        end = await _read(asking, requests(Window(since - OVERLAP)), turn, most, found, True)
        left = [Window(since, end)] if end else []
        if gap := _gap(asking.source.position):
            end = await _read(asking, requests(gap), turn, most, found, False)
            left += [Window(gap.since, end)] if end else []
    except (SourceUnavailable, SourceRefused) as error:
        if not found.pages:
            raise
        return found.document(broke_off=error.failure)
    if left:
        found.note("more was said than is read at once; the next fetch goes on with the rest")
    newest = max(_times(found.entries.values(), asking.now), default=since)
    return found.document(dict(_position(max(newest, since), left)))


async def _read(
    asking: Asking, requests: Iterable[Request], turn: Turn | None, most: int, found: Found, is_new: bool
) -> datetime | None:
    """Reads the lists; where they go on after `most` pages, how far down was read."""
    ends = []
    for request in requests:
        before = Found()
        try:
            is_cut = await asking.walk(request, turn, most, before, stops_at_known=is_new)
        finally:
            if before.pages:
                found.add(before.document())
        oldest = min(_times(before.entries.values(), asking.now), default=None)
        ends += [oldest] if is_cut and oldest else []
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
