"""Storms: many complaints at once are told of together, as the rule of `domain.storms` has it.

    complaint ─▶ beat of its watch's pulse ─┬─▶ alone, or the first of a storm: escalated as ever
                                            └─▶ grouped: waits no more ─▶ notice due again? tell of the storm
    every ten minutes of a storm: anything new to tell? is it over?

The pulse is written first, and answers the same when it is asked again, so whoever dies after it is made up
for by the next message; at worst the storm is told of once more.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from ..domain import storms
from ..domain.addresses import host_of
from ..domain.changes import Change
from ..domain.deliveries import WENT_OUT, Cause
from ..domain.escalations import delivery_for, touched
from ..domain.history import Deed, by_rule
from ..domain.mentions import Mention
from ..domain.storms import Beat, BeatKind, Pulse, Storm
from ..errors import TemporaryError
from .ports import DeliveryQueue, MentionStore, PulseStore

log = logging.getLogger(__name__)
_TRIES = 5


class Storms:
    """Counts complaints by watch, and tells of many together."""

    def __init__(self, pulses: PulseStore, mentions: MentionStore, queue: DeliveryQueue) -> None:
        self._pulses = pulses
        self._mentions = mentions
        self._queue = queue

    def grouped(self, mention: Mention, now: datetime) -> bool:
        """Count this complaint, which waits to be escalated. True when it was grouped with others instead,
        and waits no longer. Raises TemporaryError.
        """
        beat = self._beat(mention, now)
        if beat.ended:
            self._end(beat.ended, now)
        if beat.storm is None or beat.kind is BeatKind.ALONE:
            return False
        if beat.kind is BeatKind.BEGINS:
            self._begin(beat.storm, now)
            return False
        line = by_rule(mention.id, now, Deed.GROUPED, f"with {beat.storm.head_id}")
        waiting_no_more = replace(mention, queued_since=None, version=mention.version + 1)
        if self._mentions.commit(Change(waiting_no_more, None, (line,))):
            log.info("mention grouped", extra={"mention": mention.id, "head": beat.storm.head_id})
        if beat.kind is BeatKind.UPDATES:
            self._tell(beat.storm, now)
        return True

    def look(self, watch_id: str, now: datetime) -> None:
        """Is there anything new to tell of the storm about this watch, and is it over?"""
        pulse = self._pulses.get(watch_id)
        if pulse is None or pulse.storm is None:
            return
        counted = self._with_sightings(pulse)
        told, update = storms.updated(counted, now)
        after, ended = storms.settled(told, now)
        if not self._pulses.save(replace(after, version=pulse.version + 1), now):
            return
        if ended:
            self._end(ended, now)
        elif update:
            self._tell(update, now)

    def _beat(self, mention: Mention, now: datetime) -> Beat:
        """What is to be done about this complaint, as its watch's pulse has it now."""
        place = host_of(mention.url) if mention.url else mention.sightings[0].source_id
        for _ in range(_TRIES):
            known = self._pulses.get(mention.about)
            pulse = known or Pulse(mention.about, version=0)
            after, beat = storms.beat(pulse, mention.id, place, mention.found_at)
            if after == pulse or self._pulses.save(replace(after, version=pulse.version + 1), now):
                return beat
        raise TemporaryError(f"the pulse of {mention.about!r} is changing too fast")

    def _with_sightings(self, pulse: Pulse) -> Pulse:
        """The pulse with its stories as often seen as they were by now."""
        assert pulse.storm is not None, pulse
        for story in pulse.storm.stories:
            mention = self._mentions.get(story.mention_id)
            if mention:
                pulse = storms.sighted(pulse, mention.id, mention.weight)
        return pulse

    def _begin(self, storm: Storm, now: datetime) -> None:
        note = f"{storm.count} complaints since {storm.since:%Y-%m-%d %H:%M} UTC"
        self._mentions.commit(Change(history=(by_rule(storm.head_id, now, Deed.STORM_BEGAN, note),)))
        log.warning("storm began", extra={"head": storm.head_id, "count": storm.count})

    def _end(self, storm: Storm, now: datetime) -> None:
        line = by_rule(storm.head_id, now, Deed.STORM_ENDED, f"{storm.count} complaints")
        self._mentions.commit(Change(history=(line,)))
        log.info("storm ended", extra={"head": storm.head_id, "count": storm.count})
        self._tell(storm, now)

    def _tell(self, storm: Storm, now: datetime) -> None:
        """Tell all who were told of the first of them how the storm stands."""
        mention, escalation = self._mentions.get(storm.head_id), self._mentions.escalation(storm.head_id)
        if mention is None or escalation is None:
            return
        known = self._mentions.deliveries(mention.id)
        # In the turn of what they were told last: for who follows that is the same alert.
        told = {x.destination: x.turn for x in known if x.status in WENT_OUT and not x.is_sequel}
        after = touched(escalation)
        queued = tuple(
            replace(delivery_for(mention, after, Cause.STORM, each, now), turn=turn)
            for each, turn in told.items()
        )
        if queued and self._mentions.commit(Change(None, after, deliveries=queued)):
            self._queue.send([(each.mention_id, each.id) for each in queued])
