"""What was spent of each account's budget; it lies beside the sources, under `budget:<account>`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import uuid4

from pynamodb.exceptions import TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from ..domain.coverage import Spent
from .failures import has_collided, has_lost, told_apart
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
            _added(account, period, units, most)
            or _begun(account, period, units, most)
            or _added(account, period, units, most)
        )

    @told_apart()
    def give_back(self, account: str, period: str, units: int) -> None:
        """Put down that these units of what was spent in this period were not: once, or else not at all.

        A plain update would be made twice when its first answer is lost and the SDK asks again; a token keeps
        a transaction from that. Where it cannot be made just now, the units stay spent.
        https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
        """
        is_there = (SourceItem.period == period) & (SourceItem.spent >= units)
        try:
            with TransactWrite(str(uuid4()), connection=SourceItem.connection()) as transaction:
                transaction.update(SourceItem(id=_key(account)), [SourceItem.spent.add(-units)], is_there)
        except TransactWriteError as error:
            if not has_lost(error) and not has_collided(error):
                raise

    @told_apart()
    def spent(self, account: str, period: str) -> int:
        """How much of this period's budget is spent."""
        item = SourceItem.find(_key(account))
        return item.spent if item and item.period == period else 0

    @told_apart()
    def spent_by(self, accounts: Collection[str]) -> dict[str, Spent]:
        """What these accounts spent in their newest period; one that never spent anything is absent."""
        keys = {_key(account): account for account in accounts}
        items = SourceItem.batch_get(keys)
        return {keys[item.id]: Spent(item.period, item.spent, item.most) for item in items}


def _added(account: str, period: str, units: int, most: int) -> bool:
    condition = (SourceItem.period == period) & (SourceItem.spent <= most - units)
    return _updated(account, [SourceItem.spent.add(units), SourceItem.most.set(most)], condition)


def _begun(account: str, period: str, units: int, most: int) -> bool:
    is_over = SourceItem.period.does_not_exist() | (SourceItem.period < period)
    begun = [SourceItem.period.set(period), SourceItem.spent.set(units), SourceItem.most.set(most)]
    return _updated(account, begun, is_over)


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
