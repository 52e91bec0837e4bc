"""Each destination is told by itself: a bad one holds up no other, and nothing is lost with its worker."""

from datetime import timedelta

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.deliveries import DeliveryStatus
from chalicelib.domain.history import Deed
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.notices import Notice
from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.errors import PermanentError, TemporaryError
from tests.domain.examples import MINUTE, NOW, a_mention
from tests.fakes import FakeMentionStore, FakeNotifier

from .test_escalate import MENTION, a_world, deeds, stands, told, until
from .world import World

ONLY_MAIL = Policy(
    "default",
    (Step(timedelta(0), (Destination("email", "ann"),)), Step(30 * MINUTE, (Destination("email", "ben"),))),
)


def statuses(world: World) -> dict[str, DeliveryStatus]:
    return {str(each.destination): each.status for each in world.mentions.deliveries(MENTION.id)}


def test_destination_that_fails_for_now_is_tried_again_and_the_others_are_not_told_twice() -> None:
    world = a_world()
    world.email = FakeNotifier(TemporaryError("throttled"))

    world.escalate(MENTION.id)
    assert statuses(world) == {"email:ann": DeliveryStatus.QUEUED, "sns": DeliveryStatus.SENT}
    until(world, NOW + MINUTE, NOW + 2 * MINUTE)

    assert told(world) == ["ann"]
    assert len(world.topic.notices) == 1


def test_destination_that_asks_for_a_pause_gets_it() -> None:
    world = a_world()
    world.email = FakeNotifier(TemporaryError("429", retry_after_s=1200))
    world.escalate(MENTION.id)

    until(world, NOW + MINUTE, NOW + 19 * MINUTE)
    assert told(world) == []

    until(world, NOW + 20 * MINUTE, NOW + 21 * MINUTE)
    assert told(world) == ["ann"]


@pytest.mark.parametrize("outage", [12, 45, 300])
def test_outage_of_a_destination_loses_no_notice(outage: int) -> None:
    """Mail is down for a while; when it is back, everybody hears of the complaint, once."""
    world = a_world(ONLY_MAIL)
    world.negatives.send([MENTION.id])
    world.email = FakeNotifier(*[TemporaryError("down")] * 1000)

    until(world, NOW, NOW + outage * MINUTE)
    world.email.failures.clear()
    until(world, NOW + outage * MINUTE, NOW + (outage + 120) * MINUTE)

    assert sorted(told(world)) == ["ann", "ben"]


def test_one_bad_channel_does_not_hold_up_the_next_step() -> None:
    world = a_world()
    world.negatives.send([MENTION.id])

    class NeverToAnn(FakeNotifier):
        def send(self, notice: Notice) -> None:
            if notice.person and notice.person.id == "ann":
                raise TemporaryError("her provider is down")
            super().send(notice)

    world.email = NeverToAnn()

    until(world, NOW, NOW + 33 * MINUTE)

    assert told(world) == ["ben"]


def test_destination_that_fails_for_good_is_recorded_and_holds_nobody_up() -> None:
    world = a_world()
    world.email = FakeNotifier(PermanentError("address refused"))

    world.escalate(MENTION.id)

    assert statuses(world) == {"email:ann": DeliveryStatus.FAILED, "sns": DeliveryStatus.SENT}
    (line,) = [line for line in world.mentions.history(MENTION.id) if line.deed is Deed.UNDELIVERED]
    assert line.note == "step 1: email:ann: address refused"
    assert world.mentions.escalations[MENTION.id].due_at == NOW + 30 * MINUTE, "somebody was reached"


def test_step_that_reaches_nobody_goes_on_to_the_next_at_once() -> None:
    world = a_world(ONLY_MAIL)
    world.email = FakeNotifier(PermanentError("address refused"))

    world.escalate(MENTION.id)
    world.a_minute(NOW + MINUTE)

    assert told(world) == ["ben"]


def test_destination_that_never_recovers_is_given_up_after_a_day() -> None:
    world = a_world()
    world.negatives.send([MENTION.id])
    world.email = FakeNotifier(*[TemporaryError("down")] * 5000)

    until(world, NOW, NOW + 26 * 60 * MINUTE)

    failures = {each.failure for each in world.mentions.deliveries(MENTION.id)}
    assert failures == {"down", None}
    assert set(statuses(world).values()) == {DeliveryStatus.FAILED, DeliveryStatus.SENT}


def test_unknown_person_or_notifier_is_a_failed_delivery_not_a_lost_mention() -> None:
    odd = Policy("default", (Step(timedelta(0), (Destination("email", "zoe"), Destination("pigeon"))),))
    world = World(mentions=FakeMentionStore(MENTION), policies=(odd,))

    world.escalate(MENTION.id)

    failures = [each.failure for each in world.mentions.deliveries(MENTION.id)]
    assert failures == ["no person 'zoe'", "no notifier 'pigeon'"]


def test_acknowledgement_while_people_are_told_stops_the_rest() -> None:
    world = a_world()

    class Interrupted(FakeNotifier):
        def send(self, notice: Notice) -> None:
            world.do(Deed.ACKNOWLEDGED)

    world.email = Interrupted()

    world.escalate(MENTION.id)

    assert world.topic.notices == []
    assert statuses(world)["sns"] is DeliveryStatus.DROPPED
    assert stands(world) is MentionStatus.ACKNOWLEDGED


def test_acknowledgement_before_the_delivery_is_recorded_stays() -> None:
    world = a_world(ONLY_MAIL)
    commit = world.mentions.commit

    def overtaken(change: Change) -> bool:
        if change.history and change.history[0].deed is Deed.NOTIFIED:
            world.mentions.commit = commit  # type: ignore[method-assign]
            world.do(Deed.ACKNOWLEDGED)
            return False
        return commit(change)

    world.mentions.commit = overtaken  # type: ignore[method-assign]

    world.escalate(MENTION.id)

    assert stands(world) is MentionStatus.ACKNOWLEDGED
    assert set(deeds(world)) == {Deed.ESCALATED, Deed.ACKNOWLEDGED, Deed.NOTIFIED}


@pytest.mark.parametrize("key", [("unknown", "1"), (MENTION.id, "unknown")])
def test_message_for_nothing_is_passed_over(key: tuple[str, str]) -> None:
    world = a_world()

    world.deliver(key)

    assert told(world) == []


def test_same_message_twice_tells_once() -> None:
    world = a_world(ONLY_MAIL)
    world.strike(MENTION.id)
    (key,) = world.deliveries.keys

    world.deliver(key)
    world.deliver(key)

    assert told(world) == ["ann"]


def test_worker_that_loses_the_claim_tells_nobody() -> None:
    world = a_world(ONLY_MAIL)
    world.strike(MENTION.id)
    (key,) = world.deliveries.keys
    world.mentions.commit = lambda change: False  # type: ignore[method-assign]

    world.deliver(key)

    assert told(world) == []


@pytest.mark.parametrize("error", [None, PermanentError("refused")], ids=["sent", "failed"])
def test_mention_that_changes_all_the_time_is_tried_again(error: Exception | None) -> None:
    world = a_world(ONLY_MAIL)
    world.email = FakeNotifier(*([error] if error else []))
    world.strike(MENTION.id)
    (key,) = world.deliveries.keys
    commit, count = world.mentions.commit, 0

    def losing(change: Change) -> bool:
        nonlocal count
        count += 1
        return commit(change) if count == 1 else False

    world.mentions.commit = losing  # type: ignore[method-assign]

    with pytest.raises(TemporaryError, match="changing too fast"):
        world.deliver(key)


def test_who_is_handed_a_mention_gets_the_whole_story() -> None:
    world = a_world()
    world.escalate(MENTION.id)
    world.do(Deed.ASSIGNED, now=NOW + MINUTE, to="ben", note="you know lids")

    world.work_off(NOW + MINUTE)

    notice = world.email.notices[-1]
    assert notice.person
    assert notice.person.id == "ben"
    assert notice.cause == "assigned"
    assert notice.history[-1].note == "to ben: you know lids"
    assert notice.mine_url
    assert not notice.acknowledge_url


def test_failed_notice_of_an_assignment_hastens_no_step() -> None:
    world = a_world()
    world.escalate(MENTION.id)
    world.email = FakeNotifier(PermanentError("address refused"))
    world.do(Deed.ASSIGNED, now=NOW + MINUTE, to="ben")
    before = world.mentions.escalations[MENTION.id]

    world.work_off(NOW + MINUTE)

    assert world.mentions.escalations[MENTION.id] == before
    assert a_mention().id == MENTION.id
