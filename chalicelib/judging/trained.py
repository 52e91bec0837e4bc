"""The trained judge: a linear model over what a text shows, beside the rules of the word judge.

    text ─▶ heard (passages, clauses, signals) ─▶ shown (features) ─┬─▶ model ─┬─▶ rules' say ─┬─▶ verdict
                              where others stand beside the name:  │          └─▶ targets ────┤
                                                                    └─▶ head for abuse ────────┘

English only: of other languages only rules know something. What it was taught on, and what it is worth,
stands in `docs/model-card.md` and `docs/understanding.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..domain.verdicts import Judgement, Probabilities, Verdict
from .abuse import head, telling
from .features import Shown, shown
from .lexicon import Kind
from .mockery import irony_marks
from .model import Model, Score, Weighed, model
from .neighbours import is_accompanied, named_beside, own_names
from .targets import aimed_score, aiming, blames
from .tokens import NAME
from .words import MOST_EVIDENCE, RULED_TROLL, Heard, abuse_alone, carriers, decided, heard, quoted

_MODELLED = "en"
_RULES_SAY = 0.5  # what a signal weighs beside what the model has learned of it
_EVEN = 1.5  # what "so-so" weighs against both sides
_SURE_OF_BAD, _SURE = 0.5, 0.4  # below, a person decides: of tweets called bad at 0.45 one in four is
_FEARED = 0.75  # what the first model takes for so bad is not passed over where the second finds it calm
_TORN = 0.3  # good and bad both at least as probable, and calm the least
_TELLING, _SHARE = 0.15, 0.4  # a word is evidence from this weight, and this share of the weightiest one's


class TrainedJudge:
    """Fits the port `Judge`. Holds no state; the model is read at first use and kept by the process."""

    def judge(self, text: str, about: Sequence[str], language: str = "") -> Judgement:
        """The verdict on what `text` says about whoever `about` names; on all of it where no name stands.

        The language (`en`) is told from the words where none is given.
        """
        told = heard(text, about, language)
        if told is None:
            return Judgement(Verdict.UNSURE, 0.2, (), model().settings.version)
        judgement = judged(told, model(), about) if told.language == _MODELLED else decided(told)
        return replace(judgement, target=_target(judgement, told, about))


def judged(told: Heard, judging: Model, about: Sequence[str] = ()) -> Judgement:
    seen = shown(told.reading, told.signals)
    if not seen.words:
        return Judgement(Verdict.INDIFFERENT, 0.65, (), judging.settings.version)
    weighed = judging.weigh(seen)
    first = Probabilities(*judging.probabilities(with_rules(weighed.score, told)))
    odds, version = first, judging.settings.version
    if is_accompanied(told.reading, about):
        aim = aiming()
        odds = Probabilities(*aim.probabilities(aimed_score(told, seen, weighed, aim, about)))
        version = f"{version}+{aim.settings.version}"
    troll = learned = head().probability(told, seen)
    if abuse_alone(told):
        troll = max(troll, RULED_TROLL)
    both = odds.beside(troll)
    if troll >= head().held_from:
        if learned >= head().held_from:
            version = f"{version}+{head().model.settings.version}"
        return Judgement(Verdict.TROLL, round(troll, 2), quoted(told.reading, telling(told)), version, both)
    verdict = _verdict(told, odds)
    if verdict is Verdict.INDIFFERENT and first.bad >= _FEARED:
        verdict = Verdict.UNSURE
    return Judgement(verdict, round(max(both[:3]), 2), _evidence(told, seen, verdict, weighed), version, both)


def _target(judgement: Judgement, told: Heard, about: Sequence[str]) -> str:
    """Whom the blame is for: the subject, as it is written; or the first other beside it, which takes as long
    to tell as the verdict. Others who are blamed are not looked for."""
    verdict, odds = judgement.verdict, judgement.probabilities
    if verdict is Verdict.UNSURE and odds:
        verdict = odds.likeliest
    if verdict in (Verdict.BAD, Verdict.TROLL):
        return next(own_names(told.reading), "")
    if told.language != _MODELLED or not is_accompanied(told.reading, about) or not blames(told.reading):
        return ""
    other = next(named_beside(told.reading), "")
    told_of_other = heard(told.reading.text, (other,), told.language) if other else None
    is_blamed = told_of_other and judged(told_of_other, model(), (other,)).verdict is Verdict.BAD
    return other if is_blamed else ""


def score(told: Heard, judging: Model) -> Score:
    """What speaks for bad and for good: the model, and rules where they know what few texts show."""
    return with_rules(judging.weigh(shown(told.reading, told.signals)).score, told)


def with_rules(modelled: Score, told: Heard) -> Score:
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
    for gram, bad, good in weighed.grams:
        first, last = seen.spans[gram]
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
