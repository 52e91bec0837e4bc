"""What a kind of source declares: what it hears, what it needs, and what it may ask how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Period(StrEnum):
    """How long a budget lasts. Both end by UTC, unless the budget says how far off its midnight lies."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Budget:
    """What all sources that share an account may spend in a period; `most` counts `unit`s.

    `most_key` names a field of the key by which its owner sets another `most`. `midnight` is the offset from
    UTC of the clock that the period follows.
    """

    most: int
    unit: str = "requests"
    per: Period = Period.DAY
    most_key: str | None = None
    midnight: timedelta = timedelta(0)

    def period(self, now: datetime) -> str:
        """The name of the period that `now` lies in; names sort as their periods do."""
        there = (now.astimezone(UTC) + self.midnight).date()
        return f"{there:%Y-%m}" if self.per is Period.MONTH else f"{there:%Y-%m-%d}"

    def ends_at(self, now: datetime) -> datetime:
        """When the next period begins."""
        there = (now.astimezone(UTC) + self.midnight).replace(hour=0, minute=0, second=0, microsecond=0)
        if self.per is Period.MONTH:
            following = (there.replace(day=1) + timedelta(days=32)).replace(day=1)
        else:
            following = there + timedelta(days=1)
        return following - self.midnight


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
    def needs(self) -> str:
        """What must be there before it can be listened to, in words."""
        wanted = [
            *(["an address"] if self.home is None else []),
            *(["a watch"] if self.searches or self.speaks_of_watch else []),
            *(f"option `{name}`" for name, option in self.options.items() if option.is_required),
            *([f"a key ({', '.join(self.key)})"] if self.key else []),
        ]
        maybe = f"; better with a key ({', '.join(self.may_have)})" if self.may_have and not self.key else ""
        return (", ".join(wanted) or "nothing") + maybe
