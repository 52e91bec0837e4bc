"""Follow up: nothing that somebody must hear of may be forgotten, whatever died on the way.

Pushes again what was stored but never escalated, whatever the clock strikes for, and deliveries that are due:
for another try, or because their worker did not come back; and digests, when they are due. Pushing twice does
no harm; versions see to that.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from .ports import DeliveryQueue, MentionStore, NegativesQueue, PulseStore, SubscriberStore

log = logging.getLogger(__name__)

# Time for the message that fetch sent to do its work before anybody asks again.
_PATIENCE = timedelta(minutes=2)
_SHORTLY = timedelta(seconds=30)  # as much for the message that escalate sent


class FollowUp:
    """Looks at what waits, and pushes it."""

    def __init__(
        self,
        mentions: MentionStore,
        negatives: NegativesQueue,
        deliveries: DeliveryQueue,
        pulses: PulseStore,
        subscribers: SubscriberStore,
    ) -> None:
        self._pulses = pulses
        self._subscribers = subscribers
        self._mentions = mentions
        self._negatives = negatives
        self._deliveries = deliveries

    def __call__(self, now: datetime) -> int:
        """Push everything that is late; says how many mentions and deliveries that were."""
        lost = self._mentions.unqueued(now - _PATIENCE)
        overdue = self._mentions.overdue(now)
        late = tuple(dict.fromkeys((*lost, *overdue)))
        if late:
            self._negatives.send(late)
        waiting = self._mentions.undelivered(now - _SHORTLY)
        if waiting:
            self._deliveries.send(waiting)
        stormy = self._pulses.stormy(now)
        if stormy:
            self._negatives.send_storms(stormy)
        digests = self._subscribers.due(now)
        if digests:
            self._deliveries.send_digests(digests)
        found = {
            "lost": len(lost),
            "overdue": len(overdue),
            "undelivered": len(waiting),
            "storms": len(stormy),
            "digests": len(digests),
        }
        log.info("followed up", extra=found)
        return len(late) + len(waiting)
