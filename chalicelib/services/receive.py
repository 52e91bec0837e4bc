"""Receive: what hubs say at our callback. Whoever calls must know the key in its address.

    verify ─▶ did we ask this of them? ─▶ the lease is noted, and the hub may hear its challenge back
    deny   ─▶ noted
    push   ─▶ wanted? ─▶ signed, and small enough for the queue? ─┬─▶ yes: queued as it is, for fetch
                                                                  └─▶ no: the source is queued, to be asked

Whether a signature is right is found out by fetch: this side knows no secret.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from ..domain.polling import FetchOrder, minute_of
from ..domain.pushes import Push
from ..domain.sources import Source, SourceStatus
from ..domain.subscriptions import Subscription
from ..errors import TemporaryError
from .ports import FetchQueue, SourceStore

log = logging.getLogger(__name__)
_TRIES = 5
# In base64, with the rest of the order, it stays below the 256 KiB that a message may have everywhere.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
MOST_QUEUED = 180_000


class Receive:
    """Answers at once; what there is to do is left to the queue."""

    def __init__(self, sources: SourceStore, queue: FetchQueue) -> None:
        self._sources = sources
        self._queue = queue

    def verify(self, source_id: str, key: str, topic: str, lease: timedelta | None, now: datetime) -> bool:
        """Whether we want this subscription. If so it holds from now on, for the lease that the hub gives.

        Raises TemporaryError when it could not be noted.
        """
        return self._noted(source_id, key, topic, lambda before: before.verified(lease, now))

    def deny(self, source_id: str, key: str, topic: str, reason: str, now: datetime) -> bool:
        """Whether this was a subscription of ours. It is over."""
        return self._noted(source_id, key, topic, lambda before: before.denied(reason, now))

    def push(self, source_id: str, key: str, push: Push, now: datetime) -> bool:
        """Whether it was wanted, and is queued."""
        found = self._subscribed(source_id, key)
        if found is None or not found[1].takes_pushes(now):
            return False
        source, _ = found
        is_usable = push.is_signed() and len(push.body) <= MOST_QUEUED
        order = FetchOrder(source.host, (source.id,), minute_of(now), push=push if is_usable else None)
        self._queue.send([order])
        log.info("push queued", extra={"source": source.id, "bytes": len(push.body), "usable": is_usable})
        return True

    def _noted(
        self, source_id: str, key: str, topic: str, change: Callable[[Subscription], Subscription]
    ) -> bool:
        """Make the change, whoever else writes the source meanwhile; False when we want no such thing."""
        for _ in range(_TRIES):
            found = self._subscribed(source_id, key)
            if found is None or not found[1].awaits(topic):
                return False
            source, before = found
            after = change(before)
            if self._sources.save(replace(source, subscription=after)):
                log.info("hub heard", extra={"source": source.id, "subscription": str(after.state)})
                return True
        raise TemporaryError(f"source {source_id!r} is changing too fast")

    def _subscribed(self, source_id: str, key: str) -> tuple[Source, Subscription] | None:
        """The source with its subscription, if it is one we listen to and this is the key."""
        known, _ = self._sources.load([source_id], ())
        source = known.get(source_id)
        if source is None or source.status is not SourceStatus.ACTIVE or source.subscription is None:
            return None
        return (source, source.subscription) if source.subscription.has_key(key) else None
