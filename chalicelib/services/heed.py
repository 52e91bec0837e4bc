"""Heed: takes to heart what mail providers say of our mails.

    feedback ─┬─ bounced ─────▶ tell the operator, mail them no more ─▶ the delivery has failed
              ├─ called spam ─▶ tell the operator, mail them no more
              └─ not taken ───▶ say so in the log

The operator is told first, and that it was done is saved then: whoever dies in between tells twice, never not
at all. What names nobody and nothing we know changes nothing, and nor does the same once more.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from ..domain import deliveries
from ..domain.deliveries import Delivery, DeliveryStatus
from ..domain.feedback import Feedback, Outcome, alarm_of, labels_of, reason_of
from ..domain.people import Person
from ..errors import TemporaryError
from .ports import MentionStore, Operator, PersonStore
from .undelivered import record_failure

log = logging.getLogger(__name__)


class Heed:
    """Whose mails come back is *unreachable* until they are saved anew."""

    def __init__(self, mentions: MentionStore, people: PersonStore, operator: Operator) -> None:
        self._mentions = mentions
        self._people = people
        self._operator = operator

    def __call__(self, feedback: Feedback, now: datetime) -> None:
        """Raises TemporaryError where it must be heeded again, later."""
        about = {"outcome": feedback.outcome, "mention": feedback.mention_id, "detail": feedback.detail}
        log.info("feedback on a mail", extra=about)
        if feedback.outcome is Outcome.NOT_TAKEN:
            return
        for person in self._people.all():
            if person.unreachable is None and any(map(person.is_at, feedback.addresses)):
                self._give_up(person, reason_of(feedback, now))
        if feedback.outcome is Outcome.BOUNCED:
            self._fail(feedback, now)

    def _give_up(self, person: Person, why: str) -> None:
        after = replace(person, unreachable=why)
        self._operator.tell(*alarm_of(after))
        if not self._people.replace(person, after):
            raise TemporaryError(f"person {person.id!r} is just being changed")
        log.info("person is unreachable by mail", extra={"person": person.id})

    def _fail(self, feedback: Feedback, now: datetime) -> None:
        """The delivery that came back has not reached anybody."""
        delivery = self._delivery(feedback)
        if delivery is None:
            return
        if delivery.status is DeliveryStatus.QUEUED:
            raise TemporaryError("the mail came back before it was put on record that it was sent")
        if delivery.status is not DeliveryStatus.SENT:
            return
        extra = {"mention": delivery.mention_id, "delivery": delivery.id, "again": False}
        # As in `deliver`: the template counts these lines, and alarms the operator.
        log.warning("notice not delivered", extra=extra)
        record_failure(
            self._mentions, deliveries.failed(delivery, f"mail bounced ({feedback.detail})", now), now
        )

    def _delivery(self, feedback: Feedback) -> Delivery | None:
        if feedback.mention_id is None:
            return None
        known = self._mentions.deliveries(feedback.mention_id)
        return next((each for each in known if _labels(each) == feedback.labels), None)


def _labels(delivery: Delivery) -> dict[str, str]:
    return labels_of(delivery.mention_id, f"{delivery.mention_id}.{delivery.id}")
