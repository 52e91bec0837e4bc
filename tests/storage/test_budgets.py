"""The contract of budgets: what is spent is never more than may be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.domain.coverage import Spent
from chalicelib.domain.sources import Source
from chalicelib.services.ports import Budgets as Ledger
from chalicelib.services.ports import SourceStore
from chalicelib.sources.asking import Budgets
from chalicelib.storage.budgets import DynamoBudgets
from tests.domain.examples import a_source
from tests.sources.kinds.services import Purse


@pytest.fixture
def purse(is_real: bool) -> DynamoBudgets | Purse:
    return DynamoBudgets() if is_real else Purse()


@pytest.fixture
def budgets(purse: DynamoBudgets | Purse) -> Budgets:
    """As the asking of sources sees them."""
    return purse


@pytest.fixture
def ledger(purse: DynamoBudgets | Purse) -> Ledger:
    """As the coverage ledger sees them."""
    return purse


def test_nothing_is_spent_at_first(budgets: Budgets) -> None:
    assert budgets.spent("x", "2026-11") == 0


def test_spending_goes_up_to_the_bound_and_no_further(budgets: Budgets) -> None:
    allowed = [budgets.spend("x", "2026-11", 4, 10) for _ in range(4)]

    assert allowed == [True, True, False, False]
    assert budgets.spent("x", "2026-11") == 8
    assert budgets.spend("x", "2026-11", 2, 10)
    assert not budgets.spend("x", "2026-11", 1, 10)


def test_what_is_more_than_the_whole_budget_is_never_spent(budgets: Budgets) -> None:
    assert not budgets.spend("x", "2026-11", 11, 10)
    assert budgets.spent("x", "2026-11") == 0


def test_new_period_begins_at_nothing(budgets: Budgets) -> None:
    budgets.spend("x", "2026-11-22", 10, 10)

    assert budgets.spend("x", "2026-11-23", 1, 10)
    assert budgets.spent("x", "2026-11-23") == 1


def test_what_was_not_needed_can_be_spent_again(budgets: Budgets) -> None:
    budgets.spend("x", "2026-11", 10, 10)

    budgets.give_back("x", "2026-11", 4)

    assert budgets.spent("x", "2026-11") == 6
    assert budgets.spend("x", "2026-11", 4, 10)
    assert not budgets.spend("x", "2026-11", 1, 10)


@pytest.mark.parametrize(
    ("account", "period", "units"), [("x", "2026-10", 1), ("y", "2026-11", 1), ("x", "2026-11", 11)]
)
def test_what_was_never_spent_is_not_given_back(
    budgets: Budgets, account: str, period: str, units: int
) -> None:
    """A late answer must not make room in the next period."""
    budgets.spend("x", "2026-11", 10, 10)

    budgets.give_back(account, period, units)

    assert budgets.spent("x", "2026-11") == 10
    assert budgets.spent("y", "2026-11") == 0
    assert not budgets.spend("x", "2026-11", 1, 10)


def test_accounts_are_counted_apart(budgets: Budgets) -> None:
    budgets.spend("x", "2026-11", 10, 10)

    assert budgets.spend("y", "2026-11", 10, 10)


def test_lowered_bound_holds_at_once(budgets: Budgets) -> None:
    budgets.spend("x", "2026-11", 8, 10)

    assert not budgets.spend("x", "2026-11", 1, 5)


def test_what_accounts_spent_is_told_with_the_bound_that_held(ledger: Ledger, budgets: Budgets) -> None:
    budgets.spend("x", "2026-11-21", 8, 10)
    budgets.spend("x", "2026-11-22", 2, 10)
    budgets.spend("x", "2026-11-22", 1, 5)
    budgets.spend("y", "2026-11", 7, 20)

    assert ledger.spent_by(["x", "y", "z"]) == {"x": Spent("2026-11-22", 3, 5), "y": Spent("2026-11", 7, 20)}
    assert ledger.spent_by([]) == {}


@pytest.mark.usefixtures("tables")
def test_many_at_once_never_pass_the_bound() -> None:
    budgets = DynamoBudgets()

    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(lambda _: budgets.spend("x", "2026-11", 1, 10), range(40)))

    assert sum(allowed) == 10
    assert budgets.spent("x", "2026-11") == 10


def test_budgets_are_no_sources(sources: SourceStore, budgets: Budgets) -> None:
    stored: Source = a_source()
    sources.save(stored)
    budgets.spend("x", "2026-11", 1, 10)

    assert [source.id for source in sources.all()] == [stored.id]
    assert not sources.remove("budget:x")
