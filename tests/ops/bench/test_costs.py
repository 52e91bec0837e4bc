"""The ledger: what AWS is sent for each thing, in the units that it bills. A careless read shows as money:
one more does, and one that grows, since reads are weighed by all that they read (`test_metering.py`).

Counts, never times. Whoever changes one says in the commit what it costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ops.bench import costs
from ops.bench.costs import Taken
from ops.bench.prices import usd

pytestmark = pytest.mark.cloud


@pytest.fixture(scope="module")
def taken(cloud_venv: Path) -> Mapping[str, Taken]:
    return costs.counted(cloud_venv)


def _units(taken: Taken, table: str) -> tuple[float, float]:
    """Read and write units of a table, its indexes beside it."""
    name = f"earshot-{table}"
    parts = {
        place: units for place, units in taken.tables.items() if place.split("/")[0].split(" ")[0] == name
    }
    reads = sum(units for place, units in parts.items() if place.endswith("read unit"))
    return reads, sum(units for place, units in parts.items() if place.endswith("write unit"))


def test_poll_that_finds_nothing_reads_its_source_and_its_host_and_writes_nothing(
    taken: Mapping[str, Taken],
) -> None:
    poll = taken[costs.POLL]

    assert _units(poll, "sources") == (1.5, 0), "the source as of a moment ago, the host as it is now"
    assert "dynamodb write unit" not in poll.units
    assert poll.units["dynamodb read unit"] <= 1.6, "what the run reads is shared by its ten sources"
    assert poll.units["sqs FIFO request"] == pytest.approx(0.2), "received and deleted: ten hosts at once"
    assert poll.units["lambda run"] == pytest.approx(0.1)
    assert poll.units["logs byte"] < 100, "no line of its own"
    assert 1e6 * poll.stored_usd() <= 0.20 + 1e-9


@pytest.mark.parametrize(
    ("name", "host_reads", "polls_a_run"), [(costs.POLL_OF_FEW, 1, costs.A_FEW), (costs.POLL_OF_ONE, 0.1, 10)]
)
def test_poll_shares_what_its_run_and_its_order_take(
    name: str, host_reads: float, polls_a_run: int, taken: Mapping[str, Taken]
) -> None:
    poll = taken[name]

    assert _units(poll, "sources")[0] == pytest.approx(0.5 + host_reads)
    assert poll.units["dynamodb read unit"] == pytest.approx(0.5 + host_reads + 1 / polls_a_run)
    assert poll.units["sqs FIFO request"] == pytest.approx(2 / polls_a_run)
    assert "dynamodb write unit" not in poll.units


def test_mention_is_written_once_listed_once_and_leaves_one_trace(taken: Mapping[str, Taken]) -> None:
    mention = taken[costs.MENTION]

    assert mention.tables["earshot-mentions write unit"] == 1
    assert mention.tables["earshot-mentions/found-index write unit"] == 1
    assert mention.tables["earshot-traces write unit"] == 1
    assert mention.units["dynamodb write unit"] == 3
    assert mention.units["dynamodb read unit"] <= 10
    assert not [thing for thing in mention.units if thing.startswith("sqs") and mention.units[thing]]


def test_source_that_said_something_is_written_once_however_much_it_said(taken: Mapping[str, Taken]) -> None:
    assert _units(taken[costs.ALONE], "sources")[1] == 1
    assert _units(taken[costs.MENTION], "sources")[1] == 0


def test_complaint_costs_its_road_and_no_more(taken: Mapping[str, Taken]) -> None:
    complaint = taken[costs.COMPLAINT].units

    assert complaint["ses mail"] == 1
    assert complaint["dynamodb write unit"] <= 35
    assert complaint["dynamodb read unit"] <= 24
    assert complaint["sqs request"] <= 6, "sent, received and deleted: as a negative, and as a delivery"
    assert complaint["secrets request"] == 1, "what seals links, by a worker that starts for it"


def test_acknowledgement_is_one_change(taken: Mapping[str, Taken]) -> None:
    done = taken[costs.ACKNOWLEDGED].units

    assert done["dynamodb write unit"] <= 11
    assert done["dynamodb read unit"] <= 10
    assert done["gateway request"] == 2, "looked at, and pressed"
    assert done["secrets request"] == 1, "one start serves both"


def test_minute_with_nothing_to_do_costs_a_few_reads_and_the_planners_mark(
    taken: Mapping[str, Taken],
) -> None:
    planned, followed = taken[costs.NOTHING_DUE].units, taken[costs.FOLLOWED].units

    assert (planned["dynamodb read unit"], planned["dynamodb write unit"]) == (8, 1)
    assert "sqs FIFO request" not in planned
    assert followed["dynamodb read unit"] <= 3
    assert "dynamodb write unit" not in followed


def test_planning_ten_hosts_is_one_request_more(taken: Mapping[str, Taken]) -> None:
    due, nothing = taken[costs.DUE].units, taken[costs.NOTHING_DUE].units

    assert due["sqs FIFO request"] == 1
    assert due["dynamodb read unit"] == nothing["dynamodb read unit"]


def test_look_again_reads_the_mention_and_writes_nothing(taken: Mapping[str, Taken]) -> None:
    look = taken[costs.LOOK].units

    assert look["dynamodb read unit"] <= 2
    assert look.get("dynamodb write unit", 0) == 0


def test_run_lasts_as_long_as_its_function_computes_and_waits() -> None:
    """1,769 MB are one CPU: with 320 MB, 0.29 s of it take 1.6 s, and with 512 MB 1.0 s."""
    run = {"runs": 2, "cpu_s": 0.29, "calls": 4, "units": {}, "tables": {}}

    fetched, sought = costs.taken_by("fetch", run, 3.0), costs.taken_by("recheck", run)

    assert fetched.units["lambda GB-second"] == pytest.approx(0.3125 * (1.6 + 4 * 0.005 + 2 * 3.0), rel=0.01)
    assert sought.units["lambda GB-second"] == pytest.approx(0.5 * (1.0 + 4 * 0.005 + 0.9), rel=0.01)
    assert fetched.units["lambda run"] == 2


def test_dearest_poll_decides_whether_the_aim_is_reached(
    taken: Mapping[str, Taken], cloud_venv: Path
) -> None:
    dearest = max(usd(taken[name].units) for name in (costs.POLL, costs.POLL_OF_FEW, costs.POLL_OF_ONE))

    aim = costs.measure(cloud_venv).aims[1]

    assert aim.measured.endswith(f"to {1e6 * dearest:.2f}")
    assert aim.is_reached == (1e6 * dearest <= 0.2)


def test_everything_that_is_sent_has_a_price(taken: Mapping[str, Taken]) -> None:
    assert all(usd(each.units) > 0 for each in taken.values())
