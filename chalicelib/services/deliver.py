"""Deliver: sends one notice to one destination, and records what became of it.

    delivery ─▶ still wanted? ─▶ claim ─▶ tell ┬─▶ sent ─────▶ record, and the mention is notified
                     │ no                      ├─▶ not now ──▶ again after a pause
                     └─▶ drop                  └─▶ not at all ▶ record; none reached? the next step is due

A sequel waits until what it is about has arrived, or has not; that it was sent notifies nobody.

Every arrow may be the last one a worker takes: a delivery that is not over is found due again, and retried.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from ..domain import deliveries, escalations
from ..domain.changes import Change
from ..domain.deliveries import Delivery, DeliveryStatus
from ..domain.history import Deed, by_rule
from ..domain.mentions import Mention
from ..errors import EarshotError, TemporaryError
from .notify import Notify
from .ports import MentionStore, WatchStore
from .undelivered import record_failure

log = logging.getLogger(__name__)
_TRIES = 5


class Deliver:
    """Carries out one delivery."""

    def __init__(self, mentions: MentionStore, watches: WatchStore, notify: Notify) -> None:
        self._mentions = mentions
        self._watches = watches
        self._notify = notify

    def __call__(self, mention_id: str, delivery_id: str, now: datetime) -> None:
        """Tell, unless somebody else does, or did, or nobody need hear of it any more."""
        delivery = self._mentions.delivery(mention_id, delivery_id)
        mention = self._mentions.get(mention_id)
        if delivery is None or mention is None or not deliveries.is_due(delivery, now):
            log.info("nothing to deliver", extra=_extra(mention_id, delivery_id))
            return
        if not escalations.is_wanted(delivery, mention, self._watches.get(mention.about)):
            self._mentions.commit(Change(deliveries=(deliveries.dropped(delivery, now),)))
            log.info("delivery dropped", extra=_extra(mention_id, delivery_id))
            return
        if delivery.is_sequel and (later := self._behind(delivery, now)):
            self._mentions.commit(Change(deliveries=(later,)))
            return
        claimed = deliveries.claimed(delivery, now, self._notify.is_followed(delivery.destination))
        if not self._mentions.commit(Change(_witness(mention, claimed), deliveries=(claimed,))):
            log.info("delivery claimed by another worker", extra=_extra(mention_id, delivery_id))
            return
        self._tell(mention, claimed, now)

    def _behind(self, sequel: Delivery, now: datetime) -> Delivery | None:
        return deliveries.behind(sequel, self._mentions.deliveries(sequel.mention_id), now)

    def _tell(self, mention: Mention, delivery: Delivery, now: datetime) -> None:
        extra = _extra(mention.id, delivery.id)
        try:
            person_id = self._notify(mention, delivery, now)
        except EarshotError as error:
            after = _after_failure(delivery, error, now)
            again = after.status is DeliveryStatus.QUEUED
            # The template counts these lines, and alarms the operator.
            log.warning("notice not delivered", extra={**extra, "again": again}, exc_info=True)
            if again:
                self._mentions.commit(Change(deliveries=(after,)))
            else:
                record_failure(self._mentions, after, now)
            return
        log.info("notice delivered", extra=extra)
        self._record(mention.id, deliveries.sent(delivery, person_id, now), now)

    def _record(self, mention_id: str, sent: Delivery, now: datetime) -> None:
        """Put on record that it was sent, whatever else has happened to the mention meanwhile."""
        if sent.is_sequel:
            self._mentions.commit(Change(deliveries=(sent,)))
            return
        told = f" ({sent.person_id})" if sent.destination.rota_id else ""
        line = by_rule(mention_id, now, Deed.NOTIFIED, f"{sent.what}: {sent.destination}{told}")
        for _ in range(_TRIES):
            mention = self._mentions.get(mention_id)
            assert mention is not None, mention_id
            after = escalations.notified(mention)
            changed = after if after != mention else None
            if self._mentions.commit(Change(changed, None, (line,), deliveries=(sent,))):
                return
        raise TemporaryError(f"mention {mention_id!r} is changing too fast")


def _witness(mention: Mention, claimed: Delivery) -> Mention | None:
    """The mention in its next version, where a destination that follows it is about to be told: whoever
    changes it without having seen that writes nothing.
    """
    is_asked = claimed.follows and not claimed.is_sequel
    return replace(mention, version=mention.version + 1) if is_asked else None


def _after_failure(delivery: Delivery, error: EarshotError, now: datetime) -> Delivery:
    """The delivery to be tried again, where that may help and there is time; else given up."""
    if isinstance(error, TemporaryError) and not deliveries.has_run_out(delivery, now):
        return deliveries.postponed(delivery, now, timedelta(seconds=error.retry_after_s or 0))
    return deliveries.failed(delivery, str(error), now)


def _extra(mention_id: str, delivery_id: str) -> dict[str, object]:
    return {"mention": mention_id, "delivery": delivery_id}
