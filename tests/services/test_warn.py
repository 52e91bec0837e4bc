"""The operator hears of each change once, and of all that one run finds in one message."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.cadence import Cadence
from chalicelib.domain.sources import Alarm, Document, Failure, FailureKind, SourceStatus
from chalicelib.errors import PermanentError, SourceRefused, SourceUnavailable, TemporaryError
from tests.domain.examples import MINUTE, NOW, a_source, an_entry
from tests.fakes import FakeOperator, FakeSourceStore, Killed, fail_at

from .world import World

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TIMED_OUT = SourceUnavailable(Failure(FailureKind.TIMED_OUT, "no answer within 10 s"))
NO_KEY = SourceRefused(Failure(FailureKind.NOT_CONFIGURED, "needs a key"))
GONE = SourceRefused(Failure(FailureKind.GONE, "it says it is gone"))
SPENT = SourceUnavailable(Failure(FailureKind.OUT_OF_BUDGET, "the day's 100 requests are spent"))
FINE = Document((an_entry(),))


def a_world(answer: Document | BaseException = FINE) -> World:
    return World({a_source().id: answer})


def subjects(world: World) -> list[str]:
    return [subject for subject, _ in world.operator.told]


def fetched_hourly(world: World, hours: int) -> None:
    for hour in range(hours):
        world.fetch(NOW + hour * HOUR)


def test_source_that_is_well_is_nothing_to_tell() -> None:
    world = a_world()

    fetched_hourly(world, 3)

    assert world.operator.told == []
    assert world.source.alarm is None


def test_failure_that_may_pass_is_not_told() -> None:
    world = a_world(TIMED_OUT)

    world.fetch()
    world.fetch(NOW + 5 * MINUTE)
    world.documents = {a_source().id: FINE}
    world.fetch(NOW + 20 * MINUTE)

    assert world.operator.told == []


def test_failing_source_is_told_once_and_again_when_it_recovers() -> None:
    world = a_world(TIMED_OUT)
    fetched_hourly(world, 48)
    failing = world.source.alarm

    world.documents = {a_source().id: FINE}
    world.fetch(NOW + 48 * HOUR)
    world.fetch(NOW + 49 * HOUR)

    assert failing is Alarm.FAILING
    assert world.source.alarm is None
    assert subjects(world) == ["Earshot: blog.example is failing", "Earshot: blog.example is well again"]
    assert f"earshot sources check {a_source().id}" in world.operator.told[0][1]


def test_another_kind_of_failure_is_no_other_alarm() -> None:
    world = a_world(TIMED_OUT)
    fetched_hourly(world, 4)

    world.documents = {a_source().id: NO_KEY}
    world.fetch(NOW + 5 * HOUR)

    assert len(world.operator.told) == 1


def test_failure_that_will_not_pass_is_told_at_once() -> None:
    world = a_world(NO_KEY)

    world.fetch()

    assert subjects(world) == ["Earshot: blog.example is failing"]


def test_budget_that_is_spent_is_neither_failure_nor_recovery() -> None:
    never_failed, failing = a_world(SPENT), a_world(NO_KEY)
    failing.fetch()

    fetched_hourly(never_failed, 48)
    failing.documents = {a_source().id: SPENT}
    fetched_hourly(failing, 48)

    assert never_failed.operator.told == []
    assert len(failing.operator.told) == 1
    assert failing.source.alarm is Alarm.FAILING


def test_source_that_stays_silent_beyond_its_cadence_is_told_once_and_again_when_it_speaks() -> None:
    hourly = tuple(an_entry(id=str(n), published_at=NOW - n * HOUR) for n in range(12))
    world = a_world(Document(hourly))
    world.fetch()

    world.documents = {a_source().id: Document(unchanged=True)}
    for day in (1, 2, 3, 4, 5):
        world.fetch(NOW + day * DAY)
    quiet = world.source.alarm
    world.documents = {a_source().id: Document((an_entry(id="new"), *hourly))}
    world.fetch(NOW + 6 * DAY)

    assert quiet is Alarm.QUIET
    assert subjects(world) == ["Earshot: blog.example has gone quiet", "Earshot: blog.example is well again"]


def test_silent_polls_of_a_quiet_source_cost_no_more_writes() -> None:
    world = a_world(Document(unchanged=True))
    quiet = a_source(
        first_read_at=NOW - 90 * DAY,
        last_new_at=NOW - 60 * DAY,
        usual_interval=60,
        cadence=Cadence(60, 600),
    )
    world.sources = FakeSourceStore(quiet)
    world.fetch()
    version = world.source.version

    fetched_hourly(world, 48)

    assert world.source.version == version
    assert len(world.operator.told) == 1


def test_whatever_one_run_finds_is_one_message() -> None:
    """No network is one trouble, not a hundred."""
    sources = [a_source(url=f"https://blog{number}.example/feed") for number in range(40)]
    world = World({source.id: TIMED_OUT for source in sources})
    world.sources = FakeSourceStore(*sources)

    fetched_hourly(world, 3)

    [(subject, text)] = world.operator.told
    assert subject == "Earshot, 40 sources: 40 are failing"
    assert not [source for source in sources if source.id not in text]
    assert {source.alarm for source in world.sources.all()} == {Alarm.FAILING}


@pytest.mark.parametrize(
    "error", [TemporaryError("throttled"), PermanentError("no operator topic is set up")]
)
def test_operator_who_cannot_be_told_is_told_after_the_next_fetch(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    world = a_world(NO_KEY)
    world.operator = FakeOperator(error)

    failed = world.fetch()
    untold = world.source
    world.fetch(NOW + HOUR)

    assert not failed
    assert untold.trouble is not None
    assert untold.alarm is None
    assert "operator not told" in caplog.text
    assert subjects(world) == ["Earshot: blog.example is failing"]


def test_source_that_is_gone_leaves_the_wheel_only_once_that_was_told() -> None:
    """Off the wheel it would never come up again, and nobody would hear that it is gone."""
    world = a_world(GONE)
    world.operator = FakeOperator(TemporaryError("throttled"))

    world.fetch()
    untold = world.source.status
    world.fetch(NOW + HOUR)

    assert untold is SourceStatus.ACTIVE
    assert world.source.status is SourceStatus.GONE
    assert world.source.alarm is Alarm.FAILING
    assert len(world.operator.told) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_worker_that_dies_around_telling_tells_twice_at_most_and_never_not_at_all(after: bool) -> None:
    world = a_world(GONE)
    fail_at(world.operator, "tell", after=after)

    with pytest.raises(Killed):
        world.fetch()
    world.fetch(NOW + HOUR)
    world.fetch(NOW + 2 * HOUR)

    assert len(world.operator.told) == 1 + after
    assert world.source.status is SourceStatus.GONE


def test_worker_that_dies_before_saving_what_it_told_tells_again() -> None:
    world = a_world(NO_KEY)
    fail_at(world.sources, "save")

    with pytest.raises(Killed):
        world.fetch()
    world.fetch(NOW + HOUR)

    assert len(world.operator.told) == 2
    assert world.source.alarm is Alarm.FAILING


def test_what_a_fetch_found_is_heard_and_remembered_with_the_recovery() -> None:
    world = a_world()
    world.sources = FakeSourceStore(a_source(alarm=Alarm.FAILING))

    world.fetch()

    assert world.source.seen.has(an_entry())
    assert world.source.alarm is None
    assert len(world.mentions.mentions) == 1


def test_source_that_cannot_be_saved_keeps_nobody_else_from_being_saved(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    sources = [a_source(url=f"https://blog{number}.example/feed") for number in range(3)]
    world = World({source.id: NO_KEY for source in sources})
    world.sources = FakeSourceStore(*sources)
    fail_at(world.sources, "save", error=TemporaryError("throttled"))

    failed = world.fetch()

    assert not failed
    assert [s.alarm for s in world.sources.all()].count(Alarm.FAILING) == 2
    assert "source not saved" in caplog.text


def test_source_that_another_worker_saved_is_left_to_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    world = a_world(NO_KEY)
    world.sources.save = lambda source: False  # type: ignore[method-assign]

    assert not world.fetch()
    assert "source was saved by another worker" in caplog.text


def test_nothing_is_written_when_nothing_changed_and_nobody_could_be_told() -> None:
    world = a_world(SPENT)
    world.documents = {a_source().id: Document(unchanged=True)}
    quiet = a_source(first_read_at=NOW - 90 * DAY, last_new_at=NOW - 60 * DAY, cadence=Cadence(60, 600))
    world.sources = FakeSourceStore(replace(quiet, usual_interval=60))
    world.operator = FakeOperator(TemporaryError("throttled"))
    version = world.source.version

    world.fetch()

    assert world.source.version == version
