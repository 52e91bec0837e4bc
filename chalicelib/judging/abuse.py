"""Tells abuse of people from the anger of customers, who swear as well: a small linear model of its own.

    heard, shown ─▶ strong words? ─▶ words, pairs, measures, cues ─▶ abuse | complaint | other ─▶ probability

A text without an insult, a slur, a swear word or a threat is not looked at further, and never held.
`python -m ops.training.abuse` teaches it, and chooses from which probability on a text is held.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .features import Shown
from .lexicon import Kind, Lexicon
from .model import Model, unpacked
from .words import MOST_EVIDENCE, Heard

FILE = "abuse.bin"
_STRONG = ("slurs", "insults", "swears")
_ROLES = ("slurs", "insults", "swears", "you", "others", "me", "all", "politics", "dealings")
_MOST = 3.0  # of a count; more of it says no more
_NEAR, _BESIDE = 5, 2  # tokens from "you" or "he" to an insult; from "a" or "such"
_SHORT = 12  # tokens
_OPENING = 3
_THREAT = 3.0  # the lexicon's weight of threats and slurs
_ENDS = frozenset((".", "!", "?", ";", "\n"))
CUES = (
    *_ROLES,
    "insults you",
    "insults others",
    "likens",
    "threats",
    "told",
    "bare insults",
    "bare insults you",
    "bare slurs",
    "bare threats",
    "swears at nobody",
    "insults in politics",
    "opens with an insult",
    "short and insulting",
)
"""What each cue is called, in the order they come in. Bare is what tells of no dealings."""


class Head(NamedTuple):
    """The model; how probable abuse is in a text without strong words; from which probability on to hold."""

    model: Model
    if_mild: float
    held_from: float

    def probability(self, told: Heard, seen: Shown) -> float:
        """How probable it is that the text is abuse, where one text in twenty is."""
        if not is_strong(told):
            return self.if_mild
        weighed = self.model.weigh(noticed(told, seen))
        return self.model.probabilities(weighed.score)[0]


@cache
def head() -> Head:
    """The head that ships, read once."""
    return opened(Path(__file__).with_name(FILE).read_bytes())


def opened(data: bytes) -> Head:
    """The head that a file holds: a line of JSON, then the model, abuse in the place of bad, complaints in
    that of good."""
    settings, _, rest = data.partition(b"\n")
    return Head(unpacked(rest), **json.loads(settings))


def closed(model: bytes, if_mild: float, held_from: float) -> bytes:
    """The inverse."""
    return json.dumps({"if_mild": if_mild, "held_from": held_from}).encode() + b"\n" + model


def is_strong(told: Heard) -> bool:
    """True where there is a word by which somebody may be abused, or that is said of a person."""
    lows = [token.low for token in told.reading.found]
    if not _words(*_STRONG).isdisjoint(lows) or any(told.reading.of_kind(Kind.ABUSE)):
        return True
    return not (_words("faults").isdisjoint(lows) or _words("you", "others").isdisjoint(lows))


def noticed(told: Heard, seen: Shown) -> Shown:
    """What the head looks at: of the grams words and pairs, and the cues beside the measures."""
    grams = [gram for gram in seen.grams if gram.count(" ") < 2]
    return Shown(grams, [], [], [], [*seen.measures, *cues(told)])


def cues(told: Heard) -> list[float]:
    """The cues of `CUES`, from 0 to 1."""
    lows = [token.low for token in told.reading.found]
    roles = [_roles().get(low, frozenset()) for low in lows]
    counts = {role: sum(role in each for each in roles) for role in _ROLES}
    at_you, at_others, likens = map(sum, zip((0, 0, 0), *_aimed(lows, roles), strict=True))
    threats = sum(hit.entry.weight >= _THREAT for hit in told.reading.of_kind(Kind.ABUSE))
    told_of = sum(1 for _ in told.reading.of_kind(Kind.EXPERIENCE))
    harms = any(signal.kind in (Kind.HARMS, Kind.REMEDIES) for signal in told.signals)
    insults = counts["insults"]
    bare = not (told_of or harms or counts["dealings"])
    found = (
        *counts.values(),
        at_you,
        at_others,
        likens,
        threats,
        told_of,
        bare * insults,
        bare * at_you,
        bare * counts["slurs"],
        bare * threats,
        _MOST * (counts["swears"] > 0 == insults),
        _MOST * (counts["politics"] > 0 < insults),
        _MOST * any("insults" in each for each in _opening(lows, roles)),
        _MOST * (insults > 0 and len(lows) < _SHORT),
    )
    return [min(_MOST, count) / _MOST for count in found]


def telling(told: Heard) -> list[tuple[int, int]]:
    """Where the abuse stands, as people are shown it: what the lexicon knows, then insults beside it."""
    known = [(hit.first, hit.last) for hit in told.reading.of_kind(Kind.ABUSE)]
    insults = [
        (at, at + 1)
        for at, token in enumerate(told.reading.found)
        if _roles().get(token.low, frozenset()) & {"insults", "slurs"}
        and not any(first <= at < last for first, last in known)
    ]
    return sorted([*known, *insults][:MOST_EVIDENCE])


def _aimed(lows: Sequence[str], roles: Sequence[frozenset[str]]) -> Iterator[tuple[bool, bool, bool]]:
    """For each insult, whether "you" stands shortly before it in the sentence, somebody else, or "such a"."""
    you = others = likening = -_NEAR - 1
    for at, (low, each) in enumerate(zip(lows, roles, strict=True)):
        if low in _ENDS:
            you = others = likening = -_NEAR - 1
        if "insults" in each:
            yield at - you <= _NEAR, at - others <= _NEAR, at - likening <= _BESIDE
        if "you" in each:
            you = at
        if "others" in each:
            others = at
        if "likening" in each:
            likening = at


def _opening(lows: Sequence[str], roles: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """The roles of the first words; handles and signs are none."""
    words = (each for low, each in zip(lows, roles, strict=True) if low[0].isalnum())
    return [each for each, _ in zip(words, range(_OPENING), strict=False)]


@cache
def _roles() -> dict[str, frozenset[str]]:
    """The roles that each word plays, by the hand-written list."""
    words: dict[str, set[str]] = {}
    for role in (*_ROLES, "likening"):
        for word in _words(role):
            words.setdefault(word, set()).add(role)
    return {word: frozenset(each) for word, each in words.items()}


@cache
def _words(*roles: str) -> frozenset[str]:
    """The words that play one of these roles."""
    return frozenset().union(*(_listed().role(role) for role in roles))


@cache
def _listed() -> Lexicon:
    path = Path(__file__).with_name("lexicons") / "abuse.txt"
    return Lexicon(path.read_text(encoding="utf-8"))
