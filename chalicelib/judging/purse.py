"""What judges that cost money may spend in a month. The worst is put down before they are asked."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..errors import EarshotError, TemporaryError

log = logging.getLogger(__name__)
_MICRO = 1_000_000  # budgets count whole units: millionths of a dollar


class Budgets(Protocol):
    def spend(self, account: str, period: str, units: int, most: int) -> bool:
        """Put these units down as spent, unless that would make more than `most` in this period."""

    def give_back(self, account: str, period: str, units: int) -> None:
        """Put down that these units were not spent."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """Millionths of a dollar that are put down as spent until it is known what was."""

    budgets: Budgets
    account: str
    period: str
    micros: int

    def settle(self, cost: float) -> None:
        """So many millionths were spent. Where the rest cannot be given back, it stays spent."""
        rest = self.micros - max(math.ceil(cost), 0)
        if rest <= 0:
            return
        try:
            self.budgets.give_back(self.account, self.period, rest)
        except EarshotError as error:
            log.warning("money not given back", extra={"account": self.account, "why": str(error)})


@dataclass(frozen=True, slots=True)
class Purse:
    """One judge's money: so many dollars a calendar month (UTC)."""

    budgets: Budgets
    account: str
    monthly_usd: float
    now: Callable[[], datetime]

    def reserve(self, cost: float) -> Reserved:
        """Put down that at most so many millionths of a dollar are spent. Raises TemporaryError when that is
        more than is left, or nobody can tell.
        """
        reserved = Reserved(self.budgets, self.account, f"{self.now():%Y-%m}", math.ceil(cost))
        most = int(self.monthly_usd * _MICRO)
        if not self.budgets.spend(self.account, reserved.period, reserved.micros, most):
            raise TemporaryError(f"the month's ${self.monthly_usd:g} are spent")
        return reserved
