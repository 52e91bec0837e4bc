"""Complaints that come far faster than usual are told of together."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.storms import (
    Beat,
    BeatKind,
    Heard,
    Pulse,
    Storm,
    Story,
    beat,
    settled,
    sighted,
    updated,
)

from .examples import MINUTE, NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEW = Pulse("larkfield")
# Listened for since yesterday, and nobody has complained.
CALM = Pulse("larkfield", hour=int(NOW.timestamp() // 3600) - 1, counts=(0,) * 25)


def after(
    pulse: Pulse, *beats: tuple[str, timedelta], place: str = "forum.example"
) -> tuple[Pulse, list[Beat]]:
    """The pulse after these mentions, each heard so long after now, and what followed from each."""
    answers = []
    for mention_id, later in beats:
        pulse, answer = beat(pulse, mention_id, place, NOW + later)
        answers.append(answer)
    return pulse, answers


def quick(number: int, first: int = 0, apart: timedelta = MINUTE) -> list[tuple[str, timedelta]]:
    return [(f"m{each}", each * apart) for each in range(first, first + number)]


def stormy(number: int = 10) -> tuple[Pulse, Storm]:
    pulse, _ = after(CALM, *quick(number))
    assert pulse.storm
    return pulse, pulse.storm


def kinds(answers: Sequence[Beat]) -> list[BeatKind]:
    return [answer.kind for answer in answers]


def test_first_complaints_are_escalated_and_a_flood_is_told_of_together() -> None:
    """The flood is known by how fast the others came after the first."""
    pulse, answers = after(CALM, *quick(12))

    assert kinds(answers) == [*[BeatKind.ALONE] * 6, BeatKind.BEGINS, *[BeatKind.GROUPED] * 5]
    assert answers[6].storm == Storm(
        head_id="m6",
        since=NOW + MINUTE,
        began_at=NOW + 6 * MINUTE,
        count=6,
        told_at=NOW + 6 * MINUTE,
        told_count=0,
        places=(("forum.example", 6),),
        stories=(Story("m6", 1),),
    )
    assert pulse.storm
    assert (pulse.storm.count, pulse.storm.told_count) == (11, 6)


def test_on_its_first_day_a_watch_has_a_storm_only_of_very_many() -> None:
    """What was said before it comes to light at once, as when a place is listened to for the first time."""
    _, some = after(NEW, *quick(18))
    _, many = after(NEW, *quick(30))

    assert set(kinds(some)) == {BeatKind.ALONE}
    assert BeatKind.BEGINS in kinds(many)


def test_few_complaints_are_no_storm_however_fast_they_come() -> None:
    _, answers = after(CALM, *quick(4, apart=timedelta(0)))

    assert set(kinds(answers)) == {BeatKind.ALONE}


def test_what_takes_days_to_come_is_no_flood() -> None:
    _, answers = after(CALM, *quick(20, apart=2 * HOUR))

    assert set(kinds(answers)) == {BeatKind.ALONE}


def test_what_a_fetch_brings_at_once_may_have_come_since_the_last() -> None:
    """A dozen complaints at once, of a source that brings as many every hour, are as usual."""
    pulse = CALM
    for hour in range(24 * 9):
        pulse, answers = after(pulse, *((f"{hour}-{each}", hour * HOUR) for each in range(12)))

    assert set(kinds(answers)) == {BeatKind.ALONE}


@given(st.lists(st.tuples(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), st.integers(0, 600)), max_size=60))
def test_complaint_heard_again_is_never_counted_twice(beats: list[tuple[str, int]]) -> None:
    pulse, _ = after(CALM, *((mention_id, later * MINUTE) for mention_id, later in beats))

    different = len({mention_id for mention_id, _ in beats})
    assert sum(pulse.counts) <= different
    assert len(pulse.heard) == different
    assert pulse.storm is None or pulse.storm.count <= different


@given(st.permutations(quick(20)))
def test_order_within_an_hour_does_not_change_the_count(beats: list[tuple[str, timedelta]]) -> None:
    pulse, _ = after(CALM, *beats)

    assert pulse.counts[-1] == 20


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=80))
def test_complaint_that_is_not_in_a_storm_is_never_held_back(minutes: list[int]) -> None:
    """Whatever came before it, and the first of all in any case."""
    pulse = CALM
    for number, minute in enumerate(minutes):
        before = settled(pulse, NOW + max(minutes[: number + 1]) * MINUTE)[0].storm
        pulse, answer = beat(pulse, f"m{number}", "forum.example", NOW + minute * MINUTE)

        if before is None:
            assert answer.kind in (BeatKind.ALONE, BeatKind.BEGINS)
        if number < 4:
            assert answer.kind is BeatKind.ALONE


@given(st.lists(st.integers(0, 3000), max_size=80))
def test_every_storm_ends(minutes: list[int]) -> None:
    pulse, _ = after(CALM, *((f"m{number}", minute * MINUTE) for number, minute in enumerate(minutes)))

    calm, ended = settled(pulse, NOW + 3000 * MINUTE + 4 * HOUR)

    assert calm.storm is None
    assert ended == pulse.storm


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 600)), max_size=80))
def test_storm_counts_what_it_began_with_and_all_that_it_grouped(beats: list[tuple[int, int]]) -> None:
    pulse, count = CALM, 0
    for number, minute in beats:
        pulse, answer = beat(pulse, f"m{number}", f"{number}.example", NOW + minute * MINUTE)
        if answer.kind is BeatKind.ALONE:
            continue
        assert answer.storm
        assert answer.storm.elsewhere >= 0
        assert answer.storm.count >= count or answer.ended
        count = answer.storm.count


def test_answer_to_a_repeat_is_the_same() -> None:
    pulse, answers = after(CALM, *quick(12), ("m20", 20 * MINUTE))
    assert {*kinds(answers)} == {BeatKind.ALONE, BeatKind.BEGINS, BeatKind.GROUPED, BeatKind.UPDATES}

    again, repeated = after(pulse, *quick(12), ("m20", 20 * MINUTE))

    assert kinds(repeated) == kinds(answers)
    assert again == pulse


def test_repeat_is_escalated_alone_once_its_storm_is_over() -> None:
    pulse, storm = stormy()

    _, (answer,) = after(pulse, ("m9", 5 * HOUR))

    assert answer == Beat(BeatKind.ALONE, None, ended=storm)


def test_late_complaint_counts_for_its_own_hour_and_not_for_the_storm() -> None:
    pulse, storm = stormy()

    late, (answer,) = after(pulse, ("late", -2 * HOUR))

    assert answer == Beat(BeatKind.ALONE)
    assert late.counts[-3:] == (1, 0, 10)
    assert late.storm == storm


def test_complaint_older_than_all_that_is_kept_is_escalated_and_not_counted() -> None:
    pulse, (_, answer) = after(CALM, ("new", timedelta(0)), ("old", -100 * DAY))

    assert answer.kind is BeatKind.ALONE
    assert pulse.counts[-1] == 1


def test_storm_is_over_after_two_quiet_hours_and_tells_how_it_was() -> None:
    """At half past nine it begins; ten and eleven are quiet."""
    pulse, storm = stormy()

    assert settled(pulse, NOW + 2.49 * HOUR) == (pulse, None)
    calm, ended = settled(pulse, NOW + 2.5 * HOUR)

    assert ended == storm
    assert (calm.storm, calm.settled_at) == (None, NOW + 2.5 * HOUR)


def test_storm_goes_on_while_much_is_heard() -> None:
    pulse, _ = stormy()
    pulse, _ = after(pulse, *quick(10, first=9, apart=10 * MINUTE))

    assert settled(pulse, NOW + 3 * HOUR) == (pulse, None)


def test_next_complaint_after_a_storm_is_escalated_alone() -> None:
    """What belonged to the storm begins no other."""
    pulse, storm = stormy(30)

    pulse, answers = after(pulse, ("n1", 3 * HOUR), ("n2", 3 * HOUR + MINUTE))

    assert answers == [Beat(BeatKind.ALONE, ended=storm), Beat(BeatKind.ALONE)]
    assert pulse.version == CALM.version + 32


def test_notice_is_told_anew_at_twice_the_count_but_not_before_ten_minutes() -> None:
    pulse, storm = stormy(8)

    _, answers = after(pulse, *quick(20, first=8))

    updates = [answer.storm for answer in answers if answer.storm and answer.kind is BeatKind.UPDATES]
    assert (storm.told_at, storm.told_count) == (NOW + 6 * MINUTE, 6)
    assert [update.count for update in updates] == [16], "the twelfth came five minutes after"


def test_notice_is_told_anew_after_an_hour_if_there_is_anything_new() -> None:
    pulse, storm = stormy(8)

    assert updated(pulse, storm.told_at + 59 * MINUTE) == (pulse, None)
    told, shown = updated(pulse, storm.told_at + HOUR)
    assert shown == storm, "as people have not seen it yet"
    assert updated(told, storm.told_at + 10 * HOUR) == (told, None), "nothing new"


def test_long_storm_is_told_of_less_often() -> None:
    pulse, storm = stormy(8)
    long = replace(storm, told_at=storm.began_at + 40 * HOUR)

    assert updated(replace(pulse, storm=long), long.told_at + 9 * HOUR)[1] is None
    assert updated(replace(pulse, storm=long), long.told_at + 10 * HOUR)[1] == long


def test_calm_has_nothing_to_tell_or_to_end() -> None:
    assert updated(CALM, NOW) == (CALM, None)
    assert settled(CALM, NOW) == (CALM, None)
    assert sighted(CALM, "m1", 5) == CALM


def test_syndicated_story_is_one_mention_and_the_fastest_growing() -> None:
    pulse, storm = stormy()

    for sightings in range(2, 101):
        pulse = sighted(pulse, "m8", sightings)
    again = sighted(pulse, "m8", 100)

    assert again == pulse
    assert pulse.storm
    assert pulse.storm.fastest == Story("m8", 100, told=0)
    assert pulse.storm.count == storm.count


def test_fastest_story_is_the_one_that_grew_since_people_last_heard() -> None:
    pulse, storm = stormy()
    pulse, _ = updated(sighted(pulse, "m8", 50), storm.told_at + HOUR)

    pulse = sighted(sighted(pulse, "m8", 53), "m9", 20)

    assert pulse.storm
    assert pulse.storm.fastest.mention_id == "m9"
    assert [story.growth for story in pulse.storm.stories if story.mention_id == "m8"] == [3]


def test_busy_place_is_named_among_many_others() -> None:
    pulse = CALM
    for number in range(60):
        place = "busy.example" if number % 3 == 0 else f"{number}.example"
        pulse, _ = beat(pulse, f"m{number}", place, NOW + number * MINUTE)

    storm = pulse.storm
    assert storm
    assert storm.places[0][0] == "busy.example"
    assert storm.elsewhere + sum(number for _, number in storm.places) == storm.count == 59


def test_pulse_stays_small_whatever_is_heard() -> None:
    """Below 4 KB of JSON, with names as long and counts as large as they get."""
    pulse, _ = after(CALM, *quick(20, apart=timedelta(0)), place="x")
    assert pulse.storm
    pulse = replace(pulse, storm=replace(pulse.storm, places=()))
    for number in range(32):
        place = f"{number % 8}" + "\u2028\x00\U0001f525" * 100
        pulse, _ = beat(pulse, f"n{number}", place, NOW)
        pulse = sighted(pulse, f"m1{number:024}", 1000 + number)
    pulse = replace(pulse, counts=(999,) * 338, settled_at=NOW)

    written = json.dumps(as_json(pulse), ensure_ascii=False, separators=(",", ":"))

    assert len(pulse.heard) == 30
    assert pulse.storm
    assert (len(pulse.storm.places), len(pulse.storm.stories)) == (8, 5)
    assert len(written.encode()) < 4096


def as_json(value: object) -> object:
    """The values of it, without names, times as seconds."""
    match value:
        case datetime():
            return int(value.timestamp())
        case Pulse(watch_id, hour, counts, heard, storm, settled_at, version):
            return [as_json(each) for each in (watch_id, hour, counts, heard, storm, settled_at, version)]
        case Heard(key, at, place, kind):
            return [key, as_json(at), place, kind]
        case Storm() | Story():
            return [as_json(getattr(value, name)) for name in value.__slots__]
        case tuple():
            return [as_json(each) for each in value]
        case _:
            return value


def test_counts_are_kept_for_two_weeks() -> None:
    pulse, _ = after(CALM, *quick(400, apart=HOUR), ("much later", 5000 * HOUR))

    assert pulse.counts == (0,) * 337 + (1,)


def test_hour_cannot_be_counted_beyond_what_is_kept() -> None:
    pulse, _ = after(replace(CALM, hour=int(NOW.timestamp() // 3600), counts=(999,)), ("m1", timedelta(0)))

    assert pulse.counts == (999,)


def by_chance(dice: random.Random, per_hour: float, hours: float) -> Iterator[timedelta]:
    """Complaints that have nothing to do with each other, all hours alike."""
    at = dice.expovariate(per_hour)
    while at < hours:
        yield at * HOUR
        at += dice.expovariate(per_hour)


def storms_begun(beats: Sequence[timedelta]) -> list[timedelta]:
    _, answers = after(CALM, *((str(number), at) for number, at in enumerate(beats)))
    return [at for at, answer in zip(beats, answers, strict=True) if answer.kind is BeatKind.BEGINS]


@pytest.mark.parametrize(("per_hour", "watches", "most"), [(0.2, 40, 0), (2, 8, 2), (20, 1, 1)])
def test_storms_are_hardly_ever_false(per_hour: float, watches: int, most: int) -> None:
    """In 30 days of nothing but chance, from the second week on: docs/storms.md."""
    at_first, later = 0, 0
    for seed in range(watches):
        begun = storms_begun(list(by_chance(random.Random(seed), per_hour, 30 * 24)))
        later += sum(at >= 7 * DAY for at in begun)
        at_first += sum(at < 7 * DAY for at in begun)

    print(f"{watches} watches at {per_hour}/h: false storms: {at_first} in the first week, {later} later")
    assert later <= most


@pytest.mark.parametrize(("per_hour", "watches"), [(0.2, 40), (2, 10), (20, 2)])
def test_tenfold_burst_is_caught_within_fifteen_mentions(per_hour: float, watches: int) -> None:
    """But for one in twenty, where it comes so slowly that it takes all day."""
    caught = []
    for seed in range(watches):
        dice, start = random.Random(seed), 10 * DAY + seed * HOUR
        usual = list(by_chance(dice, per_hour, start / HOUR))
        burst = [start + at for at in by_chance(dice, 10 * per_hour, 40 / per_hour)][:40]
        pulse, _ = after(CALM, *((str(number), at) for number, at in enumerate(usual)))
        _, answers = after(pulse, *((f"burst {number}", at) for number, at in enumerate(burst)))
        caught.append(kinds(answers).index(BeatKind.BEGINS) + 1)

    print(f"{watches} watches at {per_hour}/h: tenfold bursts begin a storm at mention {sorted(caught)}")
    assert sum(number > 15 for number in caught) <= watches // 20


def test_rise_that_stays_becomes_usual() -> None:
    dice = random.Random(1)
    usual = list(by_chance(dice, 0.5, 15 * 24))
    risen = [15 * DAY + at for at in by_chance(dice, 5, 15 * 24)]

    begun = storms_begun([*usual, *risen])

    days = sorted({at // DAY - 15 for at in begun})
    print(f"a rise from 0.5/h to 5/h: {len(begun)} storms, on days {days} after it")
    assert days[0] == 0
    assert days[-1] < 7
