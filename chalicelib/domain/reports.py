"""What people made of what they were told: how often it was right, how often they judged otherwise.

Of the judges it says for how many labels they are calibrated, and what was spent on those that cost money.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .calibration import Calibration
from .mentions import TAKEN_UP, Mention
from .rulings import Tally, tallies
from .verdicts import Verdict

PATIENCE = timedelta(days=7)
_Z = 1.96  # 95 of 100


class Outcome(StrEnum):
    """What became of a mention that a judge called bad."""

    RIGHT = "right"  # people say so, too, or took it over
    WRONG = "wrong"  # people say that it is something else
    IGNORED = "ignored"  # nobody answered within a week
    OPEN = "open"  # nobody answered yet


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """Between what it lies with a probability of 95 %, as Wilson (1927) has it: holds for few, too.

        https://doi.org/10.1080/01621459.1927.10502953
        """
        spread = _Z * _Z / self.of
        middle = (self.value + spread / 2) / (1 + spread)
        half = math.sqrt(self.value * (1 - self.value) * spread + spread * spread / 4) / (1 + spread)
        return max(middle - half, 0.0), min(middle + half, 1.0)


@dataclass(frozen=True, slots=True)
class Precision:
    """What became of the mentions of a watch that a judge called bad, of those that reached people."""

    watch_id: str
    right: int
    wrong: int
    ignored: int
    open: int

    @property
    def share(self) -> Share | None:
        """How many were right, of those of which that can be said; None where there are none."""
        known = self.right + self.wrong + self.ignored
        return Share(self.right, known) if known else None


@dataclass(frozen=True, slots=True)
class Spending:
    """What a judge cost in its newest month (like 2026-11), and what it may cost, in US dollars."""

    judge: str
    month: str
    usd: float
    most_usd: float


@dataclass(frozen=True, slots=True)
class Report:
    """Of so many mentions that reached people, found in that time. Where it is not complete, there were more
    than are read at once, and `since` is when the first of those was found that were.
    """

    since: datetime
    until: datetime
    mentions: int
    is_complete: bool
    precisions: tuple[Precision, ...]
    disagreements: tuple[Tally, ...]
    calibration: Calibration
    spendings: tuple[Spending, ...]


def outcome_of(mention: Mention, now: datetime) -> Outcome | None:
    """None for what no judge called bad. What a person said counts first, then that somebody answered."""
    if mention.judgement.verdict is not Verdict.BAD:
        return None
    if mention.ruling:
        return Outcome.WRONG if mention.is_overruled else Outcome.RIGHT
    if mention.ignored:
        return Outcome.WRONG
    if mention.status in TAKEN_UP:
        return Outcome.RIGHT
    return Outcome.IGNORED if now - mention.found_at > PATIENCE else Outcome.OPEN


def precisions(mentions: Iterable[Mention], now: datetime) -> tuple[Precision, ...]:
    """One for each watch that something bad was said about, by its id."""
    counts: dict[str, dict[Outcome, int]] = {}
    for mention in mentions:
        if outcome := outcome_of(mention, now):
            of_watch = counts.setdefault(mention.about, dict.fromkeys(Outcome, 0))
            of_watch[outcome] += 1
    return tuple(Precision(watch_id, *counts[watch_id].values()) for watch_id in sorted(counts))


def disagreements(mentions: Iterable[Mention]) -> tuple[Tally, ...]:
    """How often people judged otherwise, per watch and per source that showed it first."""
    ruled = (mention for mention in mentions if mention.ruling)
    return tallies((mention.about, mention.sightings[0].source_id, mention.is_overruled) for mention in ruled)
