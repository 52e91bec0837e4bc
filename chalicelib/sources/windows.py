"""Lists that can be asked for by time: each fetch asks for what was said since the last. What was too much to
read at once, the next one goes on with, so that no busy hour is lost.

    since ─────────── gap ─────────── read ──▶ now        position: since, and the gap's two ends
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from ..domain.entries import Entry
from ..domain.sources import WAITS, Document
from ..errors import SourceRefused, SourceUnavailable
from .asking import MOST_PAGES, TURN, Asking, Turn
from .fetching import Request
from .found import Found

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
    position = asking.source.position
    since = _time(position, "since") or asking.now - first_look
    left = []
    try:
        read = await _read(asking, requests(Window(since - OVERLAP)), turn, most, found)
        left += [Window(since, read.end)] if read.end else []
        gap = _gap(position)
        if gap and read.is_whole:
            end = (await _read(asking, requests(gap), turn, most, found, gap)).end
            left += [Window(gap.since, end)] if end else []
        elif gap:
            left.append(gap)
    except (SourceUnavailable, SourceRefused) as error:
        if not found.pages:
            raise
        return found.document(broke_off=error.failure)
    if left or not read.is_whole:
        found.note("more was said than is read at once; the next fetch goes on with the rest")
    round_ = _Round.of(position, asking.now).after(read)
    newest = max(_times(found.entries.values(), asking.now), default=since)
    until = _reached(since, newest, round_, asking.now, first_look)
    return found.document({**dict(_position(until, left)), **round_.kept})


def _reached(
    since: datetime, newest: datetime, round_: _Round, now: datetime, first_look: timedelta
) -> datetime:
    """Until when everything was read now. After a long silence the window moves on by itself: services tell
    only so much of the past.
    """
    if not round_.is_over:
        return since
    newest = round_.began_at if round_.took_several else newest
    return max(newest, since if since > now - 2 * first_look else now - first_look)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How far the lists were read: `asked` of `total` there was time for, and where one of those goes on
    further down than it was read, `end` is how far that was.
    """

    asked: int
    total: int
    end: datetime | None

    @property
    def is_whole(self) -> bool:
        return self.asked == self.total


@dataclass(frozen=True, slots=True)
class _Round:
    """Lists that there was no time for have their turn at the next fetches; the window moves on when each has
    had it. `turn` is the list to begin with, `done` how many have had theirs since `began_at`.
    """

    turn: int
    done: int
    began_at: datetime
    is_over: bool = False
    took_several: bool = False

    @classmethod
    def of(cls, position: Mapping[str, str], now: datetime) -> _Round:
        turn, done = (int(position.get(name, "0")) for name in (TURN, "done"))
        return cls(turn, done, _time(position, "began") or now)

    def after(self, read: _Reading) -> _Round:
        done = self.done + read.asked
        return replace(
            self,
            turn=(self.turn + read.asked) % max(read.total, 1),
            done=done,
            is_over=done >= read.total,
            took_several=self.done > 0,
        )

    @property
    def kept(self) -> dict[str, str]:
        """What of it is remembered."""
        if self.is_over:
            return {TURN: str(self.turn)} if self.turn else {}
        return {TURN: str(self.turn), "done": str(self.done), "began": _text(self.began_at)}


async def _read(
    asking: Asking,
    requests: Iterable[Request],
    turn: Turn | None,
    most: int,
    found: Found,
    gap: Window | None = None,
) -> _Reading:
    """Reads the lists, each in its share of the time. A gap for which no time is left stays as it is; what is
    new must not wait.
    """
    ends: list[datetime] = []
    lists = asking.in_turn(requests)
    for position, request in enumerate(lists):
        if found.pages and asking.is_late:
            return _Reading(position, len(lists), gap.until if gap else max(ends, default=None))
        before = Found()
        try:
            share = asking.sharing(len(lists) - position)
            is_cut = await share.walk(request, turn, most, before, stops_at_known=gap is None)
        except SourceUnavailable as error:
            if error.failure.kind not in WAITS or not (found.pages or before.pages):
                raise
            # What was had is kept: where the service or the budget wants us to wait, the next fetch goes on.
            if not before.pages:
                return _Reading(position, len(lists), gap.until if gap else max(ends, default=None))
            is_cut = True
        finally:
            if before.pages:
                found.add(before.document())
        last = sorted(list(_times(before.entries.values(), asking.now))[-_LAST:])
        ends += [last[len(last) // 2]] if is_cut and last else []
    return _Reading(len(lists), len(lists), max(ends, default=None))


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
