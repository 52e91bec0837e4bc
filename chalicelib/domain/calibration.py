"""How probable verdicts are among the mentions of those who read them, fitted to what people said of some.

A judge's own probabilities are those of a world in which all verdicts are equally frequent; nobody's is.
Platt scaling lays a curve of two numbers between what was said and what was so, from 200 labels on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from .mentions import TAKEN_UP, Mention
from .verdicts import Judgement, Probabilities, Verdict

LEAST_LABELS = 200
_LEAST_OF_EACH = 10  # complaints, and others: who only ever corrects, or only ever agrees, teaches nothing
_CLOSEST = 0.0005  # to 0 and 1 that a probability counts as
# Of Lin, Lin and Weng's method.
_MOST_STEPS, _STILL, _ENOUGH, _RIDGE = 100, 1e-5, 1e-4, 1e-12
_MOST_LABELS = 2_000  # the newest: what people talk of changes
_A_FEW = 20


class Label(NamedTuple):
    """What the judge of that name had said, and what people said it is."""

    judged_by: str
    odds: Probabilities
    verdict: Verdict


class Curve(NamedTuple):
    """From log odds to log odds: steeper or flatter, and higher or lower."""

    slope: float
    offset: float

    def at(self, odd: float) -> float:
        """The probability that it makes of one."""
        return _sigmoid(self.slope * _logit(odd) + self.offset)


@dataclass(frozen=True, slots=True)
class Fit:
    """What one judge's probabilities are worth here, by so many labels: a curve for each, by its name. None
    as long as the labels are too few, or nearly all the same.
    """

    labels: int
    curves: Mapping[str, Curve] = field(default_factory=dict)

    @property
    def is_calibrated(self) -> bool:
        return bool(self.curves)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What each judge is worth here, by its name and version, as fitted then. `rulings` came since."""

    fits: Mapping[str, Fit] = field(default_factory=dict)
    fitted_at: datetime | None = None
    rulings: int = 0
    version: int = 0

    @property
    def is_due(self) -> bool:
        """True when enough was said to fit anew: 20 rulings, later a tenth more; and at the 200th label."""
        known = max((fit.labels for fit in self.fits.values()), default=0)
        if known < LEAST_LABELS:
            return self.rulings >= min(_A_FEW, LEAST_LABELS - known)
        return self.rulings >= max(_A_FEW, known // 10)

    @property
    def counted(self) -> Calibration:
        """After one more ruling."""
        return replace(self, rulings=self.rulings + 1, version=self.version + 1)

    def refitted(self, labels: Iterable[Label], now: datetime) -> Calibration:
        """Anew, by these labels, the newest first."""
        return replace(self, fits=fits_of(islice(labels, _MOST_LABELS)), fitted_at=now, rulings=0)

    def applied(self, judgement: Judgement) -> Judgement:
        """The judgement with its probabilities as they are here, where that is known."""
        odds, fit = judgement.probabilities, self.fits.get(judgement.judged_by)
        if odds is None or fit is None or set(fit.curves) != set(odds._fields):
            return judgement
        return replace(judgement, calibrated=calibrated(odds, fit.curves))


def label_of(mention: Mention) -> Label | None:
    """What people said of the mention, where the judge knows probabilities.

    A ruling says it. Without one, a complaint that somebody took over or dealt with was one: people seldom
    confirm what is right, and corrections alone would say that all is wrong. What nobody answered may have
    been either.
    """
    judgement, ruling = mention.judgement, mention.ruling
    is_answered = judgement.verdict is Verdict.BAD and mention.status in TAKEN_UP
    if judgement.probabilities is None or not (ruling or is_answered):
        return None
    return Label(judgement.judged_by, judgement.probabilities, ruling.verdict if ruling else Verdict.BAD)


def fits_of(labels: Iterable[Label]) -> dict[str, Fit]:
    """What each judge is worth by these, by its name and version."""
    by_judge: dict[str, list[Label]] = {}
    for label in labels:
        by_judge.setdefault(label.judged_by, []).append(label)
    return {name: _fit(given) for name, given in by_judge.items()}


def _fit(labels: Sequence[Label]) -> Fit:
    complaints = sum(label.verdict is Verdict.BAD for label in labels)
    if len(labels) < LEAST_LABELS or not _LEAST_OF_EACH <= complaints <= len(labels) - _LEAST_OF_EACH:
        return Fit(len(labels))
    curves = {
        name: platt([label.odds[at] for label in labels], [label.verdict == name for label in labels])
        for at, name in enumerate(Probabilities._fields)
    }
    return Fit(len(labels), curves)


def calibrated(odds: Probabilities, curves: Mapping[str, Curve]) -> Probabilities:
    """The same probabilities as they are here. Each is fitted against the rest, so their sum is made 1 again.

    https://doi.org/10.1145/775047.775151 (Zadrozny and Elkan, 2002)
    """
    raw = [curves[name].at(odd) for name, odd in odds._asdict().items()]
    return Probabilities(*(odd / sum(raw) for odd in raw))


def platt(odds: Sequence[float], is_so: Sequence[bool]) -> Curve:
    """The curve by which these probabilities fit what was so. It never falls: what is likelier stays so.

    Platt's targets keep it from being surer than so few labels can make it; Newton's method with halved steps
    finds it, as in Lin, Lin and Weng (2007), https://www.csie.ntu.edu.tw/~cjlin/papers/plattprob.pdf.
    """
    hits = sum(is_so)
    misses = len(is_so) - hits
    high, low = (hits + 1) / (hits + 2), 1 / (misses + 2)
    points = [(_logit(odd), high if so else low) for odd, so in zip(odds, is_so, strict=True)]
    start = Curve(0.0, math.log((hits + 1) / (misses + 1)))
    *_, curve = (start, *islice(_descent(start, points), _MOST_STEPS))
    flat = sum(target for _, target in points) / len(points)
    return curve if curve.slope > 0 else Curve(0.0, _logit(flat))


def _descent(curve: Curve, points: Sequence[tuple[float, float]]) -> Iterator[Curve]:
    """Ever better curves; mostly fewer than ten."""
    while (better := _stepped(curve, points)) != curve:
        curve = better
        yield curve


def _stepped(curve: Curve, points: Sequence[tuple[float, float]]) -> Curve:
    """The curve after one of Newton's steps, halved until it leads down; the same at the bottom, or where not
    even the smallest leads down any more.
    """
    gradient, steepness = [0.0, 0.0], [_RIDGE, 0.0, _RIDGE]
    for at, target in points:
        chance = _sigmoid(curve.slope * at + curve.offset)
        missed, weight = chance - target, chance * (1 - chance)
        gradient = [gradient[0] + missed * at, gradient[1] + missed]
        steepness = [steepness[0] + weight * at * at, steepness[1] + weight * at, steepness[2] + weight]
    if max(map(abs, gradient)) < _STILL:
        return curve
    (down, up), (both, mixed, single) = gradient, steepness
    volume = both * single - mixed * mixed
    slope, offset = (mixed * up - single * down) / volume, (mixed * down - both * up) / volume
    loss, gain = _loss(curve, points), _ENOUGH * (slope * down + offset * up)
    tried = Curve(curve.slope + slope, curve.offset + offset)
    while _loss(tried, points) > loss + gain:
        slope, offset, gain = slope / 2, offset / 2, gain / 2
        tried = Curve(curve.slope + slope, curve.offset + offset)
    return tried


def _loss(curve: Curve, points: Iterable[tuple[float, float]]) -> float:
    """How far the curve is off (cross entropy), without overflow."""
    scores = ((curve.slope * at + curve.offset, target) for at, target in points)
    return sum(
        max(score, 0.0) - target * score + math.log1p(math.exp(-abs(score))) for score, target in scores
    )


def _logit(odd: float) -> float:
    kept = min(max(odd, _CLOSEST), 1 - _CLOSEST)
    return math.log(kept / (1 - kept))


def _sigmoid(score: float) -> float:
    return 1 / (1 + math.exp(-score)) if score > 0 else math.exp(score) / (1 + math.exp(score))
