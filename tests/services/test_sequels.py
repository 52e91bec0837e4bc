"""Who is on call elsewhere hears how a mention went on: by the road of deliveries, and after a notice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.deliveries import Cause, DeliveryStatus
from chalicelib.domain.escalations import EscalationStatus
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import Answer, Ignored, MentionStatus
from chalicelib.domain.notices import Notice
from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.services.withdraw import Withdraw
from tests.domain.examples import MINUTE, NOW, a_mention
from tests.fakes import FakeFollower, FakeMentionStore, Killed, fail_at

from .world import World

MENTION = a_mention()
CARE = Destination("pagerduty", "care")
PAGED = Policy(
    "default",
    (Step(timedelta(0), (CARE,)), Step(timedelta(minutes=30), (Destination("email", "ann"),))),
    repeat=3,
)


@pytest.fixture
def world() -> World:
    """Whoever is on call was paged."""
    world = World(mentions=FakeMentionStore(MENTION), policies=(PAGED,))
    world.escalate(MENTION.id)
    assert len(world.pager.notices) == 1
    return world


def told(world: World) -> list[tuple[Cause, int]]:
    """How it went on, as they heard it, and of which turn's notices."""
    world.work_off(NOW + 5 * MINUTE)
    world.a_minute(NOW + 6 * MINUTE)
    return [(each.cause, each.turn) for each in world.pager.sequels]


def statuses(world: World) -> dict[Cause, DeliveryStatus]:
    return {each.cause: each.status for each in world.mentions.deliveries(MENTION.id)}


ANSWER = Answer("So sorry.", None, "ann", NOW)


@pytest.mark.parametrize(
    ("deed", "more", "cause"),
    [
        (Deed.ACKNOWLEDGED, {}, Cause.TAKEN),
        (Deed.SNOOZED, {"until": NOW + 90 * MINUTE}, Cause.TAKEN),
        (Deed.ASSIGNED, {"to": "ben"}, Cause.TAKEN),
        (Deed.PROMISED, {"until": NOW + 90 * MINUTE}, Cause.TAKEN),
        (Deed.ANSWERED, {"answer": ANSWER}, Cause.OVER),
        (Deed.RESOLVED, {}, Cause.OVER),
        (Deed.IGNORED, {"ignored": Ignored.NOT_OURS}, Cause.OVER),
    ],
)
def test_what_people_do_is_told_to_who_was_paged(
    world: World, deed: Deed, more: dict[str, Any], cause: Cause
) -> None:
    world.do(deed, **more)

    assert told(world) == [(cause, 0)]
    assert statuses(world)[cause] is DeliveryStatus.SENT


def test_sequel_is_no_notice_and_notifies_nobody(world: World) -> None:
    before = world.mentions.history(MENTION.id)

    world.do(Deed.RESOLVED)
    assert told(world) == [(Cause.OVER, 0)]

    assert world.mentions.mentions[MENTION.id].status is MentionStatus.RESOLVED
    after = [line.deed for line in world.mentions.history(MENTION.id)]
    assert after == [*(line.deed for line in before), Deed.RESOLVED]
    (sequel,) = world.pager.sequels
    assert (sequel.to, sequel.at, sequel.mention.id) == ("care", NOW, MENTION.id)


def test_mention_that_was_never_paged_has_no_sequel() -> None:
    world = World(mentions=FakeMentionStore(MENTION), policies=(PAGED,))
    world.strike(MENTION.id)

    world.do(Deed.ACKNOWLEDGED)

    assert told(world) == []
    assert statuses(world) == {Cause.STEP: DeliveryStatus.DROPPED}
    assert world.pager.notices == []


def test_destination_that_does_not_follow_is_told_nothing() -> None:
    world = World(mentions=FakeMentionStore(MENTION), policies=(PAGED,), pager=FakeFollower(follows=False))
    world.escalate(MENTION.id)

    world.do(Deed.RESOLVED)

    assert told(world) == []
    assert len(world.pager.notices) == 1


def test_what_its_author_takes_back_is_over(world: World) -> None:
    assert Withdraw(world.mentions)(MENTION.id, NOW + MINUTE)

    assert told(world) == [(Cause.OVER, 0)]


def test_what_a_person_judges_to_be_no_complaint_is_over(world: World) -> None:
    world.override()(MENTION.id, Ruling(Verdict.GOOD, "ann", NOW), Via.API)

    assert told(world) == [(Cause.OVER, 0)]


def test_what_an_edit_makes_no_complaint_is_over_when_the_clock_strikes(world: World) -> None:
    edited = replace(
        world.mentions.mentions[MENTION.id],
        judgement=replace(MENTION.judgement, verdict=Verdict.INDIFFERENT),
        version=3,
    )
    world.mentions.mentions[MENTION.id] = edited

    world.escalate(MENTION.id, NOW + 30 * MINUTE)

    assert [each.cause for each in world.pager.sequels] == [Cause.OVER]


def test_what_nobody_has_any_more_is_freed_and_the_step_pages_anew_in_a_later_turn(world: World) -> None:
    world.do(Deed.ACKNOWLEDGED)
    world.do(Deed.RELEASED, now=NOW + MINUTE)
    world.work_off(NOW + MINUTE)
    world.a_minute(NOW + 40 * MINUTE)
    world.a_minute(NOW + 80 * MINUTE)

    assert [(each.cause, each.turn) for each in world.pager.sequels] == [(Cause.FREED, 0)]
    assert statuses(world)[Cause.TAKEN] is DeliveryStatus.DROPPED, "it was freed before that was sent"
    assert [each.turn for each in world.pager.notices] == [0, 2]


def test_deadline_that_lapses_frees_it(world: World) -> None:
    world.do(Deed.ACKNOWLEDGED)
    world.work_off(NOW)

    world.a_minute(NOW + 241 * MINUTE)
    world.a_minute(NOW + 242 * MINUTE)

    assert [each.cause for each in world.pager.sequels] == [Cause.TAKEN, Cause.FREED]


def test_reminder_of_a_promise_changes_nothing_for_who_was_paged(world: World) -> None:
    world.do(Deed.PROMISED, until=NOW + 60 * MINUTE)
    world.work_off(NOW)

    world.a_minute(NOW + 61 * MINUTE)

    assert world.mentions.escalations[MENTION.id].status is EscalationStatus.REMINDED
    assert [each.cause for each in world.pager.sequels] == [Cause.TAKEN]


def test_sequel_that_fails_for_now_is_tried_again(world: World) -> None:
    world.pager.failures = [TemporaryError("down")]
    world.do(Deed.RESOLVED)
    world.work_off(NOW)
    assert statuses(world)[Cause.OVER] is DeliveryStatus.QUEUED

    world.a_minute(NOW + 2 * MINUTE)

    assert [each.cause for each in world.pager.sequels] == [Cause.OVER]


def test_sequel_that_fails_for_good_is_in_the_log_and_in_history(world: World) -> None:
    world.pager.failures = [PermanentError("refused")]

    world.do(Deed.RESOLVED)
    world.work_off(NOW)

    assert statuses(world)[Cause.OVER] is DeliveryStatus.FAILED
    line = world.mentions.history(MENTION.id)[-1]
    assert (line.deed, line.note) == (Deed.UNDELIVERED, "over: pagerduty:care: refused")


def test_sequel_for_who_follows_no_more_fails_and_says_so(world: World) -> None:
    world.do(Deed.RESOLVED)
    world.pager.follows = False

    world.work_off(NOW)

    assert "follows mentions no more" in world.mentions.history(MENTION.id)[-1].note


def test_notice_that_goes_out_while_somebody_takes_it_is_followed_up() -> None:
    """The page is under way when Ann acknowledges: what she did must arrive after it."""
    world = World(mentions=FakeMentionStore(MENTION), policies=(PAGED,))

    class Slow(FakeFollower):
        def send(self, notice: Notice) -> None:
            world.do(Deed.ACKNOWLEDGED)
            world.work_off(NOW)
            assert self.sequels == [], "it must wait"
            super().send(notice)

    world.pager = Slow()

    world.escalate(MENTION.id)
    world.a_minute(NOW + 5 * MINUTE)

    assert len(world.pager.notices) == 1
    assert [each.cause for each in world.pager.sequels] == [Cause.TAKEN]


def test_page_whose_worker_died_before_writing_it_down_is_followed_up() -> None:
    world = World(mentions=FakeMentionStore(MENTION), policies=(PAGED,))
    fail_at(world.pager, "send", error=Killed(), after=True)
    with pytest.raises(Killed):
        world.escalate(MENTION.id)

    world.do(Deed.RESOLVED, now=NOW + MINUTE)
    world.a_minute(NOW + 2 * MINUTE)
    world.a_minute(NOW + 4 * MINUTE)
    world.a_minute(NOW + 6 * MINUTE)

    assert statuses(world) == {Cause.STEP: DeliveryStatus.DROPPED, Cause.OVER: DeliveryStatus.SENT}
    assert len(world.pager.notices) == 1


def test_who_changes_the_mention_just_before_a_page_is_claimed_wins() -> None:
    """Neither may overlook the other: the claim fails, and nobody is paged."""
    world = World(mentions=FakeMentionStore(MENTION), policies=(PAGED,))
    world.strike(MENTION.id)
    commit, claims = world.mentions.commit, list[Change]()

    def meanwhile(change: Change) -> bool:
        if change.deliveries and not claims:
            claims.append(change)
            world.do(Deed.ACKNOWLEDGED)
        return commit(change)

    world.mentions.commit = meanwhile  # type: ignore[method-assign]

    world.work_off(NOW)

    assert world.pager.notices == []
    assert told(world) == []
    assert statuses(world) == {Cause.STEP: DeliveryStatus.DROPPED}
