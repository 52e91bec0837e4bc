"""How late do fetches begin on a day of very many sources? `day` plays it."""

from __future__ import annotations

import gc
from collections.abc import Sequence

import click

from .. import progress
from .day import Day, Outcome, Settings, Sites
from .tables import Aim, Findings, said

_WITHIN_S = 60
_SITES = Sites()
_HEADINGS = (
    "sources",
    "concurrency:",
    "due:",
    "begun:",
    "lag, median s:",
    "99 % within s:",
    "99.9 % within s:",
    "their host rested:",
    "too late in their lane:",
    "lost in the queue:",
    "most workers:",
    "workers' hours:",
)
# How many runs of fetch at once so many sources are given.
_DAYS = ((100_000, None), (1_000_000, 100))


def measure(
    days: Sequence[tuple[int, int | None]] = _DAYS, minutes: int = 1440, seed: int = 6, sites: Sites = _SITES
) -> Findings:
    """Let a day pass for each number of sources, at this concurrency or the template's own."""
    found: list[tuple[int, Settings, Outcome]] = []
    for count, concurrency in days:
        settings = Settings.of_template(concurrency)
        with progress.to().step(f"{count:,} sources, {settings.concurrency} at once") as detail:
            day = Day(count, settings, seed, sites)
            gc.freeze()  # millions of sources that stay need not be looked at again and again
            for minute in day.pass_by(minutes):
                if minute % 60 == 59:
                    detail(f"{(minute + 1) // 60} h: 99 % within {day.outcome.within(0.99)} s")
        found.append((count, settings, day.outcome))
    title = f"A day of very many sources: {minutes / 60:g} hours, seed {seed}"
    rows = tuple(_row(*each) for each in found)
    return Findings(title, _HEADINGS, rows, tuple(_aim(*each) for each in found), _notes(sites))


def _row(count: int, settings: Settings, outcome: Outcome) -> tuple[str, ...]:
    lags = [f"{outcome.within(share)}" for share in (0.5, 0.99, 0.999)]
    rest = (outcome.host_rested, outcome.too_late, outcome.expired, outcome.most_workers)
    hours = f"{outcome.worker_s / 3600:,.0f}"
    counts = [f"{number:,}" for number in rest]
    return (
        f"{count:,}",
        f"{settings.concurrency}",
        f"{outcome.due:,}",
        f"{outcome.fetched:,}",
        *lags,
        *counts,
        hours,
    )


def _aim(count: int, settings: Settings, outcome: Outcome) -> Aim:
    begun = sum(outcome.lags[: _WITHIN_S + 1])
    share = begun / max(1, outcome.fetched + outcome.too_late + outcome.expired)
    runs = f"{count:,} sources, {settings.concurrency} runs at once"
    return Aim(
        f"{runs}: fetches begun within {_WITHIN_S} s of their time",
        "≥ 99 %",
        f"{100 * share:.2f} %",
        share >= 0.99,
    )


def _notes(sites: Sites) -> tuple[str, ...]:
    shares = ", ".join(f"{share:.0%} on hosts of {size}" for size, share in sites.a_host)
    return (
        f"Assumed of sites: {shares}; answers in {sites.median_answer_s} s (median; one in a hundred takes "
        f"six times that), {sites.timed_out:.1%} of them never; {sites.dead:.0%} of the sources dead, "
        f"{sites.refused:.2%} of the answers a refusal for up to {sites.patience_minutes[1]} minutes; "
        f"between two posts of a source {sites.gap_hours:.0f} h (median, widely spread). What did not begin "
        "in its lane or in the queue counts as late.",
    )


@click.command()
@click.option("--sources", type=int, help="How many; the table's own numbers without it.")
@click.option(
    "--concurrency", type=int, help="How many runs of fetch at once; as the template has it without."
)
@click.option("--hours", type=float, default=24.0, show_default=True)
@click.option("--seed", type=int, default=6, show_default=True)
def command(sources: int | None, concurrency: int | None, hours: float, seed: int) -> None:
    """How late fetches begin on a day of very many sources."""
    days = ((sources, concurrency),) if sources else _DAYS
    click.echo(said(measure(days, round(60 * hours), seed)))
