"""Reports and trials in the shapes in which they are shown. Shares are rounded, money is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from ..domain import laboratory, mentions, reports
from ..domain.calibration import LEAST_LABELS, Calibration
from . import shapes
from .representations import mention_json

MOST_TRIED = 2_000  # mentions; a few seconds' work
_EXAMPLES, _TERMS = 5, 10


class Share(msgspec.Struct):
    """A share, and between what it lies for 95 of 100 other samples as large."""

    value: float
    low: float
    high: float


class Precision(msgspec.Struct):
    """What became of what a judge called bad about a watch."""

    watch_id: str
    right: int
    wrong: int
    ignored: int
    open: int
    precision: Share | None


class Disagreement(msgspec.Struct):
    """How often people judged otherwise, of a watch or a source."""

    of: str
    id: str
    judged: int
    corrected: int
    share: Share


class Judge(msgspec.Struct):
    """What is known of a judge."""

    judge: str
    calibrated: bool
    labels: int
    labels_needed: int
    fitted_at: datetime | None


class Spending(msgspec.Struct):
    """What a judge cost in its newest month."""

    judge: str
    month: str
    usd: float
    most_usd: float


class Report(msgspec.Struct):
    """What people made of what they were told."""

    since: datetime
    until: datetime
    mentions: int
    is_complete: bool
    watches: list[Precision]
    disagreements: list[Disagreement]
    judges: list[Judge]
    spending: list[Spending]


class Some(msgspec.Struct):
    """How many mentions, and a few of them."""

    count: int
    examples: list[shapes.Mention]


class Term(msgspec.Struct):
    """In how many mentions a term stands, and how many of those somebody answered."""

    term: str
    mentions: int
    answered: int


class Trial(msgspec.Struct):
    """What a query would have made of what was heard, beside the saved one."""

    since: datetime
    until: datetime
    tried: int
    is_complete: bool
    matched: int
    answered: int
    caught: Some
    lost: Some
    noisiest: list[Term]
    suggested_not: list[str]


def report_json(report: reports.Report) -> Report:
    """What people made of what they were told."""
    return Report(
        report.since,
        report.until,
        report.mentions,
        report.is_complete,
        list(map(_precision, report.precisions)),
        [
            Disagreement(
                tally.of,
                tally.id,
                tally.ruled,
                tally.overruled,
                _share(reports.Share(tally.overruled, tally.ruled)),
            )
            for tally in report.disagreements
        ],
        list(_judges(report.calibration)),
        [Spending(each.judge, each.month, each.usd, each.most_usd) for each in report.spendings],
    )


def _precision(precision: reports.Precision) -> Precision:
    return Precision(
        precision.watch_id,
        precision.right,
        precision.wrong,
        precision.ignored,
        precision.open,
        _share(precision.share) if precision.share else None,
    )


def _share(share: reports.Share) -> Share:
    low, high = share.interval
    return Share(round(share.value, 3), round(low, 3), round(high, 3))


def _judges(calibration: Calibration) -> Iterator[Judge]:
    for judge, fit in sorted(calibration.fits.items()):
        yield Judge(judge, fit.is_calibrated, fit.labels, LEAST_LABELS, calibration.fitted_at)


def trial_json(trial: laboratory.Trial, since: datetime, until: datetime) -> Trial:
    """What a query would have made of what was heard."""
    return Trial(
        since,
        until,
        trial.tried,
        trial.tried < MOST_TRIED,
        len(trial.matched),
        trial.answered,
        _some(trial.caught),
        _some(trial.lost),
        [Term(tally.phrase, tally.mentions, tally.answered) for tally in trial.terms[:_TERMS]],
        list(trial.suggestions),
    )


def _some(found: Sequence[mentions.Mention]) -> Some:
    return Some(len(found), [mention_json(each) for each in found[:_EXAMPLES]])
