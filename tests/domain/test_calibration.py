"""What people say makes probabilities true among their own mentions; nothing does before they said enough."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

import pytest

from chalicelib.domain.calibration import (
    LEAST_LABELS,
    Calibration,
    Curve,
    Fit,
    Label,
    calibrated,
    fits_of,
    label_of,
    platt,
)
from chalicelib.domain.mentions import Mention, MentionStatus, deleted
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Judgement, Probabilities, Verdict
from tests.domain.examples import NOW, a_mention

GOOD, CALM, BAD, TROLL = Verdict.GOOD, Verdict.INDIFFERENT, Verdict.BAD, Verdict.TROLL
ODDS = Probabilities(0.7, 0.2, 0.1)


def _drawn(count: int, seed: int = 0, judged_by: str = "test-1") -> list[Label]:
    """Labels of a world where complaints are far rarer than the judge takes them for: by 1.5 in log odds."""
    dice = random.Random(seed)
    labels = []
    for _ in range(count):
        bad = dice.uniform(0.02, 0.98)
        calm = (1 - bad) * dice.random()
        true = 1 / (1 + math.exp(-(math.log(bad / (1 - bad)) - 1.5)))
        verdict = BAD if dice.random() < true else dice.choice((CALM, CALM, GOOD))
        labels.append(Label(judged_by, Probabilities(bad, calm, 1 - bad - calm), verdict))
    return labels


def _error(odds: Sequence[float], is_so: Sequence[bool]) -> float:
    """The expected calibration error, in ten steps."""
    steps: dict[int, list[float]] = {}
    for odd, so in zip(odds, is_so, strict=True):
        steps.setdefault(min(int(odd * 10), 9), []).append(odd - so)
    return sum(abs(sum(step)) for step in steps.values()) / len(odds)


def _fit(labels: Sequence[Label]) -> Fit:
    return fits_of(labels)["test-1"]


def test_two_hundred_labels_make_probabilities_true() -> None:
    others = _drawn(4_000, seed=100)
    is_bad = [label.verdict is BAD for label in others]
    fits = [_fit(_drawn(LEAST_LABELS, seed)) for seed in range(10)]

    before = _error([label.odds.bad for label in others], is_bad)
    after = [_error([calibrated(one.odds, fit.curves).bad for one in others], is_bad) for fit in fits]

    assert before > 0.15
    assert fmean(after) <= 0.05


def test_calibrated_probabilities_add_up_to_one_and_keep_their_order() -> None:
    fit = _fit(_drawn(400))

    likelier = calibrated(Probabilities(0.8, 0.1, 0.1), fit.curves)
    less = calibrated(Probabilities(0.6, 0.2, 0.2), fit.curves)
    extremes = [calibrated(Probabilities(*odds), fit.curves) for odds in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))]

    for odds in (likelier, less, *extremes):
        assert sum(odds) == pytest.approx(1.0)
    assert likelier.bad > less.bad
    assert extremes[0].bad > likelier.bad > extremes[1].bad


@pytest.mark.parametrize(
    "labels",
    [
        _drawn(LEAST_LABELS - 1),
        [Label("test-1", ODDS, BAD)] * 300,
        [Label("test-1", ODDS, BAD)] * 9 + [Label("test-1", ODDS, GOOD)] * 300,
    ],
    ids=["too few", "all the same", "nearly all the same"],
)
def test_nothing_is_calibrated_by_labels_that_cannot_tell(labels: list[Label]) -> None:
    fit = _fit(labels)

    assert (fit.is_calibrated, fit.labels) == (False, len(labels))


def test_judges_and_their_versions_are_told_apart() -> None:
    fits = fits_of([*_drawn(LEAST_LABELS, judged_by="test-1"), *_drawn(30, judged_by="test-2")])

    assert {name: (fit.labels, fit.is_calibrated) for name, fit in fits.items()} == {
        "test-1": (200, True),
        "test-2": (30, False),
    }


def test_curve_is_the_one_that_is_known_for_its_points() -> None:
    """Three points in a row, at -1, 0 and 1 in log odds: by symmetry the curve goes through the middle."""
    low, high = 1 / (1 + math.e), 1 / (1 + math.exp(-1))
    odds = [low] * 40 + [0.5] * 20 + [high] * 40
    is_so = [False] * 30 + [True] * 10 + [False, True] * 10 + [True] * 30 + [False] * 10

    curve = platt(odds, is_so)

    assert curve.offset == pytest.approx(0.0, abs=1e-6)
    assert curve.at(0.5) == pytest.approx(0.5)
    assert curve.at(high) == pytest.approx(0.75, abs=0.01)
    assert curve.slope == pytest.approx(1.07, abs=0.05)


@pytest.mark.parametrize("is_so", [True, False])
def test_what_is_always_or_never_so_is_no_certainty(is_so: bool) -> None:
    """Rare words apart, nothing is: Platt's targets say how sure so many can make one."""
    curve = platt([0.1, 0.5, 0.9] * 50, [is_so] * 150)

    assert curve.at(0.5) == pytest.approx(151 / 152 if is_so else 1 / 152, abs=1e-4)


def test_perfect_judge_makes_a_steep_curve_and_no_overflow() -> None:
    curve = platt([0.0] * 100 + [1.0] * 100, [False] * 100 + [True] * 100)

    assert 0.97 < curve.at(1.0) < 1.0
    assert 0.0 < curve.at(0.0) < 0.03


def test_one_that_is_far_out_among_hundreds_does_not_lead_astray() -> None:
    """A whole step of Newton's would overshoot there."""
    curve = platt([1.0] + [0.3] * 300, [True] + [False] * 300)

    assert curve.slope == pytest.approx(0.758, abs=0.001)
    assert curve.at(0.3) == pytest.approx(1 / 302, abs=0.0001)


def test_curve_never_falls_even_where_the_judge_is_always_wrong() -> None:
    curve = platt([0.1] * 50 + [0.9] * 50, [True] * 40 + [False] * 10 + [False] * 40 + [True] * 10)

    assert curve.slope == 0.0
    assert curve.at(0.1) == curve.at(0.9) == pytest.approx(0.5, abs=0.01)


def _judged(verdict: Verdict, **changes: object) -> Mention:
    mention = a_mention(judgement=Judgement(verdict, 0.7, (), "test-1", ODDS))
    return replace(mention, **changes)  # type: ignore[arg-type]  # any field, of its type


@pytest.mark.parametrize(
    ("mention", "said"),
    [
        (_judged(BAD, ruling=Ruling(GOOD, "ann", NOW)), GOOD),
        (_judged(GOOD, ruling=Ruling(GOOD, "ann", NOW)), GOOD),
        (deleted(_judged(BAD, ruling=Ruling(TROLL, "ann", NOW))), TROLL),
        (_judged(BAD, status=MentionStatus.ACKNOWLEDGED), BAD),
        (_judged(BAD, status=MentionStatus.RESOLVED), BAD),
        (_judged(BAD, status=MentionStatus.RESOLVED, ruling=Ruling(CALM, "ann", NOW)), CALM),
        (_judged(BAD, status=MentionStatus.NOTIFIED), None),
        (_judged(GOOD, status=MentionStatus.ACKNOWLEDGED), None),
        (a_mention(ruling=Ruling(GOOD, "ann", NOW)), None),
    ],
    ids=[
        "corrected",
        "confirmed",
        "taken back",
        "taken over",
        "dealt with",
        "dealt with and corrected",
        "nobody answered",
        "no complaint",
        "no probabilities",
    ],
)
def test_ruling_is_a_label_and_so_is_a_complaint_that_somebody_answered(
    mention: Mention, said: Verdict | None
) -> None:
    label = label_of(mention)

    assert label == (Label("test-1", ODDS, said) if said else None)


def test_only_the_newest_labels_count() -> None:
    new, old = _drawn(2_000, judged_by="test-2"), _drawn(500)

    fitted = Calibration(rulings=20, version=3).refitted([*new, *old], NOW)

    assert set(fitted.fits) == {"test-2"}
    assert (fitted.fitted_at, fitted.rulings, fitted.version) == (NOW, 0, 3)


@pytest.mark.parametrize(
    ("known", "rulings", "is_due"),
    [
        (0, 19, False),
        (0, 20, True),
        (190, 9, False),
        (190, 10, True),
        (200, 19, False),
        (200, 20, True),
        (1000, 99, False),
        (1000, 100, True),
    ],
)
def test_fit_is_due_at_the_two_hundredth_label_and_ever_more_seldom(
    known: int, rulings: int, is_due: bool
) -> None:
    fits = {"test-1": Fit(known), "test-2": Fit(0)} if known else {}

    assert Calibration(fits, rulings=rulings).is_due == is_due


def test_ruling_is_counted_in_a_version_of_its_own() -> None:
    counted = Calibration(rulings=3, version=7).counted

    assert (counted.rulings, counted.version) == (4, 8)


def test_calibration_is_applied_to_the_judge_it_was_fitted_for() -> None:
    curves = dict.fromkeys(Probabilities._fields, Curve(1.0, -1.0))
    calibration = Calibration({"test-1": Fit(200, curves), "test-2": Fit(20)})
    judgement = Judgement(BAD, 0.7, (), "test-1", ODDS)

    applied = calibration.applied(judgement)

    assert applied == judgement
    assert applied.probabilities == ODDS, "the judge's own are kept to fit again"
    assert applied.calibrated == calibrated(ODDS, curves)
    for other in (replace(judgement, judged_by="test-2"), replace(judgement, judged_by="test-3")):
        assert not calibration.applied(other).is_calibrated
    assert not calibration.applied(replace(judgement, probabilities=None)).is_calibrated


def test_fit_of_other_verdicts_than_there_are_now_is_not_used() -> None:
    calibration = Calibration({"test-1": Fit(200, {"bad": Curve(1.0, 0.0)})})

    assert not calibration.applied(Judgement(BAD, 0.7, (), "test-1", ODDS)).is_calibrated
