"""How far what somebody says goes, where its source tells: who may have seen it, and who reacted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# Chosen, not measured: marketing speaks of influencers from about 10,000 followers on, and few of the posts
# that a search finds have 100 reactions. docs/urgency.md publishes both.
LARGE_AUDIENCE = 10_000
MANY_REACTIONS = 100
_MOST = 10**12  # no place has more; what claims to is cut off


@dataclass(frozen=True, slots=True)
class Reach:
    """What a source tells of it; None is not told, and 0 is nobody.

    `audience` is how often it was seen; where that is not counted, how many follow its author. `reactions`
    are votes, likes, reposts and replies together.
    """

    audience: int | None = None
    reactions: int | None = None

    @property
    def is_far(self) -> bool:
        """True when it reaches very many, whom an answer reaches as well."""
        return (self.audience or 0) >= LARGE_AUDIENCE or (self.reactions or 0) >= MANY_REACTIONS

    @property
    def words(self) -> str:
        """As people are told; empty where there is nobody to speak of."""
        return " and ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        """Both may have grown since they were read."""
        if self.audience:
            named = "view or follower" if self.audience == 1 else "views or followers"
            yield f"at least {self.audience:,} {named}"
        if self.reactions:
            yield f"at least {self.reactions:,} reaction{'' if self.reactions == 1 else 's'}"


def reach_of(audience: int | None = None, *reactions: int | None) -> Reach | None:
    """What these counts say, without those that are not told; None where none is. What is left of votes for
    and against may be less than nothing: then it is nothing.
    """
    told = [each for each in reactions if each is not None]
    if audience is None and not told:
        return None
    return Reach(_bounded(audience), _bounded(sum(max(each, 0) for each in told)) if told else None)


def furthest(one: Reach | None, other: Reach | None) -> Reach | None:
    """The larger of each number. Those who see the same thing at two places may be the same people: a sum
    would say more than anybody knows.
    """
    if one is None or other is None:
        return one or other
    return Reach(_larger(one.audience, other.audience), _larger(one.reactions, other.reactions))


def is_far(reach: Reach | None) -> bool:
    """True when it is known to reach very many."""
    return reach is not None and reach.is_far


def _bounded(count: int | None) -> int | None:
    return None if count is None else min(max(count, 0), _MOST)


def _larger(one: int | None, other: int | None) -> int | None:
    return max((each for each in (one, other) if each is not None), default=None)
