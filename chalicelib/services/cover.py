"""Cover: the coverage ledger, a page at a time: how well is each source heard? Reads, and changes nothing.

a page of sources ─▶ their hosts, the wheel's last minute, what is left of their budgets ─▶ lines
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from ..domain.coverage import Allowance, Coverage, CoverageFilter, CoveragePage, allowance, coverage_of
from ..domain.hosts import Host
from ..domain.manners import Budget, Kind
from ..domain.sources import Source
from ..errors import SourceRefused
from .ports import Budgets, SourceStore

# So many of the store's pages are read in a row that hold nothing wanted, before a cursor is given back.
_MOST_READS = 20


class Cover:
    """`declared` says what a kind may spend, and raises SourceRefused where there is none of that name."""

    def __init__(self, sources: SourceStore, budgets: Budgets, declared: Callable[[str], Kind]) -> None:
        self._sources = sources
        self._budgets = budgets
        self._declared = declared

    def __call__(self, wanted: CoverageFilter, cursor: str | None, limit: int, now: datetime) -> CoveragePage:
        """At most `limit` lines, in no particular order; there may be none though more follow.

        Raises InvalidInput for a cursor that is none of ours.
        """
        planned = self._sources.planned()
        lines: tuple[Coverage, ...] = ()
        for _ in range(_MOST_READS):
            sources, cursor = self._sources.page(cursor, limit)
            lines = tuple(filter(wanted.takes, self._lines(sources, planned, now)))
            if lines or cursor is None:
                break
        return CoveragePage(lines, cursor)

    def _lines(self, sources: Sequence[Source], planned: int | None, now: datetime) -> Iterable[Coverage]:
        _, hosts = self._sources.load((), {source.host for source in sources})
        budgets = self._allowances({source.kind for source in sources}, now)
        for source in sources:
            host = hosts.get(source.host, Host(source.host))
            yield coverage_of(source, host, planned, budgets.get(source.kind), now)

    def _allowances(self, kinds: Iterable[str], now: datetime) -> dict[str, Allowance]:
        """What is left for each kind that has a budget; all its sources spend from one account."""
        budgets = {kind: budget for kind in kinds if (budget := self._budget(kind))}
        spent = self._budgets.spent_by(budgets)
        return {kind: allowance(budget, spent.get(kind), now) for kind, budget in budgets.items()}

    def _budget(self, kind: str) -> Budget | None:
        """A source outlives its kind, when another version of Earshot added it."""
        try:
            return self._declared(kind).budget
        except SourceRefused:
            return None
