"""A ruling is a person's verdict on a mention. It stands before the judge's, and is a label to learn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ..errors import InvalidInput
from .texts import faults_of
from .verdicts import Verdict

# A person says what it is; who cannot tell says nothing.
RULED = (Verdict.GOOD, Verdict.BAD, Verdict.INDIFFERENT, Verdict.TROLL)
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Ruling:
    """What it is, who says so (a person's id), and since when. Where that came of leaving it be as a troll's,
    `earlier` is the ruling that stood before, and stands again once it is reopened.
    """

    verdict: Verdict
    by: str
    at: datetime
    earlier: Ruling | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How often people ruled on mentions of a `watch`, or from a `source` (`of` says which, `id` names it),
    and how often that was another verdict than the judge's.
    """

    of: str
    id: str
    ruled: int
    overruled: int


def faults(verdict: Verdict, note: str) -> Iterator[InvalidInput]:
    """Everything that is wrong with a ruling, by the name of the field to correct."""
    if verdict not in RULED:
        words = ", ".join(repr(str(each)) for each in RULED)
        yield InvalidInput("verdict", f"must be one of {words}, not {str(verdict)!r}")
    yield from faults_of("note", note, LONGEST_NOTE)


def tallies(rulings: Iterable[tuple[str, str, bool]]) -> tuple[Tally, ...]:
    """Per watch and then per source, the most ruled on first; from each one's watch, source, and whether it
    overruled the judge.
    """
    counts: dict[tuple[str, str], list[bool]] = {}
    for watch_id, source_id, is_overruled in rulings:
        counts.setdefault(("watch", watch_id), []).append(is_overruled)
        counts.setdefault(("source", source_id), []).append(is_overruled)
    each = (Tally(of, key, len(ruled), sum(ruled)) for (of, key), ruled in counts.items())
    return tuple(sorted(each, key=lambda tally: (tally.of != "watch", -tally.ruled, tally.id)))
