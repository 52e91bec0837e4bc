"""A watch says what we listen for: our own names, a competitor's, or a theme of the trade."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from .noises import Noise
from .query_trees import Query
from .verdicts import Verdict


class WatchKind(StrEnum):
    """Whose name it is. Only what is said about our own is escalated as a complaint."""

    OWN = "own"
    COMPETITOR = "competitor"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class Place:
    """A shop, hotel or venue: what is photographed within the radius may be about it. Degrees, kilometres."""

    latitude: float
    longitude: float
    radius_km: float = 1.0

    def __post_init__(self) -> None:
        inside = abs(self.latitude) <= 90 and abs(self.longitude) <= 180 and 0 < self.radius_km <= 32
        if not inside or not all(map(isfinite, (self.latitude, self.longitude, self.radius_km))):
            raise ValueError("a place is LATITUDE,LONGITUDE in degrees, with a radius of at most 32 km")


@dataclass(frozen=True, slots=True)
class Watch:
    """`names` are what the subject is called; `terms` are further words that reveal it (products, slogans,
    hashtags); `handles` are its accounts, with their `@`; `domains` its sites, as in `acme.example`.

    Any of them may match, unless a `query` says more exactly when it does; it is still searched for by them.
    What is noise of the kinds in `without` never matches. Only `names` stand for the subject itself when an
    opinion needs a target. `language` (a code such as `en`) and `place` narrow down searches that can be
    narrowed so. `description` says in plain words what it is. `must_match` and `must_not_match` are texts by
    which every change of the watch is tried. Complaints are escalated by the policy `policy_id`, praise by
    `praise_policy_id`; without one it waits for the digest.
    """

    id: str
    name: str
    kind: WatchKind
    names: tuple[str, ...]
    terms: tuple[str, ...] = ()
    policy_id: str = "default"
    handles: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    language: str | None = None
    place: Place | None = None
    query: Query | None = None
    without: tuple[Noise, ...] = ()
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    description: str = ""
    praise_policy_id: str | None = None

    def __post_init__(self) -> None:
        phrases = self.phrases
        if not phrases or any(not phrase.strip() for phrase in phrases):
            raise ValueError(f"watch {self.id!r} needs at least one name or term, none of them empty")

    def policy_for(self, verdict: Verdict) -> str | None:
        """The policy by which people hear of what is judged so; None for what never escalates. Nothing does
        that is said of others.
        """
        if self.kind is not WatchKind.OWN:
            return None
        return {Verdict.BAD: self.policy_id, Verdict.GOOD: self.praise_policy_id}.get(verdict)

    @property
    def phrases(self) -> tuple[str, ...]:
        """What it goes by: everything that makes it match, if it has no query."""
        return self.names + self.terms + self.handles + self.domains

    @property
    def hashtags(self) -> tuple[str, ...]:
        """The tags, without their `#`, under which people file what they say about it: those given, and
        every phrase in one word.
        """
        given = [term[1:] for term in self.terms if term.startswith("#")]
        words = ["".join(phrase.split()) for phrase in self.names + self.terms if phrase[0] not in "#@"]
        return tuple(dict.fromkeys(tag.casefold() for tag in (*given, *words) if tag))
