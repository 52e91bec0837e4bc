"""What comes back of a mail is heeded: its delivery has failed, no more goes there, the operator knows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.deliveries import DeliveryStatus, claimed
from chalicelib.domain.escalations import EscalationStatus
from chalicelib.domain.feedback import Feedback, Outcome, labels_of
from chalicelib.domain.history import Deed
from chalicelib.domain.people import Person
from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.errors import TemporaryError
from chalicelib.services.heed import Heed
from tests.domain.examples import MINUTE, NOW
from tests.fakes import FakeOperator, FakePersonStore

from .test_escalate import MENTION, a_world, deeds, told, until
from .world import ANN, BEN, World

TO_ANN = Destination("email", "ann")
ANN_THEN_BEN = Policy(
    "default", (Step(timedelta(0), (TO_ANN,)), Step(30 * MINUTE, (Destination("email", "ben"),)))
)
SOON = NOW + MINUTE


@dataclass
class Post:
    """A world in which Ann was mailed about a complaint, and what hears of that mail."""

    world: World = field(default_factory=lambda: a_world(ANN_THEN_BEN))
    people: FakePersonStore = field(default_factory=lambda: FakePersonStore(ANN, BEN))

    @property
    def operator(self) -> FakeOperator:
        return self.world.operator

    @property
    def ann(self) -> Person:
        return self.people.people["ann"]

    @property
    def status(self) -> DeliveryStatus:
        return self.world.mentions.deliveries(MENTION.id)[0].status

    def heed(self, feedback: Feedback) -> None:
        Heed(self.world.mentions, self.people, self.operator)(feedback, SOON)


def back(outcome: Outcome = Outcome.BOUNCED, to: str = ANN.email, **labels: str) -> Feedback:
    """What comes back of the mail to Ann, unless said otherwise."""
    known = labels_of(MENTION.id, f"{MENTION.id}.000002.step.email:ann")
    return Feedback(outcome, (to,), "NoEmail, 5.1.1", {**known, **labels})


@pytest.fixture
def post() -> Post:
    post = Post()
    post.world.escalate(MENTION.id)
    assert told(post.world) == ["ann"]
    return post


def test_mail_that_bounces_has_failed_and_says_why(post: Post) -> None:
    post.heed(back())

    (delivery,) = post.world.mentions.deliveries(MENTION.id)
    assert delivery.status is DeliveryStatus.FAILED
    assert delivery.failure == "mail bounced (NoEmail, 5.1.1)"
    assert deeds(post.world)[-1] is Deed.UNDELIVERED


def test_nobody_waits_for_the_next_step_because_of_a_mail_that_came_back(post: Post) -> None:
    post.heed(back())

    until(post.world, SOON, SOON + 2 * MINUTE)

    assert told(post.world) == ["ann", "ben"]


def test_who_was_told_by_another_road_of_the_step_gets_their_time() -> None:
    both = Policy("default", (Step(timedelta(0), (TO_ANN, Destination("sns"))), ANN_THEN_BEN.steps[1]))
    post = Post(a_world(both))
    post.world.escalate(MENTION.id)

    post.heed(back())
    until(post.world, SOON, NOW + 29 * MINUTE)

    assert told(post.world) == ["ann"]


def test_bounce_of_the_last_step_ends_nothing_that_goes_on() -> None:
    """Nobody was told of the complaint; it stays open, and the operator knows."""
    post = Post(a_world(Policy("default", (Step(timedelta(0), (TO_ANN,)),))))
    post.world.escalate(MENTION.id)

    post.heed(back())

    escalation = post.world.mentions.escalation(MENTION.id)
    assert escalation is not None
    assert escalation.status is EscalationStatus.EXHAUSTED
    assert len(post.operator.told) == 1


@pytest.mark.parametrize("outcome", [Outcome.BOUNCED, Outcome.CALLED_SPAM])
def test_who_cannot_be_mailed_is_marked_and_the_operator_told_once(post: Post, outcome: Outcome) -> None:
    for _ in range(3):
        post.heed(back(outcome))

    assert post.ann.unreachable is not None
    assert "(NoEmail, 5.1.1)" in post.ann.unreachable
    assert post.people.people["ben"] == BEN
    assert [subject for subject, _ in post.operator.told] == ["Earshot: mail no longer reaches ann"]
    assert len([deed for deed in deeds(post.world) if deed is Deed.UNDELIVERED]) <= 1


def test_mail_called_spam_has_arrived(post: Post) -> None:
    post.heed(back(Outcome.CALLED_SPAM))

    assert post.status is DeliveryStatus.SENT


def test_mail_not_taken_this_once_changes_nothing(post: Post) -> None:
    post.heed(back(Outcome.NOT_TAKEN))

    assert post.ann.unreachable is None
    assert post.status is DeliveryStatus.SENT
    assert post.operator.told == []


@pytest.mark.parametrize(
    "feedback",
    [
        back(to="nobody@larkfield.example", mention="m1unknown"),
        back(to="nobody@larkfield.example", notice="0" * 32),
        Feedback(Outcome.BOUNCED, (), "General"),
        Feedback(Outcome.BOUNCED, ("nobody@larkfield.example",), "General", {"mention": MENTION.id}),
    ],
)
def test_what_names_nobody_and_nothing_we_know_changes_nothing(post: Post, feedback: Feedback) -> None:
    post.heed(feedback)

    assert post.people.all() == (ANN, BEN)
    assert post.status is DeliveryStatus.SENT
    assert post.operator.told == []


def test_mail_that_was_no_notice_marks_its_reader_all_the_same(post: Post) -> None:
    post.heed(Feedback(Outcome.BOUNCED, (ANN.email,), "General"))

    assert post.ann.unreachable is not None
    assert post.status is DeliveryStatus.SENT


def test_bounce_that_overtakes_the_record_of_the_mail_is_heeded_later(post: Post) -> None:
    (delivery,) = post.world.mentions.deliveries(MENTION.id)
    under_way = claimed(
        replace(delivery, status=DeliveryStatus.QUEUED, due_at=NOW, at=None, person_id=None), NOW
    )
    assert post.world.mentions.commit(Change(deliveries=(replace(under_way, version=delivery.version + 1),)))

    with pytest.raises(TemporaryError):
        post.heed(back())

    assert post.status is DeliveryStatus.QUEUED


def test_operator_who_cannot_be_told_now_is_told_later(post: Post) -> None:
    """Told first and saved then: nobody is marked of whom nobody knows."""
    post.operator.failures.append(TemporaryError("throttled"))

    with pytest.raises(TemporaryError):
        post.heed(back())
    assert post.ann.unreachable is None
    post.heed(back())

    assert len(post.operator.told) == 1
    assert post.status is DeliveryStatus.FAILED


def test_person_who_is_just_being_changed_is_looked_at_again() -> None:
    class Changing(FakePersonStore):
        def all(self) -> tuple[Person, ...]:
            seen = super().all()
            self.put(replace(ANN, email="ann@new.example"))
            return seen

    post = Post(people=Changing(ANN))

    with pytest.raises(TemporaryError):
        post.heed(back())
    post.heed(back())

    assert post.ann == replace(ANN, email="ann@new.example")
