"""The figures that judges are compared by, each with its bootstrap interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import optimize

from . import tuning
from .arrays import Floats, Labels
from .sets import BAD, CALM, GOOD

Exact: TypeAlias = npt.NDArray[np.float64]

_DRAWS = 400
_BINS = 10
_OWN_LABELS, _OWN_DRAWS = 200, 40
_RARE, _RARE_DRAWS = 0.06, 100


class Figure(NamedTuple):
    """A figure, and between what it would mostly lie for other texts of the kind."""

    value: float
    low: float
    high: float


class Said(NamedTuple):
    """What a judge said of a set: a verdict for each text, and how bad it took each to be."""

    verdicts: Labels
    badness: Floats


def with_interval(figure: Callable[[Labels], float], size: int) -> Figure:
    """The figure of rows that are told by number, with its interval (95 %). Same rows, same result."""
    dice = np.random.default_rng(0)
    draws = [figure(dice.integers(0, size, size)) for _ in range(_DRAWS)]
    low, high = np.percentile(draws, [2.5, 97.5])
    return Figure(figure(np.arange(size)), float(low), float(high))


def macro_recall(labels: Labels, said: Said) -> Figure:
    """The mean over the classes of the share that is found."""
    shares = np.eye(3, dtype=np.float32)[said.verdicts]
    return with_interval(lambda rows: tuning.macro_recall(labels[rows], shares[rows]), len(labels))


def average_precision(labels: Labels, said: Said) -> Figure:
    """How well the bad stand before the rest, when ranked by badness."""
    bad = labels == BAD
    return with_interval(lambda rows: ranked(bad[rows], said.badness[rows]), len(labels))


def ranked(wanted: npt.NDArray[np.bool_], worth: Floats) -> float:
    """The average precision of the wanted; rows of the same worth share a rank."""
    order = np.argsort(-worth, kind="stable")
    hits = np.cumsum(wanted[order])
    ends = np.flatnonzero(np.append(np.diff(worth[order]) != 0, True))
    found = hits[ends]
    precision = found / (ends + 1)
    return float((precision * np.diff(np.append(0, found))).sum() / max(1, wanted.sum()))


def average_precision_where_rare(labels: Labels, said: Said) -> Figure:
    """The average precision of the bad, were 6 of 100 texts bad: the mean of 100 draws that leave so many of
    them there, and between which most draws lie."""
    bad, rest = np.flatnonzero(labels == BAD), np.flatnonzero(labels != BAD)
    dice = np.random.default_rng(0)
    kept = min(len(bad), round(len(rest) * _RARE / (1 - _RARE)))
    found = []
    for _ in range(_RARE_DRAWS):
        rows = np.concatenate([dice.choice(bad, kept, replace=False), dice.choice(rest, len(rest))])
        found.append(ranked(labels[rows] == BAD, said.badness[rows]))
    return _of_draws(found)


def precision_at(recall: float, labels: Labels, said: Said) -> Figure:
    """How many of those that must be looked at are bad, where this share of the bad is to be found."""

    def figure(rows: Labels) -> float:
        bad = (labels[rows] == BAD)[np.argsort(-said.badness[rows], kind="stable")]
        hits = np.cumsum(bad)
        needed = int(np.searchsorted(hits, np.ceil(recall * hits[-1])))
        return float(hits[needed] / (needed + 1))

    return with_interval(figure, len(labels))


def confusion(labels: Labels, said: Said) -> Labels:
    """How many of each label (rows) got which verdict (columns): bad, calm, good."""
    table = np.zeros((3, 3), dtype=np.int64)
    np.add.at(table, (labels, said.verdicts), 1)
    return table


class Reliability(NamedTuple):
    """For ten steps of probability of `bad`: what was said, how often it was so, and of how many texts."""

    said: Floats
    true: Floats
    texts: Labels


def reliability(labels: Labels, odds: npt.NDArray[np.floating]) -> Reliability:
    """How often texts are bad of which it was said with which probability."""
    steps = np.minimum((odds * _BINS).astype(int), _BINS - 1)
    texts = np.bincount(steps, minlength=_BINS)
    there = np.maximum(texts, 1)
    said = np.bincount(steps, weights=odds, minlength=_BINS) / there
    true = np.bincount(steps, weights=(labels == BAD).astype(float), minlength=_BINS) / there
    return Reliability(said.astype(np.float32), true.astype(np.float32), texts)


def calibration_error(labels: Labels, odds: npt.NDArray[np.floating]) -> float:
    """The mean distance between what was said and what was so (expected calibration error, ten steps)."""
    found = reliability(labels, odds)
    return float((np.abs(found.said - found.true) * found.texts).sum() / len(labels))


def error_as_it_comes(labels: Labels, odds: Floats) -> Figure:
    """The calibration error of these odds."""
    return with_interval(lambda rows: calibration_error(labels[rows], odds[rows]), len(labels))


def error_after_own_labels(labels: Labels, odds: Floats) -> Figure:
    """The calibration error on the rest after Platt scaling on 200 labels: the mean of 40 draws, and between
    which two of them most lie."""
    dice = np.random.default_rng(0)
    errors = []
    for _ in range(_OWN_DRAWS):
        order = dice.permutation(len(labels))
        own, rest = order[:_OWN_LABELS], order[_OWN_LABELS:]
        slope, offset = platt(labels[own] == BAD, odds[own])
        errors.append(calibration_error(labels[rest], _sigmoid(slope * _logit(odds[rest]) + offset)))
    return _of_draws(errors)


def platt(bad: npt.NDArray[np.bool_], odds: Floats) -> tuple[float, float]:
    """The slope and offset that make these odds right (Platt 1999), held towards 1 and 0."""
    seen = np.stack([_logit(odds), np.ones(len(odds))], axis=1)
    usual = np.array([1.0, 0.0])

    def loss(held: Exact) -> tuple[float, Exact]:
        scores = seen @ held
        missed = np.logaddexp(0, scores) - bad * scores
        slope = seen.T @ (_sigmoid(scores) - bad) + (held - usual)
        return float(missed.sum() + 0.5 * ((held - usual) ** 2).sum()), slope

    held = optimize.minimize(loss, usual, jac=True, method="L-BFGS-B").x
    return float(held[0]), float(held[1])


def _of_draws(found: Sequence[float]) -> Figure:
    low, high = np.percentile(found, [2.5, 97.5])
    return Figure(float(np.mean(found)), float(low), float(high))


def _logit(odds: Floats) -> Exact:
    kept = np.clip(odds.astype(np.float64), 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)))


def _sigmoid(values: Exact) -> Exact:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -50, 50))))


CLASSES = {BAD: "bad", CALM: "indifferent", GOOD: "good"}
