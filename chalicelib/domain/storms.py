"""A storm is when complaints about a watch come far faster than usual: then they are told of together.

    calm ── beat: alone ──▶ calm ── beat: begins ──▶ storm ── beat: grouped, or updates ──▶ storm
      ▲                                                │
      └──────────────── settled: quiet again ──────────┘

A beat is one complaint being heard; copies of a story are sightings of one mention, and no beats. The pulse
of a watch is what is remembered of its beats: enough to know what is usual at this time of day. Why the rule
is as it is, and how well it does: docs/storms.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import sqrt

Places = tuple[tuple[str, int], ...]

_HOUR = timedelta(hours=1)
_DAYS = 14
_HOURS_AROUND = 1
_HOURS_KEPT = _DAYS * 24 + 1 + _HOURS_AROUND
# A few hours of a few days say too little: in the first week, all hours are taken to be alike.
_LEARNING_HOURS = 7 * 24
_HOURS_AROUND_AT_FIRST = 11

# What begins a storm: more than the usual number by so many standard deviations, and by so many on top. What
# comes by chance scatters about its mean by the root of it, and where few come, more lopsidedly than that.
_DEVIATIONS = 4.5
_FLOOR = 4
# On a watch's first day what was said before comes to light all at once, and people want to see each of it.
_FLOOR_AT_FIRST = 20
_FIRST_HOURS = 24
# The latest beats are looked at, over a working day at most: what takes longer is a trend, and no flood. Busy
# sources are asked every five minutes, and what came to light together tells nothing of a shorter time.
_MOST_LOOKED_AT = 24
_LONGEST = timedelta(hours=8)
_SHORTEST = timedelta(minutes=5)
# Of every seven days, the busiest is no usual one: a storm of yesterday does not excuse that of today.
_ONE_UNUSUAL_IN = 7
# A storm is over after two whole hours near the usual: nearer than what begins one, so that it does not flap.
_QUIET_HOURS = 2
_QUIET_DEVIATIONS = 2
_FEW = 2  # so many in the quiet hours are quiet, wherever none are usual

# When the notice is told anew: at twice the count, or when it has aged by an hour, later by a quarter of the
# age that the storm had: so often as somebody can make use of it.
_TIMES_MORE = 2
_SOONEST_UPDATE = timedelta(minutes=10)
_AGES = 4

# What keeps a pulse below 4 KB of JSON, which DynamoDB reads as one unit:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
_BEATS_KEPT = 30
_STORIES = 5
_PLACES = 8
_PLACE_BYTES = 24
_MOST_COUNTED = 999


class BeatKind(StrEnum):
    """What is to be done about a complaint that was heard."""

    ALONE = "alone"  # escalated as ever
    BEGINS = "begins"  # its notice is the first of a storm, which stands for those that follow
    GROUPED = "grouped"  # no notice of its own
    UPDATES = "updates"  # the same, and the storm's notice is due again


@dataclass(frozen=True, slots=True)
class Heard:
    """A beat as it is remembered: `key` is a short digest of the mention's id."""

    key: str
    at: datetime
    place: str
    kind: BeatKind


@dataclass(frozen=True, slots=True)
class Story:
    """A mention in a storm, with its sightings now, and when the storm was last told."""

    mention_id: str
    sightings: int
    told: int = 0

    @property
    def growth(self) -> int:
        return self.sightings - self.told


@dataclass(frozen=True, slots=True)
class Storm:
    """`head_id` is the mention whose notice is the storm's. `since` is when the first of its `count` mentions
    was heard, `began_at` when they were known to be a storm. `places` are the busiest, with at least so many
    mentions each; `told_at` and `told_count` say what people know.
    """

    head_id: str
    since: datetime
    began_at: datetime
    count: int
    told_at: datetime
    told_count: int
    places: Places
    stories: tuple[Story, ...]

    @property
    def fastest(self) -> Story:
        """The story that has grown most since the storm was last told."""
        return max(self.stories, key=lambda story: (story.growth, story.sightings))

    @property
    def elsewhere(self) -> int:
        """How many of its mentions are not among those of `places`."""
        return self.count - sum(number for _, number in self.places)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What is remembered of a watch's complaints. `counts` are those of each hour, the last of which is the
    `hour` since the epoch; `heard` the latest beats, in order of arrival; `settled_at` is when the last storm
    was over.
    """

    watch_id: str
    hour: int = 0
    counts: tuple[int, ...] = ()
    heard: tuple[Heard, ...] = ()
    storm: Storm | None = None
    settled_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Beat:
    """What follows from a complaint: `storm` is the one it belongs to, `ended` one that it found over."""

    kind: BeatKind
    storm: Storm | None = None
    ended: Storm | None = None


def beat(pulse: Pulse, mention_id: str, place: str, at: datetime) -> tuple[Pulse, Beat]:
    """The pulse once a complaint is heard, and what is to be done about it.

    `at` is when it was found, and the same for all that one fetch brings.
    Heard again, it counts once, and the answer is what it was, unless the storm it belonged to is over: then
    it is escalated alone, lest nobody hear of it. That holds for the last 30 mentions: who may ask again
    after that keeps the answer with the mention. What comes late counts for its own hour, and what is older
    than the storm is none of it.
    """
    now, version = max([at, *(each.at for each in pulse.heard)]), pulse.version + 1
    pulse, ended = settled(pulse, now)
    key = hashlib.blake2b(mention_id.encode(), digest_size=4).hexdigest()
    if known := next((each for each in pulse.heard if each.key == key), None):
        repeated = pulse.storm if known.kind is not BeatKind.ALONE else None
        return pulse, Beat(known.kind if repeated else BeatKind.ALONE, repeated, ended)
    heard = Heard(key, at, _short(place), BeatKind.ALONE)
    if pulse.storm:
        storm, kind = _grown(pulse.storm, mention_id, heard)
    else:
        storm, kind = _begun(pulse, mention_id, heard, now)
    is_told = kind in (BeatKind.BEGINS, BeatKind.UPDATES)
    beaten = replace(
        _counted(pulse, _hour_of(at)),
        heard=(*pulse.heard, replace(heard, kind=kind))[-_BEATS_KEPT:],
        storm=_told(storm, now) if storm and is_told else storm,
        version=version,
    )
    return beaten, Beat(kind, None if kind is BeatKind.ALONE else storm, ended)


def sighted(pulse: Pulse, mention_id: str, sightings: int) -> Pulse:
    """The pulse once a mention of its storm was seen so many times: its story grows, the count does not."""
    if pulse.storm is None:
        return pulse
    stories = _with_story(pulse.storm.stories, mention_id, sightings)
    if stories == pulse.storm.stories:
        return pulse
    return replace(pulse, storm=replace(pulse.storm, stories=stories), version=pulse.version + 1)


def updated(pulse: Pulse, now: datetime) -> tuple[Pulse, Storm | None]:
    """The pulse with its storm told, and the storm to tell of; None when nothing is due."""
    storm = pulse.storm
    if storm is None or not _is_update_due(storm, now):
        return pulse, None
    return replace(pulse, storm=_told(storm, now), version=pulse.version + 1), storm


def settled(pulse: Pulse, now: datetime) -> tuple[Pulse, Storm | None]:
    """The pulse once its storm is over, and that storm, to tell of a last time; None while it is not over."""
    storm, hour = pulse.storm, _hour_of(now)
    if storm is None or hour - _QUIET_HOURS <= _hour_of(storm.began_at):
        return pulse, None
    number = sum(_count(pulse, each) for each in range(hour - _QUIET_HOURS, hour + 1))
    if number > max(_FEW, _usual(pulse, hour - 1).ceiling(_QUIET_HOURS, _QUIET_DEVIATIONS)):
        return pulse, None
    return replace(pulse, storm=None, settled_at=now, version=pulse.version + 1), storm


@dataclass(frozen=True, slots=True)
class _Usual:
    """Complaints an hour, and how much that differs from day to day, as a variance."""

    rate: float
    variance: float

    def ceiling(self, hours: float, deviations: float) -> float:
        """What so many hours usually bring, plus so many standard deviations of it."""
        mean = self.rate * hours
        return mean + deviations * sqrt(mean + self.variance * hours**2)


def _usual(pulse: Pulse, hour: int) -> _Usual:
    """What was heard at this time of day on the days before: in this hour and its neighbours, or, in the
    first week, all day.

    To it comes one complaint in one hour, as if that had been heard too: all there is to go by at first.
    """
    counts, index = pulse.counts, len(pulse.counts) - 1 - (pulse.hour - hour)
    around = _HOURS_AROUND if index > _LEARNING_HOURS else _HOURS_AROUND_AT_FIRST
    same_hours = (index - day * 24 for day in range(1, _DAYS + 1))
    days = sorted(sum(counts[at - around : at + around + 1]) for at in same_hours if at > around)
    days = days[: len(days) - len(days) // _ONE_UNUSUAL_IN]
    if not days:
        return _Usual(rate=1, variance=0)
    hours, mean = 2 * around + 1, sum(days) / len(days)
    # What days differ by beyond chance, whose variance is the mean.
    beyond_chance = sum((day - mean) ** 2 for day in days) / len(days) - mean
    return _Usual((sum(days) + 1) / (hours * len(days) + 1), max(beyond_chance, 0) / hours**2)


def _begun(pulse: Pulse, head_id: str, heard: Heard, now: datetime) -> tuple[Storm | None, BeatKind]:
    """The storm that this beat begins, if the latest beats came far faster than usual."""
    burst = _burst(pulse, (*pulse.heard, heard), now)
    if not burst:
        return None, BeatKind.ALONE
    places: Places = ()
    for each in burst:
        places = _with_place(places, each.place)
    storm = Storm(head_id, burst[0].at, now, len(burst), now, 0, places, (Story(head_id, 1),))
    return storm, BeatKind.BEGINS


def _burst(pulse: Pulse, heard: tuple[Heard, ...], now: datetime) -> list[Heard]:
    """Those of the latest beats, as many as possible, that came far faster than usual. Empty if none did.

    How fast they came is told by the time since the beat before them. Those of one moment belong together.
    """
    calm_since = pulse.settled_at or min(each.at for each in heard) - _HOUR
    beats = sorted((each for each in heard if each.at > calm_since), key=lambda each: each.at)
    before = [calm_since, *(each.at for each in beats)]
    usual = _usual(pulse, _hour_of(now))
    floor = _FLOOR if len(pulse.counts) > _FIRST_HOURS else _FLOOR_AT_FIRST
    for index in range(max(len(beats) - _MOST_LOOKED_AT, 0), len(beats)):
        first = beats[index].at
        if before[index] == first or now - first > _LONGEST:
            continue
        time = min(max(now - before[index], _SHORTEST), _LONGEST)
        if len(beats) - index >= floor + usual.ceiling(time / _HOUR, _DEVIATIONS):
            return beats[index:]
    return []


def _grown(storm: Storm, mention_id: str, heard: Heard) -> tuple[Storm | None, BeatKind]:
    """The storm with this beat, unless that is older than the storm."""
    if heard.at < storm.since:
        return storm, BeatKind.ALONE
    grown = replace(
        storm,
        count=storm.count + 1,
        places=_with_place(storm.places, heard.place),
        stories=_with_story(storm.stories, mention_id, 1),
    )
    return grown, BeatKind.UPDATES if _is_update_due(grown, heard.at) else BeatKind.GROUPED


def _is_update_due(storm: Storm, now: datetime) -> bool:
    silence = now - storm.told_at
    if storm.count >= _TIMES_MORE * storm.told_count and silence >= _SOONEST_UPDATE:
        return True
    return storm.count > storm.told_count and silence >= max(_HOUR, (storm.told_at - storm.began_at) / _AGES)


def _told(storm: Storm, now: datetime) -> Storm:
    stories = tuple(replace(story, told=story.sightings) for story in storm.stories)
    return replace(storm, told_at=now, told_count=storm.count, stories=stories)


def _with_story(stories: tuple[Story, ...], mention_id: str, sightings: int) -> tuple[Story, ...]:
    """The stories with this one; of too many, one that was seen least is left out."""
    known = next((story for story in stories if story.mention_id == mention_id), Story(mention_id, 0))
    if known.sightings >= sightings:
        return stories
    others = [story for story in stories if story.mention_id != mention_id]
    grown = [*others, replace(known, sightings=sightings)]
    if len(grown) > _STORIES:
        grown.remove(min(grown, key=lambda story: story.sightings))
    return tuple(grown)


def _with_place(places: Places, place: str) -> Places:
    """The places with one more mention at this one. Whatever the order, a place of more than a ninth of all
    mentions is among them: Misra and Gries, Finding repeated elements, 1982.
    """
    counts = dict(places)
    if place in counts or len(counts) < _PLACES:
        counts[place] = counts.get(place, 0) + 1
    else:
        counts = {each: number - 1 for each, number in counts.items() if number > 1}
    return tuple(sorted(counts.items(), key=lambda item: -item[1]))


def _counted(pulse: Pulse, hour: int) -> Pulse:
    """The pulse with one more beat in this hour, unless that is before all that are kept."""
    if not pulse.counts:
        return replace(pulse, hour=hour, counts=(1,))
    counts = [*pulse.counts, *[0] * min(hour - pulse.hour, _HOURS_KEPT)][-_HOURS_KEPT:]
    last = max(hour, pulse.hour)
    index = len(counts) - 1 - (last - hour)
    if index >= 0:
        counts[index] = min(counts[index] + 1, _MOST_COUNTED)
    return replace(pulse, hour=last, counts=tuple(counts))


def _count(pulse: Pulse, hour: int) -> int:
    index = len(pulse.counts) - 1 - (pulse.hour - hour)
    return pulse.counts[index] if 0 <= index < len(pulse.counts) else 0


def _hour_of(at: datetime) -> int:
    """Whole hours since the epoch."""
    return int(at.timestamp() // 3600)


def _short(place: str) -> str:
    """As much of a place's name as is kept, without what cannot be seen."""
    visible = "".join(sign for sign in place if sign.isprintable())
    return visible.encode()[:_PLACE_BYTES].decode(errors="ignore")
