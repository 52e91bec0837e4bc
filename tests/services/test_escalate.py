"""The clock of a mention is followed: each step is taken once, in its time, until somebody has it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.deliveries import DeliveryStatus
from chalicelib.domain.escalations import EscalationStatus
from chalicelib.domain.history import Deed
from chalicelib.domain.hours import Hours
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.domain.rotas import Rota
from chalicelib.domain.verdicts import Judgement, Verdict
from tests.domain.examples import MINUTE, NOW, OWN, POLICY, a_mention, an_escalation
from tests.fakes import FakeMentionStore, FakeRotaStore, FakeSigner, Killed, fail_at

from .world import World

MENTION = a_mention()
HOUR = timedelta(hours=1)


def a_world(*policies: Policy) -> World:
    return World(mentions=FakeMentionStore(MENTION), policies=policies or (POLICY,))


def told(world: World) -> list[str]:
    return [notice.person.id for notice in world.email.notices if notice.person]


def deeds(world: World) -> list[Deed]:
    return [line.deed for line in world.mentions.history(MENTION.id)]


def stands(world: World) -> MentionStatus:
    return world.mentions.mentions[MENTION.id].status


def clock(world: World) -> EscalationStatus:
    return world.mentions.escalations[MENTION.id].status


def until(world: World, start: datetime, end: datetime) -> None:
    """Every minute from start to end, as the schedule has it."""
    while start <= end:
        world.a_minute(start)
        start += MINUTE


def test_first_step_is_taken_at_once() -> None:
    world = a_world()

    world.escalate(MENTION.id)

    assert told(world) == ["ann"]
    assert len(world.topic.notices) == 1
    assert stands(world) is MentionStatus.NOTIFIED
    assert deeds(world) == [Deed.ESCALATED, Deed.NOTIFIED, Deed.NOTIFIED]


def test_notice_carries_the_whole_story() -> None:
    world = a_world()

    world.escalate(MENTION.id)

    (notice,) = world.email.notices
    assert notice.watch == OWN
    assert notice.advice.do
    assert (notice.step, notice.steps, notice.to) == (1, 2, "ann")
    assert notice.mention_url == f"https://api.example/mentions/{MENTION.id}"
    links = [notice.acknowledge_url, notice.not_ours_url]
    opened = [FakeSigner().unseal(str(link).removeprefix("https://api.example/a/")) for link in links]
    assert [(link.mention_id, link.person_id, link.turn) for link in opened] == [(MENTION.id, "ann", 0)] * 2
    assert [link.deed for link in opened] == [Deed.ACKNOWLEDGED, Deed.IGNORED]
    assert world.topic.notices[0].acknowledge_url is None


def test_steps_are_counted_by_the_policy_that_stands_in_where_the_named_one_is_gone() -> None:
    later = Step(timedelta(hours=2), (Destination("sns"),))
    default = replace(POLICY, steps=(*POLICY.steps, later))
    world = World(
        mentions=FakeMentionStore(MENTION), watches=(replace(OWN, policy_id="gone"),), policies=(default,)
    )

    world.escalate(MENTION.id)

    assert [(notice.step, notice.steps) for notice in world.email.notices] == [(1, 3)]


def test_next_step_is_taken_when_it_is_due_and_not_before() -> None:
    world = a_world()
    world.escalate(MENTION.id)

    world.a_minute(NOW + 29 * MINUTE)
    assert told(world) == ["ann"]

    world.a_minute(NOW + 30 * MINUTE)
    assert told(world) == ["ann", "ben"]
    assert clock(world) is EscalationStatus.EXHAUSTED


def test_policy_that_repeats_tells_everybody_again() -> None:
    world = a_world(replace(POLICY, repeat=1))

    until(world, NOW + 2 * MINUTE, NOW + 3 * HOUR)

    assert told(world) == ["ann", "ben", "ann", "ben"]
    assert [notice.is_last for notice in world.email.notices] == [False, False, False, True]
    assert clock(world) is EscalationStatus.EXHAUSTED


def test_nobody_is_told_out_of_hours() -> None:
    office = Hours.parse("Mon-Fri 09:00-17:00", "UTC")  # and it is a Sunday
    world = a_world(replace(POLICY, hours=office))

    until(world, NOW + 2 * MINUTE, NOW + 12 * HOUR)
    assert told(world) == []

    monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    until(world, monday, monday + 29 * MINUTE)
    assert told(world) == ["ann"]


def test_whoever_is_on_duty_when_the_step_is_due_is_told() -> None:
    rota = Rota("support", "Support", "UTC", ("ann", "ben"), date(2026, 11, 16), time(9), every_days=7)
    whoever = (Destination("email", "@support"),)
    on_duty = Policy("default", (Step(HOUR, whoever), Step(25 * HOUR, whoever)))
    world = a_world(on_duty)
    world.rotas = FakeRotaStore(rota)

    until(world, NOW + 2 * MINUTE, NOW + 26 * HOUR)  # the week ends on Monday at nine

    assert told(world) == ["ann", "ben"]
    notes = [line.note for line in world.mentions.history(MENTION.id) if line.deed is Deed.NOTIFIED]
    assert notes == ["step 1: email:@support (ann)", "step 2: email:@support (ben)"]


def test_rota_that_is_gone_is_a_failed_delivery() -> None:
    world = a_world(Policy("default", (Step(timedelta(0), (Destination("email", "@support"),)),)))

    world.escalate(MENTION.id)

    (delivery,) = world.mentions.deliveries(MENTION.id)
    assert (delivery.status, delivery.failure) == (DeliveryStatus.FAILED, "no rota 'support'")


def test_acknowledged_mention_is_not_escalated() -> None:
    world = a_world()
    world.escalate(MENTION.id)
    world.do(Deed.ACKNOWLEDGED, now=NOW + MINUTE)

    until(world, NOW + 2 * MINUTE, NOW + 3 * HOUR)

    assert told(world) == ["ann"]


def test_mention_acknowledged_before_its_escalation_opens_wakes_nobody() -> None:
    world = a_world()
    world.do(Deed.ACKNOWLEDGED, "ben")

    world.escalate(MENTION.id)

    assert told(world) == []
    assert clock(world) is EscalationStatus.HELD


def test_deadline_that_passes_gives_the_mention_back_and_the_step_goes_on() -> None:
    world = a_world()
    world.escalate(MENTION.id)
    world.do(Deed.ACKNOWLEDGED, now=NOW + MINUTE)

    until(world, NOW + 2 * MINUTE, NOW + MINUTE + 4 * HOUR)

    assert told(world) == ["ann", "ben"]
    assert stands(world) is MentionStatus.NOTIFIED
    assert world.mentions.mentions[MENTION.id].owner is None
    assert deeds(world)[-2:] == [Deed.LAPSED, Deed.NOTIFIED]


def test_sign_of_life_moves_the_deadline() -> None:
    world = a_world()
    world.escalate(MENTION.id)
    world.do(Deed.ACKNOWLEDGED, now=NOW + MINUTE)
    world.do(Deed.ACKNOWLEDGED, now=NOW + 3 * HOUR)

    until(world, NOW + 4 * HOUR, NOW + 7 * HOUR - MINUTE)
    assert stands(world) is MentionStatus.ACKNOWLEDGED

    world.a_minute(NOW + 7 * HOUR)
    assert stands(world) is MentionStatus.NOTIFIED


def test_who_was_asked_last_is_asked_again_when_all_steps_were_taken() -> None:
    world = a_world()
    until(world, NOW + 2 * MINUTE, NOW + 40 * MINUTE)
    world.do(Deed.ACKNOWLEDGED, now=NOW + 41 * MINUTE)

    until(world, NOW + 42 * MINUTE, NOW + 5 * HOUR)

    assert told(world) == ["ann", "ben", "ben"]


def test_owner_is_reminded_of_a_promise_and_then_it_is_everybodys() -> None:
    world = a_world()
    world.escalate(MENTION.id)
    world.do(Deed.PROMISED, now=NOW + MINUTE, until=NOW + 48 * HOUR)

    until(world, NOW + 2 * MINUTE, NOW + 48 * HOUR)
    assert told(world) == ["ann", "ann"]
    assert world.email.notices[-1].cause == "reminder"
    assert world.email.notices[-1].mine_url is not None
    assert stands(world) is MentionStatus.PROMISED

    until(world, NOW + 48 * HOUR, NOW + 52 * HOUR)
    assert told(world) == ["ann", "ann", "ben"]
    assert stands(world) is MentionStatus.NOTIFIED


def test_promise_that_is_kept_reminds_nobody() -> None:
    world = a_world()
    world.do(Deed.PROMISED, until=NOW + HOUR)
    world.do(Deed.RESOLVED, now=NOW + 30 * MINUTE)

    until(world, NOW + HOUR, NOW + 6 * HOUR)

    assert told(world) == []


def test_competitors_customer_whose_deadline_passes_wakes_nobody() -> None:
    theirs = replace(MENTION, about="brightmoor", watch_ids=("brightmoor",), queued_since=None)
    world = World(mentions=FakeMentionStore(theirs))
    world.do(Deed.ACKNOWLEDGED)

    until(world, NOW + 4 * HOUR, NOW + 5 * HOUR)

    assert clock(world) is EscalationStatus.CLOSED
    assert told(world) == []


def test_what_nobody_need_hear_of_lapses_quietly() -> None:
    calm = replace(MENTION, judgement=Judgement(Verdict.INDIFFERENT, 0.9, (), "test-1"), queued_since=None)
    world = World(mentions=FakeMentionStore(calm))
    world.do(Deed.ACKNOWLEDGED)

    until(world, NOW + 4 * HOUR, NOW + 5 * HOUR)

    assert stands(world) is MentionStatus.NOTIFIED
    assert clock(world) is EscalationStatus.CLOSED
    assert told(world) == []


def test_same_message_twice_tells_once() -> None:
    world = a_world()

    world.escalate(MENTION.id)
    world.escalate(MENTION.id)

    assert told(world) == ["ann"]


def test_unknown_and_unqueued_mentions_are_passed_over() -> None:
    world = a_world()
    world.mentions.mentions["quiet"] = replace(MENTION, id="quiet", queued_since=None)

    world.escalate("unknown")
    world.escalate("quiet")

    assert world.mentions.escalations == {}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("what", "call"),
    [("commit", 1), ("commit", 2), ("commit", 3), ("commit", 4), ("commit", 5), ("commit", 6), ("send", 1)],
    ids=["open", "step", "claim", "record", "claim 2", "record 2", "queue"],
)
def test_worker_that_dies_anywhere_is_made_up_for(what: str, call: int, after: bool) -> None:
    world = a_world()
    fail_at(world.mentions if what == "commit" else world.deliveries, what, call, after=after)

    with pytest.raises(Killed):
        world.escalate(MENTION.id)
    until(world, NOW + MINUTE, NOW + 15 * MINUTE)

    dies_between_telling_and_recording = what == "commit" and call in (4, 6) and not after
    assert len(told(world)) + len(world.topic.notices) == (3 if dies_between_telling_and_recording else 2)
    assert {each.status for each in world.mentions.deliveries(MENTION.id)} == {DeliveryStatus.SENT}
    assert world.mentions.escalations[MENTION.id].step == 1
    assert stands(world) is MentionStatus.NOTIFIED


def test_complaint_edited_into_praise_is_told_on_to_nobody() -> None:
    world = a_world()
    world.escalate(MENTION.id)
    praise = Judgement(Verdict.GOOD, 0.9, ("repaired",), "test-1")
    known = world.mentions.mentions[MENTION.id]
    world.mentions.mentions[MENTION.id] = replace(known, judgement=praise, version=known.version + 1)

    world.a_minute(NOW + HOUR)

    assert told(world) == ["ann"]
    assert deeds(world)[-1] is Deed.CALMED
    assert clock(world) is EscalationStatus.CLOSED


def test_praise_is_told_by_its_own_policy() -> None:
    praise = replace(MENTION, judgement=Judgement(Verdict.GOOD, 0.9, (), "test-1"))
    policy = Policy("praise", (Step(timedelta(0), (Destination("email", "ben"),)),))
    world = World(
        mentions=FakeMentionStore(praise),
        policies=(POLICY, policy),
        watches=(replace(OWN, praise_policy_id="praise"),),
    )

    world.escalate(MENTION.id)

    assert told(world) == ["ben"]


def test_complaint_that_comes_back_after_its_escalation_ended_is_told_again() -> None:
    """Nobody could be reached the first time; the mark must not wait for ever beside an ended escalation."""
    world = a_world()
    ended = an_escalation(step=2, due_at=None, status=EscalationStatus.EXHAUSTED)
    world.mentions.escalations[MENTION.id] = ended

    world.escalate(MENTION.id)

    assert told(world) == ["ann"]
    assert world.mentions.mentions[MENTION.id].queued_since is None
    assert world.follow_up(NOW + 3 * MINUTE) == 0


def test_complaint_under_way_that_waits_again_goes_on_with_its_steps() -> None:
    world = a_world()
    world.mentions.escalations[MENTION.id] = an_escalation(step=1, due_at=NOW + 5 * MINUTE)

    world.escalate(MENTION.id)

    assert told(world) == []
    assert world.mentions.mentions[MENTION.id].queued_since is None


def test_clock_of_what_is_over_stops() -> None:
    """As a version before this one left it."""
    world = World(
        mentions=FakeMentionStore(replace(MENTION, status=MentionStatus.RESOLVED, queued_since=None))
    )
    world.mentions.escalations[MENTION.id] = an_escalation()

    world.escalate(MENTION.id)

    assert clock(world) is EscalationStatus.CLOSED
    assert told(world) == []


def test_clock_that_held_what_nobody_has_goes_on() -> None:
    world = World(mentions=FakeMentionStore(replace(MENTION, queued_since=None)))
    world.mentions.escalations[MENTION.id] = an_escalation(status=EscalationStatus.HELD)

    world.escalate(MENTION.id)

    assert told(world) == ["ann"]


def test_mention_of_a_watch_that_is_gone_goes_by_the_default_policy() -> None:
    world = World(mentions=FakeMentionStore(MENTION), watches=())

    world.escalate(MENTION.id)

    assert told(world) == ["ann"]


def test_without_any_policy_the_topic_hears() -> None:
    world = World(mentions=FakeMentionStore(MENTION), policies=())

    world.escalate(MENTION.id)

    assert len(world.topic.notices) == 1


@pytest.mark.parametrize("lost", [1, 2], ids=["open", "step"])
def test_worker_that_loses_a_race_leaves_the_rest_to_the_winner(lost: int) -> None:
    world = a_world()
    commit, count = world.mentions.commit, 0

    def losing(change: Change) -> bool:
        nonlocal count
        count += 1
        return commit(change) if count < lost else False

    world.mentions.commit = losing  # type: ignore[method-assign]

    world.escalate(MENTION.id)

    assert told(world) == []
    assert world.deliveries.keys == []


def test_what_was_lost_before_its_escalation_is_pushed_again_after_a_while() -> None:
    world = a_world()

    assert world.follow_up(NOW + MINUTE) == 0
    assert world.follow_up(NOW + 3 * MINUTE) == 1
    assert world.negatives.mention_ids == [MENTION.id]
