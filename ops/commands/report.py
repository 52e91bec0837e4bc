"""What people made of what they were told: on the terminal, or for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta

import click
import msgspec

from chalicelib import wiring
from chalicelib.domain.calibration import LEAST_LABELS, Calibration
from chalicelib.domain.reports import Report, Share
from chalicelib.web.reports import report_json

from .tables import show
from .target import on_a_stage
from .times import DAYS_BACK

_PRECISIONS = ("Watch", "Called bad", "Right", "Wrong", "Ignored", "Open", "Precision")
_DISAGREEMENTS = ("Id", "Of a", "Judged", "Corrected", "Share")
_JUDGES = ("Judge", "Labels", "Calibrated")
_SPENDING = ("Judge", "Month", "Spent")


@click.command()
@click.option(
    "--days", type=DAYS_BACK, default=90, show_default=True, help="Of mentions found within this many days."
)
@on_a_stage
@click.option("--json", "as_json", is_flag=True, help="For programs: what GET /report answers.")
def report(days: int, as_json: bool) -> None:
    """How often what people were told was right, how often they judged otherwise, what judges are worth.

    Of what a judge called bad, it is right what people judged bad, acknowledged or resolved; wrong what they
    judged otherwise; ignored what nobody answered within a week. The range behind a share is where it would
    lie for 95 of 100 other samples as large: wide, where people said little.

    Example: earshot report --days 30
    """
    now = wiring.now()
    made = wiring.review()(now - timedelta(days=days), now + timedelta(minutes=1), now)
    if as_json:
        click.echo(json.dumps(msgspec.to_builtins(report_json(made)), indent=2))
        return
    _show(made)


def _show(made: Report) -> None:
    more = "" if made.is_complete else " There were more than are read at once: these are the newest."
    click.echo(f"{made.mentions:,} mentions found since {made.since:%Y-%m-%d} reached people.{more}\n")
    _table(_PRECISIONS, list(_precisions(made)), "Nobody was told of anything that was called bad yet.")
    nobody = "Nobody has judged a mention yet. See: earshot mentions judge --help"
    _table(_DISAGREEMENTS, list(_disagreements(made)), nobody)
    _table(_JUDGES, list(_judges(made.calibration)), _uncalibrated(made.calibration))
    spent = [(each.judge, each.month, f"${each.usd:.2f} of ${each.most_usd:g}") for each in made.spendings]
    show(_SPENDING, spent, as_json=False, nothing="No judge that costs money was asked yet.")


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]], nothing: str) -> None:
    show(columns, rows, as_json=False, nothing=nothing)
    click.echo()


def _precisions(made: Report) -> Iterator[tuple[object, ...]]:
    for each in made.precisions:
        outcomes = (each.right, each.wrong, each.ignored, each.open)
        precision = _spoken(each.share) if each.share else "not known yet"
        yield each.watch_id, sum(outcomes), *outcomes, precision


def _disagreements(made: Report) -> Iterator[tuple[object, ...]]:
    for tally in made.disagreements:
        yield tally.id, tally.of, tally.ruled, tally.overruled, _spoken(Share(tally.overruled, tally.ruled))


def _judges(calibration: Calibration) -> Iterator[tuple[object, ...]]:
    for judge, fit in sorted(calibration.fits.items()):
        since = f"since {calibration.fitted_at:%Y-%m-%d}" if fit.is_calibrated else "not yet"
        yield judge, fit.labels, since


def _uncalibrated(calibration: Calibration) -> str:
    return (
        f"No judge is calibrated yet: {LEAST_LABELS} labels are needed, and people judged "
        f"{calibration.rulings} mentions since they were last counted."
    )


def _spoken(share: Share) -> str:
    low, high = share.interval
    return f"{share.value:.0%} ({low:.0%} to {high:.0%})"
