"""Escalations walk their policy's steps until somebody has the mention, and not a step further."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.escalations import (
    DEFAULT_POLICY,
    LEASE,
    PATIENCE,
    Delivery,
    Destination,
    Escalation,
    EscalationStatus,
    Policy,
    Step,
    acknowledged,
    advanced,
    claimed,
    closed,
    delivered,
    escalates,
    gives_up,
    is_due,
    notified,
    opened,
    released,
    reopened,
    resolved,
    untold,
)
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.verdicts import Verdict

from .examples import MINUTE, NOW, POLICY, WATCHES, a_mention, an_escalation

TWO_DAYS = timedelta(days=2)
ANN, BEN, TOPIC = Destination("email", "ann"), Destination("email", "ben"), Destination("sns")


def _told(escalation: Escalation, *destinations: Destination, failure: str | None = None) -> Escalation:
    for destination in destinations:
        escalation = delivered(escalation, Delivery(escalation.step, destination, NOW, failure))
    return escalation


@pytest.mark.parametrize(
    ("verdict", "watch_ids", "age", "expected"),
    [
        (Verdict.BAD, ("larkfield",), timedelta(hours=1), True),
        (Verdict.BAD, ("larkfield", "brightmoor"), timedelta(hours=1), True),
        (Verdict.BAD, ("brightmoor",), timedelta(hours=1), False),
        (Verdict.BAD, ("lighting",), timedelta(hours=1), False),
        (Verdict.BAD, ("deleted-watch",), timedelta(hours=1), False),
        (Verdict.BAD, ("larkfield",), timedelta(days=3), False),
        (Verdict.GOOD, ("larkfield",), timedelta(hours=1), False),
        (Verdict.INDIFFERENT, ("larkfield",), timedelta(hours=1), False),
        (Verdict.TROLL, ("larkfield",), timedelta(hours=1), False),
        (Verdict.UNSURE, ("larkfield",), timedelta(hours=1), False),
    ],
)
def test_only_fresh_complaints_about_our_own_wake_people(
    verdict: Verdict, watch_ids: tuple[str, ...], age: timedelta, expected: bool
) -> None:
    assert escalates(verdict, watch_ids, WATCHES, age, TWO_DAYS) is expected


def test_opened_escalation_has_its_first_step_due() -> None:
    mention, escalation = opened(a_mention(), POLICY, NOW)

    assert mention.queued_since is None
    assert mention.version == 2
    assert is_due(escalation, NOW)
    assert untold(escalation, POLICY) == (ANN, TOPIC)


def test_claimed_step_is_not_due_until_the_lease_is_over() -> None:
    escalation = claimed(an_escalation(), NOW)

    assert not is_due(escalation, NOW + LEASE - MINUTE)
    assert is_due(escalation, NOW + LEASE)
    assert escalation.version == 2


def test_destination_on_record_is_not_told_again() -> None:
    assert untold(_told(an_escalation(), ANN), POLICY) == (TOPIC,)
    assert untold(_told(an_escalation(), ANN, TOPIC), POLICY) == ()


def test_same_person_may_be_told_again_by_a_later_step() -> None:
    twice = Policy("p", (Step(timedelta(0), (ANN,)), Step(MINUTE, (ANN,))))

    escalation = advanced(_told(an_escalation(), ANN), twice, NOW)

    assert untold(escalation, twice) == (ANN,)


def test_next_step_is_due_in_its_time_after_opening() -> None:
    escalation = advanced(_told(an_escalation(), ANN), POLICY, NOW + 5 * MINUTE)

    assert escalation.step == 1
    assert escalation.due_at == NOW + 30 * MINUTE
    assert escalation.attempts == 0


def test_step_that_reached_nobody_does_not_make_people_wait() -> None:
    unreached = _told(an_escalation(), ANN, TOPIC, failure="address refused")

    assert advanced(unreached, POLICY, NOW + MINUTE).due_at == NOW + MINUTE


def test_after_the_last_step_nothing_is_due() -> None:
    escalation = advanced(_told(an_escalation(step=1), BEN), POLICY, NOW)

    assert escalation.status is EscalationStatus.EXHAUSTED
    assert escalation.due_at is None
    assert not is_due(escalation, NOW + timedelta(days=99))


def test_released_claim_is_tried_again_after_pauses_that_grow() -> None:
    escalation, at, pauses = an_escalation(), NOW, []
    for _ in range(5):
        escalation = released(claimed(escalation, at), POLICY, at)
        assert escalation.due_at is not None
        pauses.append(escalation.due_at - at)
        at = escalation.due_at

    assert pauses == [MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 7 * MINUTE]
    assert at == NOW + 30 * MINUTE, "the next step's time is not passed over"


def test_step_gives_up_when_the_next_ones_time_has_come() -> None:
    tired = an_escalation(attempts=3)

    assert not gives_up(tired, POLICY, NOW + 29 * MINUTE)
    assert gives_up(tired, POLICY, NOW + 30 * MINUTE)
    assert not gives_up(an_escalation(attempts=1), POLICY, NOW + 30 * MINUTE)


def test_last_step_goes_on_trying_for_a_day() -> None:
    last = an_escalation(step=1, attempts=20)

    assert not gives_up(last, POLICY, NOW + timedelta(hours=24))
    assert gives_up(last, POLICY, NOW + 30 * MINUTE + PATIENCE)


def test_complaint_that_comes_back_begins_its_steps_anew() -> None:
    exhausted = an_escalation(step=2, due_at=None, status=EscalationStatus.EXHAUSTED, version=7)

    mention, escalation = reopened(a_mention(), exhausted, NOW + MINUTE)

    assert mention.queued_since is None
    assert is_due(escalation, NOW + MINUTE)
    assert (escalation.step, escalation.version) == (0, 8)


def test_complaint_whose_steps_are_under_way_goes_on_with_them() -> None:
    mention, escalation = reopened(a_mention(), an_escalation(step=1), NOW)

    assert mention.queued_since is None
    assert escalation == an_escalation(step=1)


def test_policy_shortened_meanwhile_leaves_its_last_step() -> None:
    short = Policy("p", (Step(timedelta(0), (BEN,)),))

    assert untold(an_escalation(step=3), short) == (BEN,)


def test_closed_escalation_is_never_due() -> None:
    assert not is_due(closed(an_escalation()), NOW + TWO_DAYS)


@pytest.mark.parametrize("status", [MentionStatus.NEW, MentionStatus.NOTIFIED])
def test_first_person_has_it(status: MentionStatus) -> None:
    mention = acknowledged(a_mention(status=status), "ann")

    assert mention is not None
    assert mention.status is MentionStatus.ACKNOWLEDGED
    assert mention.owner == "ann"
    assert mention.queued_since is None


def test_second_person_changes_nothing() -> None:
    assert acknowledged(a_mention(status=MentionStatus.ACKNOWLEDGED, owner="ann"), "ben") is None


def test_late_acknowledgement_never_undoes_a_resolve() -> None:
    assert acknowledged(a_mention(status=MentionStatus.RESOLVED), "ann") is None


def test_resolve_is_final_and_keeps_its_owner() -> None:
    mention = resolved(a_mention(status=MentionStatus.ACKNOWLEDGED, owner="ann"), "ben")

    assert mention is not None
    assert mention.owner == "ann"
    assert resolved(mention, "ben") is None


def test_unowned_mention_belongs_to_who_resolves_it() -> None:
    mention = resolved(a_mention(), "ben")

    assert mention is not None
    assert mention.owner == "ben"


def test_notice_never_moves_a_mention_back() -> None:
    known = a_mention(status=MentionStatus.ACKNOWLEDGED)

    assert notified(known) == known
    assert notified(a_mention()).status is MentionStatus.NOTIFIED


@pytest.mark.parametrize("text", ["email:ann", "sns"])
def test_destination_is_written_and_read_back(text: str) -> None:
    assert str(Destination.parse(text)) == text


def test_empty_destination_is_refused() -> None:
    with pytest.raises(ValueError, match="'email:ann' or 'sns'"):
        Destination.parse(" ")


def test_policy_needs_steps_in_order_of_time_that_tell_somebody() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        Policy("p", ())
    with pytest.raises(ValueError, match="each step a destination"):
        Policy("p", (Step(timedelta(0), ()),))
    with pytest.raises(ValueError, match="order of time"):
        Policy("p", (Step(MINUTE, (ANN,)), Step(timedelta(0), (ANN,))))
    with pytest.raises(ValueError, match="none before"):
        Policy("p", (Step(-MINUTE, (ANN,)),))


def test_without_a_policy_the_topic_is_told() -> None:
    assert DEFAULT_POLICY.steps[0].destinations == (TOPIC,)


class _World:
    """Two workers and people over one stored escalation, with a clock that only goes forward."""

    def __init__(self) -> None:
        self.now: datetime = NOW
        self.mention, self.escalation = opened(a_mention(), POLICY, NOW)
        self.notices: Counter[tuple[int, Destination]] = Counter()
        self.after_the_end = 0

    def store(self, after: Escalation, read: Escalation) -> bool:
        if self.escalation.version != read.version:
            return False
        self.escalation = after
        return True

    def work(self, dies_before_recording: bool) -> None:
        read = self.escalation
        if not is_due(read, self.now) or not self.store(claimed(read, self.now), read):
            return
        for destination in untold(self.escalation, POLICY):
            if self.mention.status is MentionStatus.ACKNOWLEDGED:
                self.after_the_end += 1
            self.notices[self.escalation.step, destination] += 1
            if dies_before_recording:
                return
            self.escalation = _told(self.escalation, destination)
        self.escalation = advanced(self.escalation, POLICY, self.now)

    def acknowledge(self) -> None:
        after = acknowledged(self.mention, "ann")
        if after is not None:
            self.mention, self.escalation = after, closed(self.escalation)


_EVENTS = st.lists(
    st.sampled_from(["work", "work", "wait", "wait long", "acknowledge", "die"]), min_size=1, max_size=40
)


@given(_EVENTS)
def test_everybody_is_told_once_a_step_and_nobody_after_the_end(events: list[str]) -> None:
    world, deaths = _World(), 0
    for event in events:
        if event.startswith("wait"):
            world.now += timedelta(minutes=31) if event == "wait long" else MINUTE
        elif event == "acknowledge":
            world.acknowledge()
        else:
            deaths += event == "die"
            world.work(dies_before_recording=event == "die")

    repeats = sum(count - 1 for count in world.notices.values())
    assert repeats <= deaths, "only a worker that died between telling and recording tells twice"
    assert world.after_the_end == 0
    assert not (world.mention.status is MentionStatus.ACKNOWLEDGED and is_due(world.escalation, world.now))


@given(_EVENTS)
def test_unacknowledged_escalation_reaches_everybody_in_the_end(events: list[str]) -> None:
    world = _World()
    for event in events:
        if event != "acknowledge":
            world.work(dies_before_recording=event == "die")
    for _ in range(10):
        world.now += timedelta(minutes=31)
        world.work(dies_before_recording=False)

    assert set(world.notices) == {(0, ANN), (0, TOPIC), (1, BEN)}
    assert world.escalation.status is EscalationStatus.EXHAUSTED


def test_escalation_keeps_its_mentions_id() -> None:
    mention = replace(a_mention(), id="m1abc")

    assert opened(mention, POLICY, NOW)[1].mention_id == "m1abc"
