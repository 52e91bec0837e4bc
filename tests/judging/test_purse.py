"""What judges cost is put down before they are asked, and never passes the month's budget."""

from __future__ import annotations

import logging

import pytest

from chalicelib.errors import TemporaryError
from tests.judging.advisers import Ledger


def test_worst_is_put_down_first_and_what_was_not_spent_given_back() -> None:
    ledger = Ledger("judge:x")

    reserved = ledger.purse().reserve(250.4)
    before = ledger.micros
    reserved.settle(40.2)

    assert (before, ledger.micros) == (251, 41)


def test_nothing_is_given_back_where_more_was_spent_than_thought() -> None:
    ledger = Ledger("judge:x")

    ledger.purse().reserve(10).settle(12)

    assert ledger.micros == 10


def test_budget_is_never_passed() -> None:
    ledger = Ledger("judge:x")
    purse = ledger.purse(monthly_usd=0.001)
    purse.reserve(600)

    with pytest.raises(TemporaryError, match=r"the month's \$0\.001 are spent"):
        purse.reserve(600)

    assert ledger.micros == 600


def test_budget_of_nothing_asks_nobody() -> None:
    with pytest.raises(TemporaryError, match="spent"):
        Ledger("judge:x").purse(monthly_usd=0).reserve(1)


def test_money_that_cannot_be_given_back_stays_spent(caplog: pytest.LogCaptureFixture) -> None:
    class Deaf(Ledger):
        def give_back(self, account: str, period: str, units: int) -> None:
            raise TemporaryError("dynamodb could not be reached")

    ledger = Deaf("judge:x")

    with caplog.at_level(logging.WARNING):
        ledger.purse().reserve(100).settle(10)

    assert ledger.micros == 100
    assert [record.message for record in caplog.records] == ["money not given back"]
