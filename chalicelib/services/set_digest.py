"""Set digest: who gets one, and when. Whoever is saved without being asked gets one every day."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime

from ..domain import subscribers
from ..domain.seen import Seen
from ..domain.subscribers import Subscriber
from ..domain.timetables import Rhythm, Timetable
from ..errors import Outdated, TemporaryError
from .ports import SubscriberStore

log = logging.getLogger(__name__)

_OFF = Timetable(Rhythm.OFF)
_TRIES = 5


class SetDigest:
    """Keeps subscribers. Setting what is set already changes nothing."""

    def __init__(self, subscribers: SubscriberStore) -> None:
        self._subscribers = subscribers

    def __call__(
        self, person_id: str, timetable: Timetable, now: datetime, seen: Seen[Timetable] | None = None
    ) -> Subscriber:
        """They get it so from now on. Raises Outdated where it is no longer set as it was seen, and
        TemporaryError.
        """
        for _ in range(_TRIES):
            known = self._subscribers.get(person_id)
            if seen and seen.thing != (known.timetable if known else _OFF):
                raise Outdated("person", person_id)
            after = subscribers.changed(known, timetable, now) if known else _new(person_id, timetable, now)
            if after == known or self._subscribers.save(after):
                log.info("digest set", extra={"person": person_id, "rhythm": str(timetable.rhythm)})
                return after
        raise TemporaryError(f"the digest of {person_id!r} is changing too fast")

    def begin(self, person_id: str, now: datetime) -> None:
        """They get one every day, unless something else was set before."""
        if self._subscribers.get(person_id) is None:
            self._subscribers.save(_new(person_id, Timetable(), now))

    def end(self, person_id: str) -> None:
        """They are nobody's reader any more, and links in their mails lead nowhere."""
        self._subscribers.remove(person_id)

    def of(self, person_id: str) -> Timetable:
        """When they get theirs; never, where that was never set."""
        known = self._subscribers.get(person_id)
        return known.timetable if known else _OFF

    def all(self) -> dict[str, Timetable]:
        """When people get theirs, by their ids; who is absent never does."""
        return {each.person_id: each.timetable for each in self._subscribers.all()}

    def behind(self, key: str) -> Subscriber | None:
        """Whom the key in a link stands for."""
        return next((each for each in self._subscribers.all() if each.key == key), None)


def _new(person_id: str, timetable: Timetable, now: datetime) -> Subscriber:
    return subscribers.joined(person_id, secrets.token_hex(8), timetable, now)
