"""Canary: lets a complaint of our own travel the whole road once a day, and tells the operator if it is lost.

    release: make sure that it is listened for ─▶ order its feed
    check, an hour later: did it arrive? ─▶ yes: say so in the log, whose silence alarms; resolve it
                                         └▶ no: tell the operator how far it came

Everything between the two is done by the functions that do it for everybody.
"""

from __future__ import annotations

import logging
from datetime import datetime

from ..domain import canary
from ..domain.acts import Act
from ..domain.changes import Dossier
from ..domain.history import Deed, Via
from ..domain.polling import DueSource, minute_of
from ..errors import NotFound
from .look import Look
from .plan import orders_for
from .ports import FetchQueue, Operator, PersonStore, PolicyStore, SourceStore, WatchStore
from .respond import Respond

log = logging.getLogger(__name__)


class Canary:
    """Both halves are safe to repeat."""

    def __init__(
        self,
        watches: WatchStore,
        policies: PolicyStore,
        people: PersonStore,
        sources: SourceStore,
        look: Look,
        queue: FetchQueue,
        respond: Respond,
        operator: Operator,
        api_url: str,
    ) -> None:
        self._watches = watches
        self._policies = policies
        self._people = people
        self._sources = sources
        self._look = look
        self._queue = queue
        self._respond = respond
        self._operator = operator
        self._api_url = api_url

    def release(self, now: datetime) -> None:
        """Let today's fly."""
        if self._watches.get(canary.NAME) != canary.WATCH:
            self._people.put(canary.PERSON)
            self._policies.put(canary.POLICY)
            self._watches.put(canary.WATCH)
        feed = canary.feed_of(self._api_url, now)
        self._sources.save(feed)  # lost where it is known already
        self._queue.send(orders_for([DueSource(feed.id, feed.host)], minute_of(now)))
        log.info("canary released")

    def check(self, now: datetime) -> bool:
        """Whether today's has arrived. If not, the operator is told. Raises EarshotError."""
        mention_id = canary.id_of(self._api_url, now.date())
        trouble = canary.trouble_of(self._dossier(mention_id))
        if trouble is None:
            # The template counts these lines: a day without one alarms the operator, whatever became of us.
            log.info("canary arrived", extra={"mention": mention_id})
            self._respond(mention_id, Act(Deed.RESOLVED, canary.NAME, now, Via.RULE))
            return True
        log.error("canary lost", extra={"mention": mention_id, "trouble": trouble})
        self._operator.tell("Earshot: the canary did not arrive", f"Of today's test complaint: {trouble}.")
        return False

    def _dossier(self, mention_id: str) -> Dossier | None:
        try:
            return self._look.dossier(mention_id)
        except NotFound:
            return None
