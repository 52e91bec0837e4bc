"""Deliver: sends one notice to one destination, and records what became of it.

    delivery ─▶ still wanted? ─▶ claim ─▶ tell ┬─▶ sent ─────▶ record, and the mention is notified
                     │ no                      ├─▶ not now ──▶ again after a pause
                     └─▶ drop                  └─▶ not at all ▶ record; none reached? the next step is due

Every arrow may be the last one a worker takes: a delivery that is not over is found due again, and retried.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from ..domain import deliveries, escalations
from ..domain.changes import Change
from ..domain.deliveries import Cause, Delivery, DeliveryStatus
from ..domain.history import Deed, by_rule
from ..domain.mentions import Mention
from ..errors import EarshotError, TemporaryError
from .notify import Notify
from .ports import MentionStore, WatchStore

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
        claimed = deliveries.claimed(delivery, now)
        if not self._mentions.commit(Change(deliveries=(claimed,))):
            log.info("delivery claimed by another worker", extra=_extra(mention_id, delivery_id))
            return
        self._tell(mention, claimed, now)

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
                self._record_failure(mention.id, after, now)
            return
        log.info("notice delivered", extra=extra)
        self._record(mention.id, deliveries.sent(delivery, person_id, now), now)

    def _record(self, mention_id: str, sent: Delivery, now: datetime) -> None:
        """Put on record that it was sent, whatever else has happened to the mention meanwhile."""
        told = f" ({sent.person_id})" if sent.destination.rota_id else ""
        line = by_rule(mention_id, now, Deed.NOTIFIED, f"{_what(sent)}: {sent.destination}{told}")
        for _ in range(_TRIES):
            mention = self._mentions.get(mention_id)
            assert mention is not None, mention_id
            after = escalations.notified(mention)
            changed = after if after != mention else None
            if self._mentions.commit(Change(changed, None, (line,), deliveries=(sent,))):
                return
        raise TemporaryError(f"mention {mention_id!r} is changing too fast")

    def _record_failure(self, mention_id: str, failed: Delivery, now: datetime) -> None:
        """Put on record that it failed; nobody waits for the next step because of one that reached nobody."""
        line = by_rule(
            mention_id, now, Deed.UNDELIVERED, f"{_what(failed)}: {failed.destination}: {failed.failure}"
        )
        for _ in range(_TRIES):
            escalation = self._mentions.escalation(mention_id)
            hastened = escalation
            if escalation and failed.cause is Cause.STEP:
                others = [x for x in self._mentions.deliveries(mention_id) if x.number == failed.number]
                of_step = (failed, *(each for each in others if each.id != failed.id))
                hastened = escalations.hastened(escalation, of_step, now)
            changed = hastened if hastened != escalation else None
            if self._mentions.commit(Change(None, changed, (line,), deliveries=(failed,))):
                return
        raise TemporaryError(f"escalation of {mention_id!r} is changing too fast")


def _after_failure(delivery: Delivery, error: EarshotError, now: datetime) -> Delivery:
    """The delivery to be tried again, where that may help and there is time; else given up."""
    if isinstance(error, TemporaryError) and not deliveries.has_run_out(delivery, now):
        return deliveries.postponed(delivery, now, timedelta(seconds=error.retry_after_s or 0))
    return deliveries.failed(delivery, str(error), now)


def _what(delivery: Delivery) -> str:
    return f"step {delivery.step + 1}" if delivery.cause is Cause.STEP else str(delivery.cause)


def _extra(mention_id: str, delivery_id: str) -> dict[str, object]:
    return {"mention": mention_id, "delivery": delivery_id}
