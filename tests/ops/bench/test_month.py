"""The bill of a month, made out for things that cost round sums."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ops.bench import costs, month
from ops.bench.costs import Taken
from ops.bench.month import Month
from ops.bench.prices import usd

TEMPLATE = (Path(__file__).parents[3] / ".chalice" / "resources.yaml").read_text("utf-8")
A_WRITE = Taken({"dynamodb write unit": 1.0}, {})
NOTHING = Taken({}, {})
THINGS = (
    costs.DUE,
    costs.FOLLOWED,
    costs.POLL_OF_FEW,
    costs.ALONE,
    costs.COMPLAINT,
    costs.ACKNOWLEDGED,
    costs.LOOK,
    costs.AGED,
)


def only(name: str) -> Mapping[str, Taken]:
    """A world in which this one thing takes a write unit, and nothing else takes anything."""
    return {thing: A_WRITE if thing == name else NOTHING for thing in THINGS}


@pytest.mark.parametrize(
    ("name", "times"),
    [
        (costs.DUE, 43_200),
        (costs.FOLLOWED, 43_200),
        (costs.POLL_OF_FEW, 864_000),
        (costs.ALONE, 10_000),
        (costs.COMPLAINT, 530),
        (costs.ACKNOWLEDGED, 530),
        (costs.LOOK, 70_000),
        (costs.AGED, 720),
    ],
)
def test_each_thing_is_done_so_often_in_a_month(name: str, times: int) -> None:
    parts = month.spent(Month(), only(name)).values()

    assert sum(units.get("dynamodb write unit", 0.0) for units in parts) == times


def test_hosts_that_are_due_are_sent_ten_at_a_time() -> None:
    few, many = (month.spent(Month(sources=count), only("nothing")) for count in (10, 500))

    assert few["planning, 43,200 minutes"]["sqs FIFO request"] == 0, "what is measured sends one"
    assert many["planning, 43,200 minutes"]["sqs FIFO request"] == 9 * 43_200


def test_what_stands_is_counted_in_the_template() -> None:
    standing = {thing: amount for units in month.standing().values() for thing, amount in units.items()}

    assert standing["cloudwatch alarm month"] == TEMPLATE.count("Type: AWS::CloudWatch::Alarm\n")
    assert standing["secrets secret month"] == TEMPLATE.count("Type: AWS::SecretsManager::Secret\n")
    bounded, optional = TEMPLATE.count("ScalingConfig:"), TEMPLATE.count("Enabled: {'Fn::If': [OpensMail")
    assert standing["sqs FIFO request"] == 5 * 3 * 43_200
    assert standing["sqs request"] == (bounded - optional - 1) * 5 * 3 * 43_200


def test_bill_adds_up_and_says_what_is_missed() -> None:
    parts = month.spent(Month(), only(costs.ALONE))
    whole, done = (
        sum(map(usd, parts.values())),
        sum(usd(parts[name]) for name in {*parts} - {*month.standing()}),
    )

    found = month.bill(Month(), only(costs.ALONE))

    assert found.rows[-1][0] == "**in all**"
    assert found.rows[-1][-1] == f"{whole:.2f}"
    assert [aim.measured for aim in found.aims[:2]] == [f"{done:.2f}", f"{whole:.2f}"]
    assert [aim.is_reached for aim in found.aims[:2]] == [True, False]
    assert float(found.aims[2].measured) < whole
