"""What a kind of source declares: what it hears, what it needs, and what it may ask how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Period(StrEnum):
    """How long a budget lasts. All end by UTC, unless the budget says how far off its midnight lies."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"


_NAMES = {Period.HOUR: "%Y-%m-%dT%H", Period.DAY: "%Y-%m-%d", Period.MONTH: "%Y-%m"}


@dataclass(frozen=True, slots=True)
class Budget:
    """What all sources that share an account may spend in a period; `most` counts `unit`s.

    `most_key` names a field of the key by which its owner sets another `most`, and `each` how many units one
    of that field's is worth: 200 posts for a dollar. `midnight` is the offset from
    UTC of the clock that the period follows; in summer an hour more where that clock `has_us_summer`.
    """

    most: int
    unit: str = "requests"
    per: Period = Period.DAY
    most_key: str | None = None
    each: int = 1
    midnight: timedelta = timedelta(0)
    has_us_summer: bool = False

    def period(self, now: datetime) -> str:
        """The name of the period that `now` lies in; names sort as their periods do."""
        return (now.astimezone(UTC) + self._offset(now)).strftime(_NAMES[self.per])

    def ends_at(self, now: datetime) -> datetime:
        """When the next period begins."""
        there = (now.astimezone(UTC) + self._offset(now)).replace(minute=0, second=0, microsecond=0)
        if self.per is Period.HOUR:
            following = there + timedelta(hours=1)
        elif self.per is Period.DAY:
            following = there.replace(hour=0) + timedelta(days=1)
        else:
            following = (there.replace(day=1, hour=0) + timedelta(days=32)).replace(day=1)
        return following - self._offset(following - self._offset(now))

    def _offset(self, now: datetime) -> timedelta:
        """How far its clock is from UTC now."""
        is_ahead = self.has_us_summer and _is_us_summer(now.astimezone(UTC) + self.midnight)
        return self.midnight + timedelta(hours=1) if is_ahead else self.midnight

    @property
    def words(self) -> str:
        """What may be spent, as in "200 requests an hour"."""
        article = "an" if self.per is Period.HOUR else "a"
        return f"{self.most:,} {self.unit} {article} {self.per}"


def _is_us_summer(winter_time: datetime) -> bool:
    """From the second Sunday of March until the first of November, at 2 o'clock by the clocks of that night.

    https://www.nist.gov/pml/time-and-frequency-division/popular-links/daylight-saving-time-dst
    The database of time zones is not everywhere that we run.
    """
    begins = _sunday_from(winter_time.replace(month=3, day=8, hour=2, minute=0, second=0, microsecond=0))
    ends = _sunday_from(winter_time.replace(month=11, day=1, hour=1, minute=0, second=0, microsecond=0))
    return begins <= winter_time < ends


def _sunday_from(day: datetime) -> datetime:
    return day + timedelta(days=6 - day.weekday())


@dataclass(frozen=True, slots=True)
class Option:
    """Something else that a source of this kind can be told: what it means, and what holds unless it is."""

    meaning: str
    default: str | None = None
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source, in the words of the README's table, and what the fetcher holds it to.

    `home` is where it is asked; None means that each source has an address of its own. With `searches` a
    source needs a watch; with `speaks_of_watch` everything there is about it. `key` names the fields of its
    key, `may_have` those it can do without. Intervals are minutes; `gap_s` is kept between two requests.
    """

    hears: str
    limits: str
    costs: str = "nothing"
    cannot: str = ""
    home: str | None = None
    searches: bool = False
    speaks_of_watch: bool = False
    has_secret_address: bool = False
    key: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()
    options: Mapping[str, Option] = field(default_factory=dict)
    least_interval: int = 5
    most_interval: int = 60
    gap_s: float = 0.0
    budget: Budget | None = None

    @property
    def floor(self) -> int:
        """The least interval that may be asked for. A document may be asked for as its listener likes."""
        return self.least_interval if self.home or self.searches else 1

    @property
    def needs(self) -> str:
        """What must be there before it can be listened to, in words."""
        wanted = [
            *(["an address"] if self.home is None else []),
            *(["a watch"] if self.searches or self.speaks_of_watch else []),
            *(f"option `{name}`" for name, option in self.options.items() if option.is_required),
            *([f"a key ({', '.join(self.key)})"] if self.key else []),
        ]
        needed = ", ".join(wanted) or "nothing"
        if not self.may_have:
            return needed
        how = "which may also have" if self.key else "better with a key"
        return f"{needed}; {how} ({', '.join(self.may_have)})"
