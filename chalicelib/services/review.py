"""Review: what people made of what they were told, and what judges are worth and cost. Changes nothing.

mentions that reached people ─▶ right or wrong, per watch; disagreements ─┐
the calibration, what was spent ──────────────────────────────────────────┴─▶ report
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import filterfalse, islice

from ..domain.canary import is_canary
from ..domain.reports import Report, Spending, disagreements, precisions
from .ports import Budgets, CalibrationStore, MentionStore

_MOST_READ = 5_000  # mentions that reached people, the newest
_MICRO = 1_000_000  # what judges cost is counted in millionths of a dollar


class Review:
    """`advisers` are the judges that cost money, by name."""

    def __init__(
        self,
        mentions: MentionStore,
        calibrations: CalibrationStore,
        budgets: Budgets,
        advisers: Collection[str],
    ) -> None:
        self._mentions = mentions
        self._calibrations = calibrations
        self._budgets = budgets
        self._advisers = advisers

    def __call__(self, since: datetime, until: datetime, now: datetime) -> Report:
        """Of what was found in that time, as it stands now."""
        reached = filterfalse(is_canary, self._mentions.reached(since, until))
        found = list(islice(reached, _MOST_READ + 1))
        read = found[:_MOST_READ]
        is_complete = len(found) == len(read)
        return Report(
            since=since if is_complete else read[-1].found_at,
            until=until,
            mentions=len(read),
            is_complete=is_complete,
            precisions=precisions(read, now),
            disagreements=disagreements(read),
            calibration=self._calibrations.get(),
            spendings=tuple(self._spendings()),
        )

    def _spendings(self) -> Iterator[Spending]:
        accounts = {f"judge:{name}": name for name in self._advisers}
        for account, spent in sorted(self._budgets.spent_by(accounts).items()):
            yield Spending(accounts[account], spent.period, spent.units / _MICRO, spent.most / _MICRO)
