"""What the words of a text say for or against its subject: lexicon entries, turned by what surrounds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .lexicon import Hit, Kind, Lexicon
from .passages import Sentence
from .tokens import STOPS, Token

_POLAR = (Kind.OPINIONS, Kind.HARMS, Kind.REMEDIES, Kind.SCORN, Kind.ABILITIES)
_NEGATION_REACH, _CONDITION_REACH, _BOOST_REACH, _USED_TO_REACH = 4, 6, 2, 3
_REMEDY_REACH = 4
_CURED = 0.4
_THINKING = frozenset(
    "think believe find feel expect see consider glaube denke finde pense crois trouve creo".split()
)


@dataclass(frozen=True, slots=True)
class Signal:
    """tokens[first:last], in the sentence of that number, speak for (above 0) or against the subject."""

    weight: float
    kind: Kind
    first: int
    last: int
    sentence: int


class Reading:
    """One text's tokens and lexicon, while its signals are gathered."""

    def __init__(self, text: str, found: Sequence[Token], told: Sequence[Sentence], lexicon: Lexicon) -> None:
        self.text = text
        self.found = found
        self.told = told
        self.lexicon = lexicon
        self.hits = tuple(lexicon.hits(found))
        self._place = {
            at: (number, clause.first, clause.weight)
            for number, sentence in enumerate(told)
            for clause in sentence.clauses
            for at in range(clause.first, clause.last)
        }

    def share(self, at: int) -> float:
        """How much what stands at this token speaks of the subject; 0 or less when it speaks of another."""
        return self._place[at][2]

    def of_kind(self, *kinds: Kind) -> Iterator[Hit]:
        """The hits of these kinds where the subject is spoken of."""
        return (hit for hit in self.hits if hit.entry.kind in kinds and self._place[hit.first][2])

    def signals(self) -> list[Signal]:
        """Every word for or against the subject, in the order of the text; none overlap."""
        chosen = _without_overlap(self.of_kind(*_POLAR))
        starts = {hit.first for hit in chosen if hit.entry.kind is Kind.OPINIONS}
        boosters = self.lexicon.role("boosters")
        meant = [hit for hit in chosen if not (self.found[hit.first].low in boosters and hit.last in starts)]
        return _after_remedies([signal for hit in meant if (signal := self._signal(hit)).weight])

    def _signal(self, hit: Hit) -> Signal:
        number, opens, share = self._place[hit.first]
        before = _before(self.found, opens, hit.first)
        weight = hit.entry.weight
        if hit.entry.kind is not Kind.SCORN:
            weight = self._turned(weight, hit.entry.kind, before, self.told[number].asks)
            weight *= self._emphasis(hit, before)
        return Signal(weight * share, hit.entry.kind, hit.first, hit.last, number)

    def _turned(self, weight: float, kind: Kind, before: Sequence[str], asks: bool) -> float:
        role = self.lexicon.role
        negated = _is_negated(before, role)
        if kind is Kind.ABILITIES:
            weight = -weight if negated else 0.0
        elif negated:
            weight = -0.7 * weight if weight > 0 else -0.5 * weight if kind is Kind.OPINIONS else 0.0
        elif kind is Kind.REMEDIES and role("blockers").intersection(before):
            weight = -0.6 * weight
        elif self._is_supposed(kind, before[-_CONDITION_REACH:]):
            weight *= 0.3
        if _has_pair(before[-_USED_TO_REACH:], "used", "to"):
            weight *= -0.6
        if asks and kind is not Kind.HARMS:
            weight *= 0.3 if weight > 0 else 0.7
        return weight

    def _is_supposed(self, kind: Kind, before: Sequence[str]) -> bool:
        """True after "if"; for what is thought or was made good also after "would" or "hope"."""
        role = self.lexicon.role
        marks = role("suppositions") if kind is Kind.HARMS else role("suppositions") | role("conditions")
        return bool(marks.intersection(before))

    def _emphasis(self, hit: Hit, before: Sequence[str]) -> float:
        near = before[-_BOOST_REACH:]
        factor = 1.3 if self.lexicon.role("boosters").intersection(near) else 1.0
        factor *= 0.6 if self.lexicon.role("diminishers").intersection(near) else 1.0
        written = self.text[self.found[hit.first].start : self.found[hit.last - 1].end]
        shouts = written.isupper() and len(written) > 3 and not self.text.isupper()
        return factor * (1.25 if shouts else 1.0)


def _before(found: Sequence[Token], opens: int, first: int) -> list[str]:
    """The words of the clause before a hit, back to the last sign that parts."""
    words: list[str] = []
    for at in range(first - 1, opens - 1, -1):
        if found[at].low in STOPS:
            break
        words.append(found[at].low)
    return words[::-1]


def _is_negated(before: Sequence[str], role: Callable[[str], frozenset[str]]) -> bool:
    """True when a negation stands near, or further away with a verb of opinion: "I don't think it …"."""
    for at, low in enumerate(before):
        if low in role("negations") or low.endswith("n't"):
            following = before[at + 1] if at + 1 < len(before) else ""
            near = len(before) - at <= _NEGATION_REACH or following in _THINKING
            if near and f"{low} {following}" not in role("pardons"):
                return True
    return False


def _has_pair(before: Sequence[str], one: str, other: str) -> bool:
    return any(pair == (one, other) for pair in pairwise(before))


def _without_overlap(hits: Iterator[Hit]) -> list[Hit]:
    """From left to right, at each place the longest."""
    chosen: list[Hit] = []
    end = 0
    for hit in sorted(hits, key=lambda hit: (hit.first, -hit.last)):
        if hit.first >= end:
            chosen.append(hit)
            end = hit.last
    return chosen


def _after_remedies(signals: list[Signal]) -> list[Signal]:
    """Trouble that was made good weighs less: what was told before the remedy, and what it names itself."""
    cured = [signal for signal in signals if signal.kind is Kind.REMEDIES and signal.weight > 0]
    if not cured:
        return signals
    return [
        replace(signal, weight=_CURED * signal.weight) if _is_cured(signal, cured[-1]) else signal
        for signal in signals
    ]


def _is_cured(trouble: Signal, remedy: Signal) -> bool:
    if trouble.weight > 0 or trouble.kind is Kind.SCORN:
        return False
    named = trouble.sentence == remedy.sentence and trouble.first - remedy.last < _REMEDY_REACH
    return trouble.first < remedy.first or named
