"""A digest: what may wait, read together. Of our own names the praise, the indifferent and the unsure, and
how many complaints wait; of competitors and themes, apart, how people speak of them. Trolls stand in none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from . import canary
from .mentions import OPEN, Mention, MentionStatus
from .people import Person
from .verdicts import Verdict
from .watches import Watch, WatchKind

# Complaints are counted that people were told of within this time.
COUNTED_BACK = timedelta(days=30)
# What is read in some minutes, and makes no mail that mail programs would cut.
_MOST_SHOWN = 40
_MOST_OF_A_KIND = 10
_MOST_WATCHES = 12
_OF_OURS = (Verdict.GOOD, Verdict.INDIFFERENT, Verdict.UNSURE)
_OF_OTHERS = (Verdict.GOOD, Verdict.BAD, Verdict.INDIFFERENT)
_PASSED_OVER = frozenset({MentionStatus.IGNORED, MentionStatus.DELETED})


@dataclass(frozen=True, slots=True)
class Pile:
    """What was judged the same: how much there is, and those of it that are shown, the most seen first."""

    verdict: Verdict
    total: int
    shown: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Complaints: how many nobody has, somebody has, and somebody owes a second word to."""

    open: int = 0
    had: int = 0
    promised: int = 0


@dataclass(frozen=True, slots=True)
class Chapter:
    """What was said about one watch."""

    watch: Watch
    piles: tuple[Pile, ...]
    waiting: Waiting

    @property
    def total(self) -> int:
        """How many mentions it tells of, shown or not."""
        return sum(pile.total for pile in self.piles)


@dataclass(frozen=True, slots=True)
class Digest:
    """What was found from `since` until just before `until`. `left_out` counts mentions of watches beyond
    those that have a chapter. Unless it `is_complete`, there was more than is read: the oldest is missing.
    """

    since: datetime
    until: datetime
    ours: tuple[Chapter, ...]
    others: tuple[Chapter, ...]
    left_out: int
    is_complete: bool

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return self.ours + self.others

    @property
    def is_empty(self) -> bool:
        """True when there is nothing new: that complaints still wait is their policy's to tell."""
        return not self.left_out and not any(chapter.piles for chapter in self.chapters)

    @property
    def shown(self) -> tuple[Mention, ...]:
        """All mentions that it shows."""
        return tuple(each for chapter in self.chapters for pile in chapter.piles for each in pile.shown)


@dataclass(frozen=True, slots=True)
class Edition:
    """A digest as one person gets it. `sources` names the places where mentions were sighted, by source id.

    Links are the person's own: `take_urls` lead to what they can do about a mention, by its id, `leave_url`
    to where they get no more digests. Without them it is for whoever looks.
    """

    digest: Digest
    person: Person
    sources: Mapping[str, str]
    api_url: str
    take_urls: Mapping[str, str] = field(default_factory=dict)
    leave_url: str | None = None


def digest_of(
    found: Sequence[Mention],
    reached: Iterable[Mention],
    watches: Mapping[str, Watch],
    since: datetime,
    until: datetime,
    is_complete: bool = True,
) -> Digest:
    """The digest of what was `found` in that time; among what `reached` people are the complaints that wait.
    What is about no watch, any more, or about our own test, is passed over.
    """
    told = {each.id: each for each in (*reached, *found) if _belongs(each, watches)}
    new = [told[each.id] for each in found if each.id in told]
    piles = _piles(new, watches)
    waiting = _waiting(told.values(), watches)
    order = sorted(
        {*piles, *waiting}, key=lambda key: (not _is_ours(watches[key]), -_size(piles.get(key)), key)
    )
    with_chapter, beyond = order[:_MOST_WATCHES], order[_MOST_WATCHES:]
    each = _share(sum(len(piles.get(watch_id, {})) for watch_id in with_chapter))
    chapters = [
        Chapter(watches[watch_id], _told(piles.get(watch_id, {}), each), waiting.get(watch_id, Waiting()))
        for watch_id in with_chapter
    ]
    return Digest(
        since,
        until,
        ours=tuple(chapter for chapter in chapters if _is_ours(chapter.watch)),
        others=tuple(chapter for chapter in chapters if not _is_ours(chapter.watch)),
        left_out=sum(_size(piles.get(watch_id)) for watch_id in beyond),
        is_complete=is_complete,
    )


_Piles = Mapping[Verdict, Sequence[Mention]]


def _piles(found: Iterable[Mention], watches: Mapping[str, Watch]) -> Mapping[str, _Piles]:
    piles: dict[str, dict[Verdict, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for mention in found:
        told = _OF_OURS if _is_ours(watches[mention.about]) else _OF_OTHERS
        if mention.verdict in told:
            piles[mention.about][mention.verdict].append(mention)
    return piles


def _size(piles: _Piles | None) -> int:
    return sum(map(len, piles.values())) if piles else 0


def _waiting(told: Iterable[Mention], watches: Mapping[str, Watch]) -> Mapping[str, Waiting]:
    statuses: dict[str, list[MentionStatus]] = defaultdict(list)
    for mention in told:
        if mention.verdict is Verdict.BAD and _is_ours(watches[mention.about]):
            statuses[mention.about].append(mention.status)
    counted = {watch_id: _counted(each) for watch_id, each in statuses.items()}
    return {watch_id: waiting for watch_id, waiting in counted.items() if waiting != Waiting()}


def _counted(statuses: Sequence[MentionStatus]) -> Waiting:
    return Waiting(
        sum(status in OPEN for status in statuses),
        statuses.count(MentionStatus.ACKNOWLEDGED),
        statuses.count(MentionStatus.PROMISED),
    )


def _told(piles: _Piles, each: int) -> tuple[Pile, ...]:
    """The piles in the order in which people read them, of each so many shown."""
    ordered = [(verdict, piles[verdict]) for verdict in (*_OF_OTHERS, Verdict.UNSURE) if verdict in piles]
    return tuple(Pile(verdict, len(pile), tuple(_ranked(pile)[:each])) for verdict, pile in ordered)


def _ranked(pile: Sequence[Mention]) -> Sequence[Mention]:
    return sorted(pile, key=lambda mention: (-mention.weight, -mention.found_at.timestamp(), mention.id))


def _share(piles: int) -> int:
    """How many of each pile are shown, so that all together are not too many."""
    return min(_MOST_OF_A_KIND, _MOST_SHOWN // max(piles, 1))


def _belongs(mention: Mention, watches: Mapping[str, Watch]) -> bool:
    return mention.about in watches and mention.about != canary.NAME and mention.status not in _PASSED_OVER


def _is_ours(watch: Watch) -> bool:
    return watch.kind is WatchKind.OWN
