"""What was spent of each account's budget; it lies beside the sources, under `budget:<account>`."""

from __future__ import annotations

from collections.abc import Sequence

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from .failures import has_lost, told_apart
from .source_items import SourceItem


class DynamoBudgets:
    """Counts up to a bound, in one write, however many workers count at once."""

    @told_apart()
    def spend(self, account: str, period: str, units: int, most: int) -> bool:
        """Put these units down as spent, unless that would make more than `most` in this period."""
        if units > most:
            return False
        # Adding loses in a new period, beginning one loses to another that began it just now: then add again.
        return (
            _added(account, period, units, most - units)
            or _begun(account, period, units)
            or _added(account, period, units, most - units)
        )

    @told_apart()
    def spent(self, account: str, period: str) -> int:
        """How much of this period's budget is spent."""
        item = SourceItem.find(_key(account))
        return item.spent if item and item.period == period else 0


def _added(account: str, period: str, units: int, room: int) -> bool:
    condition = (SourceItem.period == period) & (SourceItem.spent <= room)
    return _updated(account, [SourceItem.spent.add(units)], condition)


def _begun(account: str, period: str, units: int) -> bool:
    is_over = SourceItem.period.does_not_exist() | (SourceItem.period < period)
    return _updated(account, [SourceItem.period.set(period), SourceItem.spent.set(units)], is_over)


def _updated(account: str, actions: Sequence[Action], condition: Condition) -> bool:
    try:
        SourceItem(id=_key(account)).update(list(actions), condition=condition)
    except UpdateError as error:
        if not has_lost(error):
            raise
        return False
    return True


def _key(account: str) -> str:
    return f"budget:{account}"
