"""Add a source: a place to listen to joins the polling wheel, and is fetched at once."""

from __future__ import annotations

import logging
from datetime import datetime

from ..domain.addresses import is_web_address
from ..domain.polling import DueSource, minute_of
from ..domain.sources import Source, source_id
from ..errors import InvalidInput
from .plan import orders_for
from .ports import FetchQueue, SourceStore

log = logging.getLogger(__name__)


class AddSource:
    """Nobody should have to wait for the wheel to come round to see whether it works."""

    def __init__(self, sources: SourceStore, queue: FetchQueue) -> None:
        self._sources = sources
        self._queue = queue

    def __call__(
        self, kind: str, url: str, now: datetime, least_interval: int = 5, most_interval: int = 60
    ) -> Source:
        """The source, new or as it was: the same place is added once. Intervals are minutes.

        Raises InvalidInput.
        """
        if not is_web_address(url):
            raise InvalidInput("url", f"must be a whole http or https address, not {url!r}")
        if not 1 <= least_interval <= most_interval <= 10080:
            raise InvalidInput("interval", "must be minutes from 1 to 10080, the least not above the most")
        source = Source(
            id=source_id(kind, url),
            kind=kind,
            url=url,
            added_at=now,
            least_interval=least_interval,
            most_interval=most_interval,
            usual_interval=least_interval,
        )
        if self._sources.save(source):
            log.info("source added", extra={"source": source.id})
        known, _ = self._sources.load([source.id], ())
        self._queue.send(orders_for([DueSource(source.id, source.host)], minute_of(now)))
        return known.get(source.id, source)
