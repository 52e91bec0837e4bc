"""A rota says whose turn it is: people take turns, and somebody else may cover for a time.

Turns change at a time on the clock of the rota's place, so at the same hour in summer and in winter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count, groupby, pairwise, takewhile

from .zones import believable, moment, zone_named

# What keeps a rota small enough to be read in one go, and a calendar to be drawn.
_MOST_PEOPLE = 50
_MOST_COVERS = 100
_MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody, of the rota or not, is on duty from `starts_at` until just before `ends_at`."""

    person_id: str
    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if not self.person_id:
            raise ValueError("a cover needs a person: say who is on duty")
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError("a cover starts and ends at times with an offset, like 2026-12-24T09:00+01:00")
        if self.ends_at <= self.starts_at:
            raise ValueError("a cover ends after it starts: check its times")


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody is on duty from `starts_at` until just before `ends_at`, without a break."""

    person_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Rota:
    """`people` take turns in this order, each for `every_days`; the first takes over on the day `starts_on`
    at `hands_over`, on the clock of an IANA zone. `covers` stand before turns, the last of them first.
    """

    id: str
    name: str
    zone: str
    people: tuple[str, ...]
    starts_on: date
    hands_over: time
    every_days: int = 7
    covers: tuple[Cover, ...] = ()

    def __post_init__(self) -> None:
        zone_named(self.zone)
        believable(self.starts_on)
        if not 0 < len(self.people) <= _MOST_PEOPLE or not all(self.people):
            raise ValueError(f"a rota needs 1 to {_MOST_PEOPLE} people, like 'ann, ben': say who takes turns")
        if not 0 < self.every_days <= _MOST_DAYS:
            raise ValueError(
                f"a turn takes 1 to {_MOST_DAYS} days, a week being 7: correct {self.every_days}"
            )
        if self.hands_over.tzinfo or self.hands_over.second or self.hands_over.microsecond:
            raise ValueError("a rota hands over at a whole minute on the clock of its place, like 09:00")
        if len(self.covers) > _MOST_COVERS:
            raise ValueError(f"a rota keeps at most {_MOST_COVERS} covers: remove those that are over")

    def on_duty(self, at: datetime) -> str:
        """The person on duty. Before the rota starts, it is the first."""
        covering = (cover for cover in reversed(self.covers) if cover.starts_at <= at < cover.ends_at)
        cover = next(covering, None)
        return cover.person_id if cover else self.people[self._turn(at) % len(self.people)]

    def turns(self, since: datetime, until: datetime) -> tuple[Turn, ...]:
        """Who is on duty from one time to another, in order of time, neighbours never the same. Raises
        ValueError where that is too long to be shown.
        """
        if not timedelta(0) < until - since <= timedelta(days=_MOST_DAYS):
            raise ValueError(
                f"a calendar ends after it starts, at most {_MOST_DAYS} days later: ask for fewer"
            )
        changes = sorted({since, until, *self._changes(since, until)})
        spans = ((self.on_duty(start), start, end) for start, end in pairwise(changes))
        by_person = (list(spans) for _, spans in groupby(spans, key=lambda span: span[0]))
        return tuple(Turn(of_one[0][0], of_one[0][1], of_one[-1][2]) for of_one in by_person)

    def _changes(self, since: datetime, until: datetime) -> Iterator[datetime]:
        """The times between at which somebody else may come on duty."""
        begins = map(self._begins, count(self._turn(since) + 1))
        yield from takewhile(lambda at: at < until, begins)
        for cover in self.covers:
            yield from (at for at in (cover.starts_at, cover.ends_at) if since < at < until)

    def _turn(self, at: datetime) -> int:
        """Which turn it is, counted from 0."""
        days = (at.astimezone(zone_named(self.zone)).date() - self.starts_on).days
        about = max(days // self.every_days, 0)
        # On the day itself it may not have begun yet; where clocks were put back across midnight, it may
        # have begun on what is the day before again.
        near = (max(about - 1, 0), about, about + 1)
        return max((turn for turn in near if self._begins(turn) <= at), default=0)

    def _begins(self, turn: int) -> datetime:
        day = self.starts_on + timedelta(days=turn * self.every_days)
        return moment(day, self.hands_over, zone_named(self.zone))


def names(rota: Rota, now: datetime) -> frozenset[str]:
    """Everybody who takes turns, or covers now or later: none of them can be removed before the rota is
    changed.
    """
    covering = {cover.person_id for cover in rota.covers if cover.ends_at > now}
    return frozenset(rota.people) | covering
