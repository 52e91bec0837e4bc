"""A person's verdict stands, is written down, and wakes or calms whom it should."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.changes import Taken
from chalicelib.domain.escalations import EscalationStatus
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import Mention, MentionFilter, MentionStatus
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import InvalidInput, NotFound, Outdated, TemporaryError
from chalicelib.services.look import Look
from tests.domain.examples import MINUTE, NOW, a_judgement, a_mention
from tests.fakes import FakeMentionStore, fail_at

from .world import World

LATER = NOW + 5 * MINUTE
MISSED = a_mention(escalates=False, judgement=a_judgement(Verdict.INDIFFERENT))


def a_world(mention: Mention = MISSED, **changes: Any) -> World:
    return World(mentions=FakeMentionStore(replace(mention, **changes)))


def ruled(world: World, verdict: Verdict, by: str = "ann", at: datetime = LATER, note: str = "") -> Taken:
    return world.override()(MISSED.id, Ruling(verdict, by, at), Via.API, note)


def _told(world: World) -> list[str]:
    return [notice.person.id for notice in world.email.notices if notice.person]


def _deeds(world: World) -> list[Deed]:
    return [line.deed for line in world.mentions.history(MISSED.id)]


def test_ruling_is_kept_beside_the_judgement_and_written_down() -> None:
    world = a_world()

    taken = ruled(world, Verdict.GOOD, note="They  mean\nthe lamp")

    assert taken.is_first
    assert taken.mention == world.mentions.get(MISSED.id)
    assert taken.mention.verdict is Verdict.GOOD
    assert taken.mention.ruling == Ruling(Verdict.GOOD, "ann", LATER)
    assert taken.mention.judgement == MISSED.judgement
    (line,) = world.mentions.history(MISSED.id)
    assert (line.deed, line.by, line.via, line.at) == (Deed.JUDGED, "ann", Via.API, LATER)
    assert line.note == "from indifferent to good: They mean the lamp"


def test_ruling_on_what_has_changed_since_it_was_seen_changes_nothing() -> None:
    world = a_world(version=3)
    ruling = Ruling(Verdict.GOOD, "ann", LATER)

    with pytest.raises(Outdated):
        world.override()(MISSED.id, ruling, Via.API, version=2)
    before = world.mentions.get(MISSED.id)
    taken = world.override()(MISSED.id, ruling, Via.API, version=3)

    assert before == replace(MISSED, version=3)
    assert taken.is_first


def test_complaint_that_the_machine_missed_is_escalated() -> None:
    world = a_world()

    ruled(world, Verdict.BAD)
    world.work_off(LATER)

    assert _told(world) == ["ann"]
    assert world.email.notices[0].mention.verdict is Verdict.BAD


def test_complaint_pushed_nowhere_is_found_by_follow_up() -> None:
    """The worker dies between writing and pushing."""
    world = a_world()
    fail_at(world.negatives, "send", error=TemporaryError("no queue"))

    with pytest.raises(TemporaryError):
        ruled(world, Verdict.BAD)
    world.follow_up(LATER + 3 * MINUTE)
    world.work_off(LATER + 3 * MINUTE)

    assert _told(world) == ["ann"]


def test_same_ruling_twice_is_one() -> None:
    world = a_world()
    ruled(world, Verdict.BAD)

    again = ruled(world, Verdict.BAD, by="ben")
    world.work_off(LATER)
    world.work_off(LATER)

    assert not again.is_first
    assert again.mention.ruling == Ruling(Verdict.BAD, "ann", LATER)
    assert _told(world) == ["ann"]
    assert _deeds(world).count(Deed.JUDGED) == 1


def test_last_word_counts() -> None:
    world = a_world()
    ruled(world, Verdict.GOOD)

    taken = ruled(world, Verdict.TROLL, by="ben", at=LATER + MINUTE)

    assert taken.mention.ruling == Ruling(Verdict.TROLL, "ben", LATER + MINUTE)
    assert [line.note for line in world.mentions.history(MISSED.id)] == [
        "from indifferent to good",
        "from good to troll",
    ]


def test_false_alarm_calms_the_escalation() -> None:
    world = a_world(a_mention())
    world.escalate(MISSED.id)

    ruled(world, Verdict.GOOD)
    world.follow_up(NOW + timedelta(hours=1))
    world.work_off(NOW + timedelta(hours=1))

    assert _told(world) == ["ann"], "the second step is not taken"
    assert world.mentions.escalations[MISSED.id].status is EscalationStatus.CLOSED
    assert _deeds(world) == [Deed.ESCALATED, Deed.NOTIFIED, Deed.NOTIFIED, Deed.CALMED, Deed.JUDGED]


def test_false_alarm_that_still_waits_wakes_nobody() -> None:
    world = a_world(a_mention())

    ruled(world, Verdict.INDIFFERENT)
    world.follow_up(NOW + timedelta(hours=1))
    world.escalate(MISSED.id, NOW + timedelta(hours=1))

    assert world.negatives.mention_ids == []
    assert _told(world) == []


def test_calmed_by_mistake_it_is_escalated_anew() -> None:
    world = a_world(a_mention())
    world.escalate(MISSED.id)
    ruled(world, Verdict.GOOD)

    ruled(world, Verdict.BAD, at=LATER + MINUTE)
    world.work_off(LATER + MINUTE)

    assert _told(world) == ["ann", "ann"]


def test_agreeing_with_an_alarm_changes_nothing_about_it() -> None:
    world = a_world(a_mention())
    world.escalate(MISSED.id)

    ruled(world, Verdict.BAD)
    world.work_off(LATER)

    assert _told(world) == ["ann"]
    assert world.mentions.escalations[MISSED.id].status is EscalationStatus.OPEN


def test_agreeing_with_an_alarm_that_waits_lets_it_wait_on() -> None:
    """`follow_up` counts from when it began to wait."""
    world = a_world(a_mention())

    assert ruled(world, Verdict.BAD).mention.queued_since == NOW
    assert world.negatives.mention_ids == [MISSED.id]


def test_what_everybody_was_told_of_wakes_nobody_again() -> None:
    world = a_world(a_mention())
    world.escalate(MISSED.id)
    world.escalate(MISSED.id, NOW + 30 * MINUTE)
    hour = NOW + timedelta(hours=1)

    ruled(world, Verdict.GOOD, at=hour)
    ruled(world, Verdict.BAD, at=hour + MINUTE)
    world.work_off(hour + MINUTE)

    assert _told(world) == ["ann", "ben"]
    assert world.mentions.escalations[MISSED.id].status is EscalationStatus.EXHAUSTED


@pytest.mark.parametrize(
    "status", [MentionStatus.ACKNOWLEDGED, MentionStatus.RESOLVED, MentionStatus.DELETED]
)
def test_what_is_over_can_be_ruled_on_and_wakes_nobody(status: MentionStatus) -> None:
    world = a_world(status=status)

    taken = ruled(world, Verdict.BAD)

    assert (taken.mention.verdict, taken.mention.status) == (Verdict.BAD, status)
    assert world.negatives.mention_ids == []


def test_old_complaint_and_a_competitors_wake_nobody() -> None:
    old = a_world(published_at=NOW - timedelta(hours=48))
    theirs = a_world(watch_ids=("brightmoor",), about="brightmoor")

    assert ruled(old, Verdict.BAD).mention.queued_since is None
    assert ruled(theirs, Verdict.BAD).mention.queued_since is None


def test_of_two_at_the_same_time_both_are_heard_and_the_last_counts() -> None:
    world = a_world()
    get = world.mentions.get
    raced: list[bool] = []

    def racing_get(mention_id: str) -> Mention | None:
        mention = get(mention_id)
        if not raced:
            raced.append(True)
            ruled(world, Verdict.TROLL, by="ben")
        return mention

    world.mentions.get = racing_get  # type: ignore[method-assign]

    taken = ruled(world, Verdict.GOOD)

    assert taken.mention.ruling == Ruling(Verdict.GOOD, "ann", LATER)
    assert _deeds(world) == [Deed.JUDGED, Deed.JUDGED]


def test_nothing_that_cannot_be_used_is_written() -> None:
    world = a_world()

    with pytest.raises(InvalidInput, match="verdict: must be one of 'good', 'bad'"):
        ruled(world, Verdict.UNSURE)
    with pytest.raises(NotFound):
        world.override()("unknown", Ruling(Verdict.BAD, "ann", NOW), Via.API)

    assert world.mentions.commits == []


def test_mention_that_changes_all_the_time_is_a_temporary_trouble() -> None:
    world = a_world()
    world.mentions.commit = lambda change: False  # type: ignore[method-assign]

    with pytest.raises(TemporaryError, match="try again"):
        ruled(world, Verdict.BAD)


def test_those_ruled_on_are_found_on_every_page() -> None:
    ruling = Ruling(Verdict.GOOD, "ann", NOW)
    some = [replace(MISSED, id=f"m{n}", ruling=ruling if n % 60 == 0 else None) for n in range(150)]
    look = Look(FakeMentionStore(*some))

    found = [mention.id for mention in look.ruled(NOW - MINUTE, NOW + MINUTE)]

    assert sorted(found) == ["m0", "m120", "m60"]
    assert look.page(MentionFilter(NOW - MINUTE, NOW + MINUTE), None, 100).cursor is not None
