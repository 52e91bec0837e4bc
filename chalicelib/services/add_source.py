"""Add a source: a place to listen to joins the polling wheel, and is fetched at once. It can be paused, too.

add ─┬─▶ new ───────────────────────────▶ stored ─▶ fetched at once
     └─▶ known ─▶ paused or gone: resumed ───┘
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ..domain.addresses import is_web_address
from ..domain.polling import LADDER, DueSource, minute_of, snapped
from ..domain.sources import Source, SourceStatus, source_id
from ..errors import InvalidInput, NotFound, TemporaryError
from .plan import orders_for
from .ports import FetchQueue, SourceStore

log = logging.getLogger(__name__)
_TRIES = 5


class AddSource:
    """Nobody should have to wait for the wheel to come round to see whether it works."""

    def __init__(self, sources: SourceStore, queue: FetchQueue) -> None:
        self._sources = sources
        self._queue = queue

    def __call__(
        self, kind: str, url: str, now: datetime, least_interval: int = 5, most_interval: int = 60
    ) -> Source:
        """The source, new or as it was: the same place is added once. Intervals are minutes.

        One that was paused or gone is resumed: whoever adds a place wants to hear it. Raises InvalidInput.
        """
        if not is_web_address(url):
            raise InvalidInput("url", f"must be a whole http or https address, not {url!r}")
        source = Source(
            id=source_id(kind, url),
            kind=kind,
            url=url,
            added_at=now,
            least_interval=least_interval,
            most_interval=most_interval,
            usual_interval=_first_pace(least_interval, most_interval),
        )
        if self._sources.save(source):
            log.info("source added", extra={"source": source.id})
        known = self._known(source.id)
        if known.status is not SourceStatus.ACTIVE:
            return self.resume(source.id, now)
        return self._fetched(known, now)

    def resume(self, source_id: str, now: datetime) -> Source:
        """Fetch it at once and let the wheel turn for it, whatever kept it: a pause, a 410, or trouble.

        Raises NotFound; TemporaryError when it could not be written for all the fetches that write it, too.
        """
        source = self._changed(source_id, _resumed)
        log.info("source resumed", extra={"source": source_id})
        return self._fetched(source, now)

    def pause(self, source_id: str) -> Source:
        """Fetch it no more until it is resumed; one that is gone stays gone. Raises as `resume` does."""
        source = self._changed(source_id, _paused)
        log.info("source paused", extra={"source": source_id, "status": source.status})
        return source

    def _known(self, source_id: str) -> Source:
        known, _ = self._sources.load([source_id], ())
        if source_id not in known:
            raise NotFound("source", source_id)
        return known[source_id]

    def _changed(self, source_id: str, change: Callable[[Source], Source]) -> Source:
        """The source as it stands after the change, whoever else writes it meanwhile."""
        for _ in range(_TRIES):
            before = self._known(source_id)
            after = change(before)
            if after == before:
                return before
            if self._sources.save(after):
                return replace(after, version=after.version + 1)
        raise TemporaryError(f"source {source_id!r} is changing too fast")

    def _fetched(self, source: Source, now: datetime) -> Source:
        self._queue.send(orders_for([DueSource(source.id, source.host)], minute_of(now)))
        return source


def _first_pace(least: int, most: int) -> int:
    """The quickest pace of the wheel within these bounds. Raises InvalidInput when there is none.

    The next quicker one would break a promise: nobody is asked more often than every `least` minutes.
    """
    if not 1 <= least <= most <= LADDER[-1]:
        raise InvalidInput(
            "interval", f"must be minutes from 1 to {LADDER[-1]}, the least not above the most"
        )
    pace = snapped(least, least, most)
    if not least <= pace <= most:
        paces = ", ".join(map(str, LADDER))
        raise InvalidInput("interval", f"none of the wheel's lies from {least} to {most}: {paces} minutes")
    return pace


def _resumed(source: Source) -> Source:
    return replace(source, status=SourceStatus.ACTIVE, trouble=None)


def _paused(source: Source) -> Source:
    return source if source.status is SourceStatus.GONE else replace(source, status=SourceStatus.PAUSED)
