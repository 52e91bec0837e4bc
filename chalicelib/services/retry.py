"""Retry: a delivery that was given up is tried anew, because a person wants it so.

delivery ─▶ failed? ─▶ queue it again, with a line of history ─▶ push
              └ no: refused
"""

from __future__ import annotations

import logging
from datetime import datetime

from ..domain import deliveries
from ..domain.changes import Change
from ..domain.deliveries import Delivery, DeliveryStatus
from ..domain.history import Deed, HistoryLine, Via
from ..errors import NotFound, NotPossible
from .ports import DeliveryQueue, MentionStore

log = logging.getLogger(__name__)


class Retry:
    """Tries one delivery anew. Whether anybody need still hear of it is looked at when it is carried out."""

    def __init__(self, mentions: MentionStore, queue: DeliveryQueue) -> None:
        self._mentions = mentions
        self._queue = queue

    def __call__(self, mention_id: str, delivery_id: str, by: str, via: Via, now: datetime) -> Delivery:
        """The delivery as it is queued now. Raises NotFound, and NotPossible where it has not failed."""
        delivery = self._mentions.delivery(mention_id, delivery_id)
        if delivery is None:
            raise NotFound("delivery", delivery_id)
        if delivery.status is not DeliveryStatus.FAILED:
            raise _not_failed(delivery.status)
        again = deliveries.retried(delivery, now)
        line = HistoryLine(mention_id, now, Deed.RETRIED, by, via, str(delivery.destination))
        if not self._mentions.commit(Change(history=(line,), deliveries=(again,))):
            raise _not_failed(DeliveryStatus.QUEUED)  # somebody else was faster
        log.info("delivery retried", extra={"mention": mention_id, "delivery": delivery_id})
        self._queue.send([(mention_id, delivery_id)])
        return again


def _not_failed(status: DeliveryStatus) -> NotPossible:
    return NotPossible("status", f"is {str(status)!r}; only what has failed can be tried anew")
