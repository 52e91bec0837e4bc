"""Look after ourselves: is anything late that people rely on?"""

from __future__ import annotations

from datetime import datetime

from ..domain.health import DELIVERY_PATIENCE, PATIENCE, Late, Signs, late
from .ports import MentionStore, SourceStore


class LookAfter:
    """Reads, and changes nothing."""

    def __init__(self, sources: SourceStore, mentions: MentionStore) -> None:
        self._sources = sources
        self._mentions = mentions

    def __call__(self, now: datetime) -> tuple[Late, ...]:
        """What is late; nothing when all is well."""
        signs = Signs(
            planned=self._sources.planned(),
            unqueued=len(self._mentions.unqueued(now - PATIENCE)),
            overdue=len(self._mentions.overdue(now - PATIENCE)),
            undelivered=len(self._mentions.undelivered(now - DELIVERY_PATIENCE)),
        )
        return tuple(late(signs, now))
