"""How well each source is heard, at a glance and for programs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from chalicelib import wiring
from chalicelib.domain.cadence import Cadence
from chalicelib.domain.manners import Budget, Kind
from chalicelib.domain.polling import minute_of
from chalicelib.domain.sources import Failure, FailureKind, Source, SourceStatus, Trouble
from chalicelib.services.cover import Cover
from tests.domain.examples import MINUTE, NOW, a_source
from tests.fakes import FakeSourceStore
from tests.ops.commands.conftest import World

HOUR = timedelta(hours=1)
SECRET = "https://blog.example/feed?token=not-to-be-told"
WELL = a_source(
    url=SECRET,
    title="Joan's blog",
    first_read_at=NOW - 100 * HOUR,
    last_new_at=NOW - 3 * HOUR,
    cadence=Cadence(90, 600),
    notes=("an odd date",),
)
TIMED_OUT = Trouble(Failure(FailureKind.TIMED_OUT, "no answer within 10 s"), NOW - 5 * HOUR, 9)
FAILING = a_source(
    url="https://alpha.example/feed",
    kind="hn_algolia",
    watch_id="larkfield",
    first_read_at=NOW - 100 * HOUR,
    trouble=TIMED_OUT,
)


def a_ledger(world: World, *sources: Source) -> World:
    world.sources = FakeSourceStore(*sources)
    world.sources.mark_planned(minute_of(NOW))
    return world


def test_line_says_in_words_how_well_a_source_is_heard(world: World) -> None:
    answer = a_ledger(world, WELL).type("sources", "list")

    _, line = answer.output.splitlines()
    cells = [cell.strip() for cell in line.split("  ") if cell.strip()]
    assert cells[:5] == [WELL.id, "feed", "Joan's blog (blog.example)", "all", "well"]
    assert cells[5].endswith(" ago") or cells[5] == "just now"
    assert cells[6:8] == ["3 hours ago", "90 minutes"]
    assert cells[8].startswith(("in ", "within "))
    assert cells[9:] == ["an odd date"]
    assert "not-to-be-told" not in answer.output


def test_failing_source_says_why_and_since_when(world: World) -> None:
    answer = a_ledger(world, FAILING).type("sources", "list")

    assert "failing: timed-out: no answer within 10 s, first 5 hours ago" in answer.output
    assert "larkfield" in answer.output
    assert "nothing yet" in answer.output
    assert "not known yet" in answer.output


def test_source_that_was_just_added_waits(world: World) -> None:
    answer = a_ledger(world, a_source()).type("sources", "list")

    assert "waiting" in answer.output
    assert "never" in answer.output


def test_paused_source_is_not_asked(world: World) -> None:
    answer = a_ledger(world, a_source(status=SourceStatus.PAUSED)).type("sources", "list")

    assert "paused" in answer.output
    assert "not asked now" in answer.output


def test_what_is_left_of_a_budget_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    a_ledger(world, FAILING)
    world.purse.spend("hn_algolia", "2026-11-22", 600, 10_000)
    kind = Kind("a search", "none", budget=Budget(10_000))
    monkeypatch.setattr(wiring, "cover", lambda: Cover(world.sources, world.purse, lambda _: kind))

    answer = world.type("sources", "list")
    [line] = json.loads(world.type("sources", "list", "--json").output)

    assert "9,400 of 10,000 requests, new in 14 hours" in answer.output
    assert line["budget_left"] == 9400


def test_ledger_is_sorted_by_host_however_it_is_paged(world: World) -> None:
    sources = [a_source(url=f"https://{number:03}.example/") for number in range(230)]

    lines = json.loads(a_ledger(world, *sources).type("sources", "list", "--json").output)

    assert [line["host"] for line in lines] == [f"{number:03}.example" for number in range(230)]


def test_programs_get_times_and_numbers(world: World) -> None:
    [line] = json.loads(a_ledger(world, WELL).type("sources", "list", "--json").output)

    next_try, last_success = line.pop("next_try"), line.pop("last_success")
    assert line == {
        "id": WELL.id,
        "kind": "feed",
        "host": "blog.example",
        "title": "Joan's blog",
        "watch": None,
        "state": "well",
        "failure": None,
        "detail": None,
        "last_new": "2026-11-22T06:30:00+00:00",
        "usual_gap": 90,
        "budget_left": None,
        "notes": ["an odd date"],
    }
    assert last_success <= NOW.isoformat() < next_try


def test_programs_get_failures_by_their_kind(world: World) -> None:
    [line] = json.loads(a_ledger(world, FAILING).type("sources", "list", "--json").output)

    assert (line["failure"], line["detail"]) == ("timed-out", "no answer within 10 s")


@pytest.mark.parametrize("options", [(), ("--json",), ("--stage", "prod"), ("--json", "--stage", "prod")])
def test_sources_alone_lists_them(world: World, options: tuple[str, ...]) -> None:
    alone, listed = world.type("sources", *options), world.type("sources", "list", *options)

    assert alone.exit_code == 0
    assert alone.output == listed.output
    assert a_source().id in alone.output


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_sources_still_explains_itself(world: World, option: str) -> None:
    answer = world.type("sources", option)

    assert "Commands:" in answer.output
    assert "pause" in answer.output


def test_next_try_within_the_minute_is_said_so(world: World) -> None:
    """The wheel turns once a minute: nobody can say it more exactly."""
    every_minute = a_source(usual_interval=1, least_interval=1, first_read_at=NOW - MINUTE)

    answer = a_ledger(world, every_minute).type("sources")

    assert "in 1 minute" in answer.output or "within a minute" in answer.output
