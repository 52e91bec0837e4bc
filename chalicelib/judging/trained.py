"""The trained judge: a linear model over what a text shows, beside the rules of the word judge.

    text ─▶ heard (passages, clauses, signals) ─▶ shown (features) ─▶ model ─▶ rules' say ─▶ verdict

English only: of other languages only rules know something. What it was taught on, and what it is worth,
stands in `docs/model-card.md` and `docs/understanding.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..domain.verdicts import Judgement, Probabilities, Verdict
from .features import Shown, shown
from .lexicon import Kind
from .mockery import irony_marks
from .model import Model, Score, Weighed, model
from .tokens import NAME
from .words import MOST_EVIDENCE, Heard, abuse_alone, carriers, decided, heard, quoted, weightiest

_MODELLED = "en"
_RULES_SAY = 0.35  # what a signal weighs beside what the model has learned of it
_EVEN = 1.5  # what "so-so" weighs against both sides
_SURE_OF_BAD, _SURE = 0.5, 0.4  # below, a person decides: of tweets called bad at 0.45 one in four is
_TORN = 0.3  # good and bad both at least as probable, and calm the least
_TELLING, _SHARE = 0.15, 0.4  # a word is evidence from this weight, and this share of the weightiest one's


class TrainedJudge:
    """Fits the port `Judge`. Holds no state; the model is read at first use and kept by the process."""

    def judge(self, text: str, about: Sequence[str]) -> Judgement:
        """The verdict on what `text` says about whoever `about` names; on all of it where no name stands."""
        told = heard(text, about)
        if told is None:
            return Judgement(Verdict.UNSURE, 0.2, (), model().settings.version)
        if told.language != _MODELLED:
            return decided(told)
        return judged(told, model())


def judged(told: Heard, judging: Model) -> Judgement:
    version = judging.settings.version
    seen = shown(told.reading, told.signals)
    if not seen.words:
        return Judgement(Verdict.INDIFFERENT, 0.65, (), version)
    weighed = judging.weigh(seen)
    odds = Probabilities(*judging.probabilities(_with_rules(weighed.score, told)))
    if abuse := abuse_alone(told):
        return Judgement(Verdict.TROLL, 0.7, quoted(told.reading, weightiest(abuse)), version, odds)
    verdict = _verdict(told, odds)
    return Judgement(verdict, round(max(odds), 2), _evidence(told, seen, verdict, weighed), version, odds)


def score(told: Heard, judging: Model) -> Score:
    """What speaks for bad and for good: the model, and rules where they know what few texts show."""
    return _with_rules(judging.weigh(shown(told.reading, told.signals)).score, told)


def _with_rules(modelled: Score, told: Heard) -> Score:
    """The model's score with the say of the rules: they know mockery, comparisons and what was made good.

    They have it where the subject is named; elsewhere they made verdicts worse (TweetEval).
    """
    if not any(token.low == NAME for token in told.reading.found):
        return modelled
    if any(told.reading.of_kind(Kind.LUKEWARM)):
        modelled = Score(modelled.bad - _EVEN, modelled.good - _EVEN)
    total = _RULES_SAY * sum(signal.weight for signal in told.signals)
    return Score(modelled.bad - total, modelled.good + total)


def _verdict(told: Heard, odds: Probabilities) -> Verdict:
    likeliest = odds.likeliest
    is_doubtful = max(odds) < (_SURE_OF_BAD if likeliest is Verdict.BAD else _SURE)
    is_torn = min(odds.bad, odds.good) >= max(_TORN, odds.indifferent)
    is_ironic = likeliest is Verdict.GOOD and any(irony_marks(told.reading))
    return Verdict.UNSURE if is_doubtful or is_torn or is_ironic else likeliest


def _evidence(told: Heard, seen: Shown, verdict: Verdict, weighed: Weighed) -> tuple[str, ...]:
    """The passages that carried the verdict: what rules took for a signal, and the weightiest words."""
    spans = {(each.first, each.last): abs(each.weight) for each in carriers(verdict, told.signals)}
    if verdict in (Verdict.BAD, Verdict.GOOD):
        sign = 1 if verdict is Verdict.BAD else -1
        weights = _by_token(len(told.reading.found), seen, weighed, sign)
        least = max(_TELLING, _SHARE * max(weights, default=0.0))
        telling = [weight >= least and _tells(told, at) for at, weight in enumerate(weights)]
        for first, last in _runs(telling):
            if not any(first < end and start < last for start, end in spans):
                spans[first, last] = sum(weights[first:last])
    heaviest = sorted(spans, key=spans.__getitem__, reverse=True)[:MOST_EVIDENCE]
    return quoted(told.reading, sorted(heaviest))


def _by_token(size: int, seen: Shown, weighed: Weighed, sign: int) -> list[float]:
    """How much each token speaks for bad rather than good (sign 1), or the reverse."""
    weights = [0.0] * size
    for (first, last), bad, good in zip(seen.spans, *weighed.grams, strict=True):
        if bad != good:
            say = sign * weighed.per_gram * (bad - good) / (last - first or 1)
            for at in range(first, last):
                weights[at] += say
    for at, (bad, good, _) in zip(seen.places, weighed.words, strict=True):
        weights[at] += sign * weighed.per_part * (bad - good)
    return weights


def _tells(told: Heard, at: int) -> bool:
    low = told.reading.found[at].low
    return low != NAME and (low[0].isalpha() or low[0] >= "\u2600")


def _runs(marked: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """From where to where each row of marked tokens goes."""
    first = None
    for at, is_marked in enumerate((*marked, False)):
        if is_marked and first is None:
            first = at
        elif not is_marked and first is not None:
            yield first, at
            first = None
