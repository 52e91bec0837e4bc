"""A simulated day keeps the promises that a real one must: it is small here, and the same each time."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from chalicelib.domain.polling import LADDER
from ops.bench import simulation
from ops.bench.day import Day, Outcome, Settings, Sites

FEW = Settings(concurrency=3, kept_s=3600)
MANY = Settings(concurrency=200, kept_s=3600)
WELL = Sites(timed_out=0.0, dead=0.0, refused=0.0)
UNWELL = Sites(timed_out=0.01, dead=0.1, refused=0.05)
HOURS = 3 * 60


def a_day(settings: Settings, sites: Sites, count: int = 400, seed: int = 6) -> Day:
    day = Day(count, settings, seed, sites)
    for _ in day.pass_by(HOURS):
        pass
    return day


@pytest.mark.parametrize("sites", [WELL, UNWELL], ids=["well", "unwell"])
@pytest.mark.parametrize("settings", [FEW, MANY], ids=["few", "many"])
def test_no_source_and_nothing_that_was_due_is_lost(settings: Settings, sites: Sites) -> None:
    day = a_day(settings, sites)

    came = day.outcome
    assert day.on_the_wheel == 400
    assert came.due == came.fetched + came.host_rested + came.too_late + came.expired
    assert came.waiting == 0


def test_where_all_is_well_every_source_is_fetched_whenever_it_is_due() -> None:
    asked: Counter[str] = Counter()
    day = Day(400, MANY, 6, WELL, watch=lambda source, *_: asked.update([source]))

    for _ in day.pass_by(HOURS):
        pass

    assert len(asked) == 400
    assert day.outcome.fetched == day.outcome.due
    assert min(asked.values()) >= HOURS // 60
    assert max(asked.values()) <= HOURS // min(LADDER[2:])


@pytest.mark.parametrize("settings", [FEW, MANY], ids=["few", "many"])
def test_no_host_is_asked_twice_at_once(settings: Settings) -> None:
    asked: dict[str, list[tuple[float, float]]] = defaultdict(list)
    crowded = Sites(a_host=((30, 1.0),), dead=0.05)
    day = Day(400, settings, 6, crowded, watch=lambda _, host, *when: asked[host].append((when[0], when[1])))

    for _ in day.pass_by(HOURS):
        pass

    for times in asked.values():
        ends = [0.0, *(end for _, end in sorted(times))]
        assert all(begun >= ended for (begun, _), ended in zip(sorted(times), ends, strict=False))


def test_host_that_asked_for_rest_is_left_alone() -> None:
    refusing = Sites(a_host=((1, 1.0),), timed_out=0.0, dead=0.0, refused=1.0, patience_minutes=(120, 120))
    asked: dict[str, list[float]] = defaultdict(list)
    day = Day(100, MANY, 6, refusing, watch=lambda _, host, begun, __: asked[host].append(begun))

    for _ in day.pass_by(HOURS):
        pass

    assert day.outcome.refused == day.outcome.fetched
    for times in asked.values():
        assert all(later - before >= 119 * 60 for before, later in pairwise(times))


def test_dead_sources_are_asked_less_and_less() -> None:
    dead = a_day(MANY, Sites(dead=1.0), count=100).outcome
    well = a_day(MANY, WELL, count=100).outcome

    assert dead.failed == dead.fetched
    assert dead.fetched < well.fetched / 2


def test_same_seed_is_the_same_day_and_another_is_another() -> None:
    assert a_day(FEW, UNWELL).outcome == a_day(FEW, UNWELL).outcome
    assert a_day(FEW, UNWELL).outcome != a_day(FEW, UNWELL, seed=7).outcome


def test_too_few_workers_are_late_and_the_queue_gives_up_what_is_too_old() -> None:
    one = Settings(concurrency=1, kept_s=600)
    slow = Sites(a_host=((1, 1.0),), median_answer_s=15.0, dead=0.0)

    late = a_day(one, slow, count=2000).outcome

    assert late.within(0.5) > 60
    assert late.expired > 0


def test_lag_within_which_a_share_begins() -> None:
    outcome = Outcome()
    outcome.lags[3] = 98
    outcome.lags[59] = 1
    outcome.lags[200] = 1

    assert (outcome.within(0.5), outcome.within(0.99), outcome.within(1.0)) == (3, 59, 200)


def test_findings_say_whether_the_settings_of_the_template_are_enough() -> None:
    found = simulation.measure(((200, None),), minutes=90, sites=Sites(a_host=((1, 1.0),)))

    [row], [aim] = found.rows, found.aims
    assert row[:2] == ("200", str(Settings.of_template().concurrency))
    assert aim.is_reached
