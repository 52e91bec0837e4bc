"""Calibrate: what people say that mentions are is laid beside what judges had said, for the mentions to come.

a ruling ─▶ count it ─▶ enough since the last time? ─▶ the newest that reached people ─▶ fit anew ─▶ keep

Safe to repeat, and at any time: a count that is lost delays the next fit by one ruling, nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import filterfalse, islice

from ..domain.calibration import Label, label_of
from ..domain.canary import is_canary
from ..errors import EarshotError
from .ports import CalibrationStore, MentionStore

log = logging.getLogger(__name__)
_BACK = timedelta(days=365)
_MOST_READ = 5_000  # mentions that reached people, the newest


class Calibrate:
    """Keeps the calibration up to date."""

    def __init__(self, mentions: MentionStore, calibrations: CalibrationStore) -> None:
        self._mentions = mentions
        self._calibrations = calibrations

    def __call__(self, now: datetime) -> None:
        """A person has ruled on one more mention. That stands, whatever becomes of this."""
        try:
            self._count(now)
        except EarshotError as error:
            log.warning("not calibrated", extra={"why": str(error)})

    def _count(self, now: datetime) -> None:
        after = self._calibrations.get().counted
        if after.is_due:
            after = after.refitted(self._labels(now), now)
            log.info("calibrated", extra={"labels": {name: fit.labels for name, fit in after.fits.items()}})
        self._calibrations.save(after)

    def _labels(self, now: datetime) -> Iterator[Label]:
        reached = filterfalse(is_canary, self._mentions.reached(now - _BACK, now + timedelta(minutes=1)))
        return filter(None, map(label_of, islice(reached, _MOST_READ)))
