"""Every price says where it is from, and what has none is not free."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from ops.bench import costs, metering, month, prices
from ops.bench.lines import drawn
from ops.bench.sizes import page_units, read_units, size_of, write_units


def test_units_are_priced_and_told_by_service() -> None:
    units = {"dynamodb read unit": 2e6, "dynamodb write unit": 1e6, "sqs request": 5e6}

    assert prices.usd(units) == pytest.approx(0.25 + 0.625 + 2.0)
    assert prices.by_service(units) == pytest.approx({"dynamodb": 0.875, "sqs": 2.0})


def test_what_has_no_price_is_refused() -> None:
    with pytest.raises(KeyError, match="kinesis"):
        prices.usd({"kinesis shard hour": 1})


def test_every_service_names_its_page_of_prices() -> None:
    assert all(source.startswith("https://aws.amazon.com/") for source in prices.sources().values())
    assert {thing.partition(" ")[0] for thing in prices.prices()} == set(prices.sources())


def test_items_are_weighed_as_aws_does() -> None:
    item: dict[str, dict[str, Any]] = {
        "id": {"S": "né"},
        "n": {"N": "-120"},
        "l": {"L": [{"S": "a"}]},
        "m": {"M": {"k": {"B": b"xy"}}},
    }

    assert size_of(item) == (2 + 3) + (1 + 3) + (1 + 3 + 1 + 1) + (1 + 3 + 3 + 1) + 0
    assert size_of({"y": {"BOOL": True}}) == 2


@pytest.mark.parametrize(
    ("sizes", "absent", "is_consistent", "units"),
    [([100], 0, True, 1), ([100], 0, False, 0.5), ([4097], 1, True, 3), ([4096, 4096], 2, False, 2)],
)
def test_reading_a_batch_consumes_each_item_by_itself(
    sizes: list[int], absent: int, is_consistent: bool, units: float
) -> None:
    assert read_units(sizes, absent, is_consistent) == units


@pytest.mark.parametrize(
    ("sizes", "is_consistent", "units"),
    [([], False, 0.5), ([50] * 80, False, 0.5), ([1024] * 100, False, 12.5), ([4097], True, 2)],
)
def test_page_consumes_what_its_items_are_together(
    sizes: list[int], is_consistent: bool, units: float
) -> None:
    assert page_units(sizes, is_consistent) == units


def test_writing_consumes_a_unit_for_each_kilobyte_begun() -> None:
    assert [write_units(size) for size in (0, 1024, 1025)] == [1, 1, 2]


def test_kind_of_value_that_is_kept_nowhere_is_not_weighed() -> None:
    with pytest.raises(KeyError, match="SS"):
        size_of({"x": {"SS": ["a"]}})


def test_whatever_has_a_price_is_charged() -> None:
    charging = "".join(inspect.getsource(module) for module in (metering, costs, month))
    by_kind = {"dynamodb read unit": '"read unit"', "dynamodb write unit": '"write unit"'}

    assert not [thing for thing in prices.prices() if by_kind.get(thing, f'"{thing}"') not in charging]


def test_lines_are_drawn_over_powers_of_ten() -> None:
    picture = drawn("Cost & time", "sources", [100, 1000], {"a": [1.0, 2.0], "b": [0.5, 0.5]})

    assert picture.startswith("<svg ")
    assert "Cost &amp; time" in picture
    assert picture.count("<polyline") == 2
