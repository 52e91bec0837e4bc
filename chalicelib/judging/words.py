"""A first judge: weighs the words that stand around a subject's name, by rules that a person can read.

    excerpt ─▶ tokens ─▶ language ─▶ sentences and clauses about the subject ─▶ signals ─▶ verdict

What it is worth is measured in `docs/judging.md`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..domain.verdicts import Judgement, Verdict
from .languages import recognise
from .lexicon import Hit, Kind, lexicon
from .mockery import irony_marks, unmasked
from .opinions import Reading, Signal
from .passages import excerpt, sentences
from .tokens import NAME, Token, tokens

JUDGED_BY = "words-1"

_SPOKEN = ("en", "de", "fr", "es")
_BAD, _GOOD = -0.7, 0.6  # the least sum that makes a verdict; fitted on TweetEval's validation set
_TORN = 0.25  # share of the weight that is left when for and against are set off
_TORN_LEAST = 2.0
_LUKEWARM = 2.2
_TROLL = 3.0
RULED_TROLL = 0.7
"""How sure rules are of a troll: they hold few, and hardly ever a customer."""
MOST_EVIDENCE = 8


class Heard(NamedTuple):
    """A text as rules and lists see it: what was read, and what speaks for or against the subject."""

    reading: Reading
    signals: list[Signal]
    language: str


def heard(text: str, about: Sequence[str], language: str = "") -> Heard | None:
    """What `text` says of whoever `about` names; None where it is in a language of which nothing is known.

    The language (`en`) is told from the words where none is given.
    """
    kept = excerpt(text, about)
    found = tokens(kept, about)
    language = language or recognise(_words(found)) or ""
    if language not in _SPOKEN:
        return None
    reading = Reading(kept, found, sentences(found, kept), lexicon(language))
    return Heard(reading, unmasked(reading, reading.signals()), language)


class WordJudge:
    """Rules alone, in every language: the baseline that tests hold the judge against; nobody is judged by it.

    Fits the port `Judge`. Holds no state; lexicons are read at first use and kept by the process.
    """

    def judge(self, text: str, about: Sequence[str]) -> Judgement:
        """The verdict on what `text` says about whoever `about` names; on all of it where no name stands."""
        told = heard(text, about)
        return decided(told) if told else Judgement(Verdict.UNSURE, 0.2, (), JUDGED_BY)


def _words(found: Iterable[Token]) -> list[str]:
    return [
        token.low
        for token in found
        if token.low[0].isalpha() and token.low != NAME and "://" not in token.low
    ]


def decided(told: Heard) -> Judgement:
    """What rules and lists alone make of it."""
    reading, signals, language = told
    if abuse := abuse_alone(told):
        return Judgement(Verdict.TROLL, RULED_TROLL, quoted(reading, weightiest(abuse)), JUDGED_BY)
    praise = sum(signal.weight for signal in signals if signal.weight > 0)
    blame = sum(signal.weight for signal in signals if signal.weight < 0)
    lukewarm = list(reading.of_kind(Kind.LUKEWARM))
    verdict = _verdict(praise, blame, bool(lukewarm), any(irony_marks(reading)))
    if verdict is Verdict.INDIFFERENT and language != "en" and not lukewarm:
        return Judgement(Verdict.UNSURE, 0.3, (), JUDGED_BY)  # too few words known to call silence calm
    evidence = quoted(reading, weightiest(carriers(verdict, signals) or lukewarm))
    return Judgement(verdict, round(_confidence(verdict, praise, blame), 2), evidence, JUDGED_BY)


def _verdict(praise: float, blame: float, lukewarm: bool, ironic: bool) -> Verdict:
    total = praise + blame
    if lukewarm and abs(total) < _LUKEWARM:
        return Verdict.INDIFFERENT
    if min(praise, -blame) >= _TORN_LEAST and abs(total) < _TORN * (praise - blame):
        return Verdict.UNSURE
    if total >= _GOOD:
        return Verdict.UNSURE if ironic else Verdict.GOOD
    return Verdict.BAD if total <= _BAD else Verdict.INDIFFERENT


def _confidence(verdict: Verdict, praise: float, blame: float) -> float:
    """Higher the further the sum lies from its threshold. A rank, not a calibrated probability."""
    distance = abs(praise + blame)
    if verdict is Verdict.UNSURE:
        return 0.3
    if verdict is Verdict.INDIFFERENT:
        return 0.65 - 0.15 * min(1.0, praise - blame)
    return 0.5 + 0.45 * (1 - math.exp(-distance / 4))


def abuse_alone(told: Heard) -> list[Hit]:
    """The abuse of somebody who tells no experience. In doubt none: a furious customer must be heard."""
    abuse = list(told.reading.of_kind(Kind.ABUSE))
    if sum(hit.entry.weight for hit in abuse) < _TROLL:
        return []
    tells = any(signal.kind in (Kind.HARMS, Kind.REMEDIES) for signal in told.signals)
    return [] if tells or any(told.reading.of_kind(Kind.EXPERIENCE)) else abuse


def carriers(verdict: Verdict, signals: Sequence[Signal]) -> list[Signal]:
    """The signals that speak for the verdict; both sides where it is torn."""
    sign = {Verdict.GOOD: 1, Verdict.BAD: -1, Verdict.UNSURE: 0}.get(verdict)
    return [] if sign is None else [signal for signal in signals if signal.weight * sign >= 0]


def quoted(reading: Reading, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The passages at these tokens, as they stand in the text."""
    words = (reading.text[reading.found[a].start : reading.found[b - 1].end] for a, b in spans)
    return tuple(dict.fromkeys(words))


def weightiest(found: Sequence[Signal] | Sequence[Hit]) -> list[tuple[int, int]]:
    """Where the weightiest of these stand, in the order of the text."""

    def weight(each: Signal | Hit) -> float:
        return abs(each.weight if isinstance(each, Signal) else each.entry.weight)

    heaviest = sorted(found, key=weight, reverse=True)[:MOST_EVIDENCE]
    return sorted((each.first, each.last) for each in heaviest)
