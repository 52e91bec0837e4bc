"""Take a push: hears what a hub says is new at a source, if the hub has signed it.

signed with our secret? ─┬─▶ no: dropped
                         └─▶ yes ─▶ read ─▶ what was not seen before ─▶ hear ─▶ remembered as seen
                                      └─▶ it says nothing: the source must be asked
"""

from __future__ import annotations

import logging
from datetime import datetime

from ..domain import sources
from ..domain.identities import SharedAddresses
from ..domain.pushes import Push
from ..domain.sources import Document, Source
from ..domain.subscriptions import push_secret
from ..errors import SourceRefused, SourceUnavailable, TemporaryError
from .hear import Hear, Occasion
from .ports import PushKeys, Reader, SourceStore

log = logging.getLogger(__name__)
_TRIES = 5


class TakePush:
    """The same push twice is heard once; whatever dies in between is done again."""

    def __init__(self, sources: SourceStore, reader: Reader, hear: Hear, keys: PushKeys) -> None:
        self._sources = sources
        self._reader = reader
        self._hear = hear
        self._keys = keys

    def __call__(self, source: Source, push: Push, now: datetime) -> bool:
        """False when the source must be asked what is new. Raises TemporaryError when our side fails."""
        if not self._is_genuine(source, push):
            # Not an error: who knows the callback's address can send anything there.
            log.warning("push dropped", extra={"source": source.id})
            return True
        try:
            document = self._reader.read_pushed(source, push)
        except (SourceRefused, SourceUnavailable) as error:
            log.info("push says nothing", extra={"source": source.id, "failure": str(error.failure.kind)})
            return False
        if not document.entries:
            return False
        self._take_in(source, document, now)
        return True

    def _is_genuine(self, source: Source, push: Push) -> bool:
        subscription = source.subscription
        if subscription is None:
            return False
        return push.is_signed_with(push_secret(self._keys.push(), source.id, subscription.hub))

    def _take_in(self, source: Source, document: Document, now: datetime) -> None:
        """Hear it, and remember it whoever else writes the source meanwhile: what was forgotten would be
        found by the next poll, and held against the hub.
        """
        for _ in range(_TRIES):
            known, _hosts = self._sources.load([source.id], ())
            if source.id not in known:
                return
            before = known[source.id]
            fresh = list(filter(before.seen.is_news, document.entries))
            about = before.watch_id if document.speaks_of_watch else None
            shared = SharedAddresses(document.entries)
            is_first = before.first_read_at is None
            occasion = Occasion(before.id, now, is_first, shared, about, kind=before.kind)
            mentions = self._hear(fresh, occasion)
            after = sources.after_push(before, document, now)
            if after == before or self._sources.save(after):
                counts = {"entries": len(document.entries), "new": len(fresh), "mentions": len(mentions)}
                log.info("push taken", extra={"source": source.id, **counts})
                return
        raise TemporaryError(f"source {source.id!r} is changing too fast")
