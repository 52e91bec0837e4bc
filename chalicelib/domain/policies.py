"""A policy says who hears of a mention, when, by which road, and for how long one of them may keep it.

    step 1 ── step 2 ── … ── last step ─▶ again from step 1, `repeat` times

Delays run in working time where the policy has hours, else around the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .hours import Hours

_PERSONAL = frozenset({"email", "canary"})  # notifiers that tell a person, and no channel
_LONGEST = timedelta(days=30)
_MOST_STEPS, _MOST_REPEATS = 20, 20


class Clock(StrEnum):
    """What delays count from."""

    DISCOVERY = "discovery"  # when the escalation was opened
    PUBLICATION = "publication"  # when it was said, as far as anybody knows


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a step sends its notice: by which notifier, and `to` whom or what where it needs one: a person's
    id, `@` and a rota's for whoever is on duty, or the name of a channel.

    Written as `email:ann`, `email:@support`, `slack:care` or `sns`.
    """

    notifier: str
    to: str | None = None

    def __str__(self) -> str:
        return f"{self.notifier}:{self.to}" if self.to else self.notifier

    @property
    def person_id(self) -> str | None:
        """The person who is told, where it names one."""
        names_one = self.notifier in _PERSONAL and self.rota_id is None
        return self.to if names_one else None

    @property
    def rota_id(self) -> str | None:
        """The rota whose person on duty is told; None where it names somebody, or nobody in particular."""
        return self.to[1:] if self.to and self.to.startswith("@") else None

    @classmethod
    def parse(cls, text: str) -> Destination:
        """The inverse of `str`. Raises ValueError."""
        notifier, _, to = text.strip().partition(":")
        if not notifier or to == "@":
            raise ValueError(
                f"a destination is written like 'email:ann', 'email:@rota' or 'sns', not {text!r}"
            )
        return cls(notifier, to or None)


@dataclass(frozen=True, slots=True)
class Step:
    """Who hears of it, and how long after the clock started."""

    after: timedelta
    destinations: tuple[Destination, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """The steps, in order of time, and what holds for all of them.

    `hold` is how long somebody who has it may keep it without a sign of life. Raises ValueError.
    """

    id: str
    steps: tuple[Step, ...]
    repeat: int = 0
    hold: timedelta = timedelta(hours=4)
    clock: Clock = Clock.DISCOVERY
    hours: Hours | None = None

    def __post_init__(self) -> None:
        delays = [step.after for step in self.steps]
        if not self.steps or any(not step.destinations for step in self.steps):
            raise ValueError("a policy needs at least one step, and each step a destination")
        if delays != sorted(delays) or delays[0] < timedelta(0) or delays[-1] > _LONGEST:
            raise ValueError("a policy's steps stand in order of time, from 0 to 30 days after the first")
        if len(self.steps) > _MOST_STEPS or not 0 <= self.repeat <= _MOST_REPEATS:
            raise ValueError(
                f"a policy has at most {_MOST_STEPS} steps, repeated at most {_MOST_REPEATS} times"
            )
        if not timedelta(minutes=5) <= self.hold <= _LONGEST:
            raise ValueError("whoever has it may keep it from 5 minutes to 30 days")

    def starts_at(self, now: datetime, spoken_at: datetime) -> datetime:
        """When the first step is due of what was said then and is escalated now; never before now."""
        began = spoken_at if self.clock is Clock.PUBLICATION else now
        return max(now, self.later(began, self.steps[0].after))

    def next_at(self, step: int, due_at: datetime) -> datetime:
        """When the step after this one is due, which was due then."""
        return self.later(due_at, self.steps[step + 1].after - self.steps[step].after)

    def held_until(self, now: datetime) -> datetime:
        """The deadline of somebody who has it from now on."""
        return self.later(now, self.hold)

    def later(self, start: datetime, delay: timedelta) -> datetime:
        """The moment this much working time after the start; within hours."""
        return self.hours.after(start, delay) if self.hours else start + delay


# What holds until somebody has made a policy: the topic always exists.
DEFAULT_POLICY = Policy(
    "default",
    (
        Step(timedelta(0), (Destination("sns"),)),
        Step(timedelta(minutes=30), (Destination("sns"),)),
    ),
)
