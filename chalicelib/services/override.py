"""Override: a person says what a mention is, and the machine's verdict gives way.

    read mention and escalation ─▶ ask the domain ─▶ commit both with lines of history ─▶ waits now? push
             ▲                                               │ lost to somebody else         └─▶ calibrate
             └───────────────────────────────────────────────┘

The last word counts. The same again changes nothing, but pushes again what still waits.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from ..domain.changes import Taken
from ..domain.escalations import escalates
from ..domain.history import Deed, HistoryLine, Via
from ..domain.mentions import Mention
from ..domain.overrides import is_ruled_so, overridden
from ..domain.rulings import Ruling, faults
from ..domain.sequels import with_sequels
from ..errors import NotFound, Outdated, TemporaryError
from .calibrate import Calibrate
from .ports import MentionStore, NegativesQueue, WatchStore

log = logging.getLogger(__name__)
_TRIES = 5


class Override:
    """Puts a person's verdict before the machine's."""

    def __init__(
        self,
        mentions: MentionStore,
        watches: WatchStore,
        negatives: NegativesQueue,
        escalate_within: timedelta,
        calibrate: Calibrate,
    ) -> None:
        self._mentions = mentions
        self._watches = watches
        self._negatives = negatives
        self._escalate_within = escalate_within
        self._calibrate = calibrate

    def __call__(
        self, mention_id: str, ruling: Ruling, via: Via, note: str = "", version: int | None = None
    ) -> Taken:
        """The mention as it stands after the ruling; `is_first` is False when it was ruled so before. With a
        `version`, nothing is done to any other.

        Raises NotFound, InvalidInput, Outdated, TemporaryError.
        """
        if fault := next(faults(ruling.verdict, note), None):
            raise fault
        taken = self._rule(mention_id, ruling, via, note, version)
        if taken.mention.queued_since:
            self._negatives.send((mention_id,))
        if taken.is_first:
            self._calibrate(ruling.at)
        return taken

    def _rule(self, mention_id: str, ruling: Ruling, via: Via, note: str, version: int | None) -> Taken:
        for _ in range(_TRIES):
            mention = self._mentions.get(mention_id)
            if mention is None:
                raise NotFound("mention", mention_id)
            if is_ruled_so(mention, ruling):
                return Taken(mention, is_first=False)
            if version is not None and mention.version != version:
                raise Outdated("mention", mention_id)
            escalation = self._mentions.escalation(mention_id)
            line = _line(mention, ruling, via, note)
            change = overridden(mention, escalation, ruling, self._escalates(mention, ruling), line)
            if change.escalation:
                known = self._mentions.deliveries(mention_id)
                change = with_sequels(change, mention, escalation, known, ruling.at)
            if self._mentions.commit(change):
                assert change.mention is not None
                log.info("mention judged by a person", extra=_extra(mention, ruling))
                return Taken(change.mention, is_first=True)
        raise TemporaryError(f"mention {mention_id!r} is changing too fast, please try again")

    def _escalates(self, mention: Mention, ruling: Ruling) -> bool:
        watches = {watch.id: watch for watch in self._watches.all()}
        age = ruling.at - mention.spoken_at
        return escalates(ruling.verdict, mention.watch_ids, watches, age, self._escalate_within)


def _line(mention: Mention, ruling: Ruling, via: Via, note: str) -> HistoryLine:
    said = " ".join(note.split())
    told = f"from {mention.verdict} to {ruling.verdict}{f': {said}' if said else ''}"
    return HistoryLine(mention.id, ruling.at, Deed.JUDGED, ruling.by, via, told)


def _extra(mention: Mention, ruling: Ruling) -> dict[str, object]:
    judged = {"before": str(mention.verdict), "verdict": str(ruling.verdict)}
    return {"mention": mention.id, "watch": mention.about, "person": ruling.by, **judged}
