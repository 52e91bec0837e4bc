"""Escalating tells everybody once a step, until somebody acknowledges, whatever dies in between."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.escalations import LEASE, Destination, EscalationStatus, Policy, Step
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.notices import Notice
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.errors import PermanentError, TemporaryError
from tests.domain.examples import MINUTE, NOW, OWN, a_mention, an_escalation
from tests.fakes import FakeMentionStore, FakeNotifier, FakeSigner, Killed, fail_at

from .world import World

MENTION = a_mention()


def a_world() -> World:
    return World(mentions=FakeMentionStore(MENTION))


def _told(world: World) -> list[str]:
    return [notice.person.id for notice in world.email.notices if notice.person]


def _deeds(world: World) -> list[Deed]:
    return [line.deed for line in world.mentions.history(MENTION.id)]


def test_first_step_is_taken_at_once() -> None:
    world = a_world()

    world.escalate(MENTION.id)

    assert _told(world) == ["ann"]
    assert len(world.topic.notices) == 1
    assert world.mentions.mentions[MENTION.id].status is MentionStatus.NOTIFIED
    assert _deeds(world) == [Deed.ESCALATED, Deed.NOTIFIED]


def test_notice_carries_the_whole_story() -> None:
    world = a_world()

    world.escalate(MENTION.id)

    (notice,) = world.email.notices
    assert notice.watch == OWN
    assert notice.advice.do
    assert (notice.step, notice.steps) == (1, 2)
    assert notice.mention_url == f"https://api.example/mentions/{MENTION.id}"
    assert notice.acknowledge_url is not None
    link = FakeSigner().unseal(notice.acknowledge_url.removeprefix("https://api.example/a/"))
    assert (link.mention_id, link.person_id) == (MENTION.id, "ann")
    assert world.topic.notices[0].acknowledge_url is None


def test_next_step_is_taken_when_it_is_due_and_not_before() -> None:
    world = a_world()
    world.escalate(MENTION.id)

    world.follow_up(NOW + 29 * MINUTE)
    world.work_off(NOW + 29 * MINUTE)
    assert _told(world) == ["ann"]

    world.follow_up(NOW + 30 * MINUTE)
    world.work_off(NOW + 30 * MINUTE)
    assert _told(world) == ["ann", "ben"]
    assert world.mentions.escalations[MENTION.id].status is EscalationStatus.EXHAUSTED


def test_acknowledged_mention_is_never_escalated() -> None:
    world = a_world()
    world.escalate(MENTION.id)
    world.respond().acknowledge(MENTION.id, "ann", Via.LINK, NOW + MINUTE)

    world.follow_up(NOW + timedelta(hours=1))
    world.escalate(MENTION.id, NOW + timedelta(hours=1))

    assert world.negatives.mention_ids == []
    assert _told(world) == ["ann"]


def test_mention_acknowledged_before_its_escalation_opens_wakes_nobody() -> None:
    world = a_world()
    world.respond().acknowledge(MENTION.id, "ben", Via.API, NOW)

    world.escalate(MENTION.id)

    assert _told(world) == []
    assert MENTION.id not in world.mentions.escalations


def test_same_message_twice_tells_once() -> None:
    world = a_world()

    world.escalate(MENTION.id)
    world.escalate(MENTION.id)

    assert _told(world) == ["ann"]


def test_unknown_and_unqueued_mentions_are_passed_over() -> None:
    world = a_world()
    quiet = replace(MENTION, id="quiet", queued_since=None)
    world.mentions.mentions["quiet"] = quiet

    world.escalate("unknown")
    world.escalate("quiet")

    assert world.mentions.escalations == {}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("commit", [1, 2, 3, 4, 5], ids=["open", "claim", "record", "record 2", "advance"])
def test_worker_that_dies_between_two_writes_is_made_up_for(commit: int, after: bool) -> None:
    world = a_world()
    fail_at(world.mentions, "commit", commit, after=after)

    with pytest.raises(Killed):
        world.escalate(MENTION.id)
    for minutes in range(10):
        now = NOW + LEASE + minutes * MINUTE
        world.follow_up(now)
        world.work_off(now)

    told_again = commit in (3, 4) and not after
    assert len(_told(world)) == (2 if told_again and commit == 3 else 1)
    assert len(world.topic.notices) == (2 if told_again and commit == 4 else 1)
    assert world.mentions.escalations[MENTION.id].step == 1
    assert world.mentions.mentions[MENTION.id].status is MentionStatus.NOTIFIED


def test_destination_that_fails_for_now_is_tried_again_and_the_others_are_not_told_twice() -> None:
    world = a_world()
    world.email = FakeNotifier(TemporaryError("throttled"))

    world.escalate(MENTION.id)
    assert _told(world) == []
    world.follow_up(NOW + MINUTE)
    world.work_off(NOW + MINUTE)

    assert _told(world) == ["ann"]
    assert len(world.topic.notices) == 1


def _minute_by_minute(world: World, minutes: int) -> None:
    for minute in range(minutes):
        world.follow_up(NOW + minute * MINUTE)
        world.work_off(NOW + minute * MINUTE)


@pytest.mark.parametrize("outage", [12, 45, 300])
def test_outage_of_a_destination_loses_no_escalation(outage: int) -> None:
    """Mail is down for a while; when it is back, somebody hears of the complaint."""
    only_mail = Policy(
        "default",
        (
            Step(timedelta(0), (Destination("email", "ann"),)),
            Step(30 * MINUTE, (Destination("email", "ben"),)),
        ),
    )
    world = World(mentions=FakeMentionStore(MENTION), policies=(only_mail,))
    world.negatives.send([MENTION.id])
    world.email = FakeNotifier(*[TemporaryError("down")] * 1000)

    _minute_by_minute(world, outage)
    world.email.failures.clear()
    for minute in range(outage, outage + 120):
        world.follow_up(NOW + minute * MINUTE)
        world.work_off(NOW + minute * MINUTE)

    assert _told(world)
    assert len(_told(world)) == len(set(_told(world)))


def test_one_bad_channel_does_not_hold_up_the_next_step() -> None:
    world = a_world()
    world.negatives.send([MENTION.id])

    class NeverToAnn(FakeNotifier):
        def send(self, notice: Notice) -> None:
            if notice.person and notice.person.id == "ann":
                raise TemporaryError("her provider is down")
            super().send(notice)

    world.email = NeverToAnn()

    _minute_by_minute(world, 33)

    assert _told(world) == ["ben"]


def test_destination_that_fails_for_good_is_recorded_and_holds_nobody_up() -> None:
    world = a_world()
    world.email = FakeNotifier(PermanentError("address refused"))

    world.escalate(MENTION.id)

    escalation = world.mentions.escalations[MENTION.id]
    assert [d.failure for d in escalation.deliveries] == ["address refused", None]
    assert escalation.step == 1
    assert len(world.topic.notices) == 1


def test_step_that_reaches_nobody_goes_on_to_the_next_at_once() -> None:
    only_ann = Policy(
        "default",
        (
            Step(timedelta(0), (Destination("email", "ann"),)),
            Step(30 * MINUTE, (Destination("email", "ben"),)),
        ),
    )
    world = World(mentions=FakeMentionStore(MENTION), policies=(only_ann,))
    world.email = FakeNotifier(PermanentError("address refused"))

    world.escalate(MENTION.id)
    world.follow_up(NOW + MINUTE)
    world.work_off(NOW + MINUTE)

    assert _told(world) == ["ben"]
    assert world.mentions.history(MENTION.id)[1].note == "step 1: nobody could be reached"


def test_destination_that_never_recovers_is_recorded_in_the_end() -> None:
    world = a_world()
    world.negatives.send([MENTION.id])
    world.email = FakeNotifier(*[TemporaryError("down")] * 5000)

    _minute_by_minute(world, 26 * 60)

    escalation = world.mentions.escalations[MENTION.id]
    assert escalation.status is EscalationStatus.EXHAUSTED
    assert {d.failure for d in escalation.deliveries} == {"down", None}


def test_complaint_edited_into_praise_is_told_on_to_nobody() -> None:
    world = a_world()
    world.escalate(MENTION.id)
    praise = Judgement(Verdict.GOOD, 0.9, ("repaired",), "test-1")
    known = world.mentions.mentions[MENTION.id]
    world.mentions.mentions[MENTION.id] = replace(known, judgement=praise, version=known.version + 1)

    world.follow_up(NOW + timedelta(hours=1))
    world.work_off(NOW + timedelta(hours=1))

    assert _told(world) == ["ann"]
    assert _deeds(world)[-1] is Deed.CALMED
    assert world.mentions.escalations[MENTION.id].status is EscalationStatus.CLOSED


def test_complaint_that_comes_back_after_its_escalation_ended_is_told_again() -> None:
    """Nobody could be reached the first time; the mark must not wait for ever beside an ended escalation."""
    world = a_world()
    ended = an_escalation(step=2, due_at=None, status=EscalationStatus.EXHAUSTED)
    world.mentions.escalations[MENTION.id] = ended

    world.escalate(MENTION.id)

    assert _told(world) == ["ann"]
    assert world.mentions.mentions[MENTION.id].queued_since is None
    assert world.follow_up(NOW + 3 * MINUTE) == 0


def test_calming_that_loses_the_race_is_done_by_the_next() -> None:
    world = a_world()
    world.escalate(MENTION.id)
    known = world.mentions.mentions[MENTION.id]
    praise = Judgement(Verdict.GOOD, 0.9, (), "test-1")
    world.mentions.mentions[MENTION.id] = replace(known, judgement=praise)
    world.mentions.commit = lambda change: False  # type: ignore[method-assign]

    world.escalate(MENTION.id, NOW + timedelta(hours=1))

    assert _told(world) == ["ann"]


def test_unknown_person_or_notifier_is_a_failed_delivery_not_a_lost_mention() -> None:
    odd = Policy("default", (Step(timedelta(0), (Destination("email", "zoe"), Destination("pigeon"))),))
    world = World(mentions=FakeMentionStore(MENTION), policies=(odd,))

    world.escalate(MENTION.id)

    failures = [d.failure for d in world.mentions.escalations[MENTION.id].deliveries]
    assert failures == ["no person 'zoe'", "no notifier 'pigeon'"]


def test_without_any_policy_the_topic_hears() -> None:
    world = World(mentions=FakeMentionStore(MENTION), policies=())

    world.escalate(MENTION.id)

    assert len(world.topic.notices) == 1


def test_worker_that_loses_the_claim_tells_nobody() -> None:
    world = a_world()
    commit = world.mentions.commit
    world.mentions.commit = lambda change: (  # type: ignore[method-assign]
        commit(change) if change.mention else False
    )

    world.escalate(MENTION.id)

    assert _told(world) == []


def test_acknowledgement_while_people_are_told_stops_the_rest() -> None:
    world = a_world()
    respond = world.respond()

    class Interrupted(FakeNotifier):
        def send(self, notice: object) -> None:
            respond.acknowledge(MENTION.id, "ann", Via.LINK, NOW)

    world.email = Interrupted()

    world.escalate(MENTION.id)

    assert world.topic.notices == []
    assert world.mentions.escalations[MENTION.id].status is EscalationStatus.CLOSED
    assert world.mentions.mentions[MENTION.id].status is MentionStatus.ACKNOWLEDGED


def test_what_was_lost_before_its_escalation_is_pushed_again_after_a_while() -> None:
    world = a_world()

    assert world.follow_up(NOW + MINUTE) == 0
    assert world.follow_up(NOW + 3 * MINUTE) == 1
    assert world.negatives.mention_ids == [MENTION.id]


def test_escalation_that_somebody_else_opens_is_left_to_them() -> None:
    world = a_world()
    world.mentions.commit = lambda change: False  # type: ignore[method-assign]

    world.escalate(MENTION.id)

    assert _told(world) == []


@pytest.mark.parametrize("allowed", [2, 4], ids=["record", "advance"])
def test_escalation_that_changes_all_the_time_is_tried_again(allowed: int) -> None:
    world = a_world()
    commit, count = world.mentions.commit, 0

    def losing(change: Change) -> bool:
        nonlocal count
        count += 1
        return commit(change) if count <= allowed else False

    world.mentions.commit = losing  # type: ignore[method-assign]

    with pytest.raises(TemporaryError, match="changing too fast"):
        world.escalate(MENTION.id)


def test_acknowledgement_before_the_step_is_closed_stays() -> None:
    world = a_world()
    commit = world.mentions.commit

    def overtaken(change: Change) -> bool:
        if change.history and change.history[0].deed is Deed.NOTIFIED:
            world.mentions.commit = commit  # type: ignore[method-assign]
            world.respond().acknowledge(MENTION.id, "ann", Via.LINK, NOW)
            return False
        return commit(change)

    world.mentions.commit = overtaken  # type: ignore[method-assign]

    world.escalate(MENTION.id)

    assert world.mentions.mentions[MENTION.id].status is MentionStatus.ACKNOWLEDGED
    assert set(_deeds(world)) == {Deed.ESCALATED, Deed.ACKNOWLEDGED}
