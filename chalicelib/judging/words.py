"""A first judge: weighs the words that stand around a subject's name, by rules that a person can read.

    excerpt ─▶ tokens ─▶ language ─▶ sentences and clauses about the subject ─▶ signals ─▶ verdict

What it is worth is measured in `docs/judging.md`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

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
_MOST_EVIDENCE = 8


class WordJudge:
    """Fits the port `Judge`. Holds no state; lexicons are read at first use and kept by the process."""

    def judge(self, text: str, about: Sequence[str]) -> Judgement:
        """The verdict on what `text` says about whoever `about` names; on all of it where no name stands."""
        kept = excerpt(text, about)
        found = tokens(kept, about)
        language = recognise(_words(found))
        if language not in _SPOKEN:
            return Judgement(Verdict.UNSURE, 0.2, (), JUDGED_BY)
        reading = Reading(kept, found, sentences(found, kept), lexicon(language))
        return _decided(reading, unmasked(reading, reading.signals()), language)


def _words(found: Iterable[Token]) -> list[str]:
    return [
        token.low
        for token in found
        if token.low[0].isalpha() and token.low != NAME and "://" not in token.low
    ]


def _decided(reading: Reading, signals: Sequence[Signal], language: str) -> Judgement:
    abuse = list(reading.of_kind(Kind.ABUSE))
    if _is_troll(reading, signals, abuse):
        return _judgement(Verdict.TROLL, 0.7, reading, abuse)
    praise = sum(signal.weight for signal in signals if signal.weight > 0)
    blame = sum(signal.weight for signal in signals if signal.weight < 0)
    lukewarm = list(reading.of_kind(Kind.LUKEWARM))
    verdict = _verdict(praise, blame, bool(lukewarm), any(irony_marks(reading)))
    if verdict is Verdict.INDIFFERENT and language != "en" and not lukewarm:
        return Judgement(Verdict.UNSURE, 0.3, (), JUDGED_BY)  # too few words known to call silence calm
    return _judgement(
        verdict, _confidence(verdict, praise, blame), reading, _carriers(verdict, signals) or lukewarm
    )


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


def _is_troll(reading: Reading, signals: Iterable[Signal], abuse: Iterable[Hit]) -> bool:
    """Abuse by somebody who tells no experience. In doubt it is not one: a furious customer must be heard."""
    if sum(hit.entry.weight for hit in abuse) < _TROLL:
        return False
    tells = any(signal.kind in (Kind.HARMS, Kind.REMEDIES) for signal in signals)
    return not tells and not any(reading.of_kind(Kind.EXPERIENCE))


def _carriers(verdict: Verdict, signals: Sequence[Signal]) -> list[Signal]:
    """The signals that speak for the verdict; both sides where it is torn."""
    sign = {Verdict.GOOD: 1, Verdict.BAD: -1, Verdict.UNSURE: 0}.get(verdict)
    return [] if sign is None else [signal for signal in signals if signal.weight * sign >= 0]


def _judgement(
    verdict: Verdict, confidence: float, reading: Reading, carriers: Sequence[Signal] | Sequence[Hit]
) -> Judgement:
    spans = [(carrier.first, carrier.last) for carrier in _heaviest(carriers)]
    words = (reading.text[reading.found[a].start : reading.found[b - 1].end] for a, b in sorted(spans))
    return Judgement(verdict, round(confidence, 2), tuple(dict.fromkeys(words)), JUDGED_BY)


def _heaviest(carriers: Sequence[Signal] | Sequence[Hit]) -> Sequence[Signal] | Sequence[Hit]:
    def weight(carrier: Signal | Hit) -> float:
        return abs(carrier.weight if isinstance(carrier, Signal) else carrier.entry.weight)

    return sorted(carriers, key=weight, reverse=True)[:_MOST_EVIDENCE]
