"""How often does a source say something new, and when has it been silent for longer than that explains?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

_LEAST_DATES = 6
_MOST_DATES = 30  # older ones say little about how it is now
# An office that rests from Friday to Monday has not gone quiet.
_LEAST_PATIENCE = timedelta(days=3)
# Where entries come at random, their gaps are exponential, and one in (n+1)(n+2)(n+3)/6 is longer than three
# times the longest of the n before it (from Rényi, On the theory of order statistics, 1953): with 4 gaps one
# in 35, with 10 in 286, with 28 in 4,495. The longest, since a source that speaks in bursts is known by the
# pauses between them, of which a mean or a median shows nothing.
_TIMES_THE_LONGEST = 3


@dataclass(frozen=True, slots=True)
class Cadence:
    """Minutes between two things that a source says: `usual` is the median, `longest` the longest of late."""

    usual: int
    longest: int

    @property
    def patience(self) -> timedelta:
        """A silence longer than this is out of the ordinary for this source."""
        return max(_LEAST_PATIENCE, _TIMES_THE_LONGEST * timedelta(minutes=self.longest))


def learned(before: Cadence | None, said_at: Sequence[datetime], silence: timedelta | None) -> Cadence | None:
    """The cadence once a source has said something new; None while there is too little to go by.

    `said_at` are the believable dates of all its entries. The oldest is left out: many pin something old.
    `silence` is how long there had been nothing new, which is a gap however few dates a document holds.
    """
    dates = sorted(set(said_at))[-_MOST_DATES:]
    known = before
    if len(dates) >= _LEAST_DATES:
        gaps = sorted((b - a) // timedelta(minutes=1) for a, b in pairwise(dates[1:]))
        known = Cadence(max(gaps[len(gaps) // 2], 1), max(gaps[-1], 1))
    if known is None or silence is None:
        return known
    return replace(known, longest=max(known.longest, silence // timedelta(minutes=1)))


def spoken(minutes: int) -> str:
    """So many minutes as people say them: `5 minutes`, `3 hours`, `2 days`."""
    for unit, size in (("day", 1440), ("hour", 60)):
        if minutes >= 2 * size:
            return f"{round(minutes / size)} {unit}s"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
