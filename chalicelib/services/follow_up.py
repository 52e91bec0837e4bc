"""Follow up: nothing that somebody must hear of may be forgotten, whatever died on the way.

Pushes again what was stored but never escalated, and whatever has a step due: the next one, or one whose
worker did not come back. Pushing twice does no harm; the claim sees to that.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from .ports import MentionStore, NegativesQueue

log = logging.getLogger(__name__)

# Time for the message that fetch sent to do its work before anybody asks again.
_PATIENCE = timedelta(minutes=2)


class FollowUp:
    """Looks at what waits, and pushes it."""

    def __init__(self, mentions: MentionStore, negatives: NegativesQueue) -> None:
        self._mentions = mentions
        self._negatives = negatives

    def __call__(self, now: datetime) -> int:
        """Push everything that is late; says how many mentions that were."""
        lost = self._mentions.unqueued(now - _PATIENCE)
        overdue = self._mentions.overdue(now)
        late = tuple(dict.fromkeys((*lost, *overdue)))
        if late:
            self._negatives.send(late)
        log.info("followed up", extra={"lost": len(lost), "overdue": len(overdue)})
        return len(late)
