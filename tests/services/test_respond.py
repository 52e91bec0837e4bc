"""People respond: the first one has it, everybody else is told who."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.acts import Act
from chalicelib.domain.escalations import EscalationStatus
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import Answer, Ignored, MentionFilter, MentionStatus
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.errors import InvalidInput, NotFound, Outdated, TemporaryError
from chalicelib.services.admit import Admit
from chalicelib.services.look import Look
from tests.domain.examples import COMPETITOR, MINUTE, NOW, OWN, POLICY, a_mention, an_escalation
from tests.domain.test_people import SECRET, a_token
from tests.fakes import FakeMentionStore, FakeTokenStore

from .world import World

MENTION = a_mention()
HOUR = timedelta(hours=1)
SAID = Answer("So sorry.", None, "ann", NOW)


def a_world(**changes: Any) -> World:
    world = World(mentions=FakeMentionStore(replace(MENTION, **changes)))
    world.mentions.escalations[MENTION.id] = an_escalation()
    return world


def clock(world: World) -> EscalationStatus:
    return world.mentions.escalations[MENTION.id].status


def test_acknowledgement_holds_the_escalation_and_is_written_down() -> None:
    world = a_world()

    taken = world.do(Deed.ACKNOWLEDGED)

    assert taken.is_first
    assert (taken.mention.owner, taken.mention.until) == ("ann", NOW + 4 * HOUR)
    assert world.mentions.escalations[MENTION.id].due_at == NOW + 4 * HOUR
    assert clock(world) is EscalationStatus.HELD
    (line,) = world.mentions.history(MENTION.id)
    assert (line.deed, line.by, line.via, line.at) == (Deed.ACKNOWLEDGED, "ann", Via.API, NOW)


def test_person_may_say_how_long_they_need() -> None:
    assert a_world().do(Deed.ACKNOWLEDGED, until=NOW + HOUR).mention.until == NOW + HOUR


def test_praise_is_held_as_long_as_its_own_policy_says() -> None:
    praised = Judgement(Verdict.GOOD, 0.9, (), "rules")
    world = World(
        watches=(replace(OWN, praise_policy_id="cheers"),),
        policies=(POLICY, replace(POLICY, id="cheers", hold=2 * HOUR)),
        mentions=FakeMentionStore(replace(MENTION, judgement=praised)),
    )

    assert world.do(Deed.ACKNOWLEDGED).mention.until == NOW + 2 * HOUR


def test_second_person_is_told_who_was_first() -> None:
    world = a_world()
    world.do(Deed.ACKNOWLEDGED)

    taken = world.do(Deed.ACKNOWLEDGED, "ben")

    assert (taken.is_first, taken.was_done) == (False, False)
    assert taken.mention.owner == "ann"
    assert len(world.mentions.history(MENTION.id)) == 1


def test_same_request_twice_is_written_down_once() -> None:
    world = a_world()
    world.do(Deed.SNOOZED, until=NOW + HOUR)

    taken = world.do(Deed.SNOOZED, until=NOW + HOUR)

    assert (taken.is_first, taken.was_done) == (False, True)
    assert len(world.mentions.history(MENTION.id)) == 1


@pytest.mark.parametrize(
    ("deed", "more"),
    [
        (Deed.ANSWERED, {"answer": SAID}),
        (Deed.RESOLVED, {}),
        (Deed.IGNORED, {"ignored": Ignored.NOT_OURS}),
    ],
)
def test_what_is_answered_or_over_has_no_clock(deed: Deed, more: dict[str, Any]) -> None:
    world = a_world()

    world.do(deed, **more)

    assert clock(world) is EscalationStatus.CLOSED


def test_answer_is_kept_with_the_mention_and_in_its_history() -> None:
    world = a_world()

    world.do(Deed.ANSWERED, answer=SAID)

    assert world.mentions.mentions[MENTION.id].answer == SAID
    assert world.mentions.history(MENTION.id)[0].note == "in private: So sorry."


def test_resolve_after_acknowledgement_keeps_both_lines() -> None:
    world = a_world()
    world.do(Deed.ACKNOWLEDGED)

    taken = world.do(Deed.RESOLVED, "ben")

    assert taken.is_first
    assert taken.mention.status is MentionStatus.RESOLVED
    assert {line.deed for line in world.mentions.history(MENTION.id)} == {Deed.ACKNOWLEDGED, Deed.RESOLVED}


def test_what_is_resolved_twice_over_keeps_its_closed_clock() -> None:
    world = a_world()
    world.do(Deed.ANSWERED, answer=SAID)
    before = world.mentions.escalations[MENTION.id]

    world.do(Deed.RESOLVED)

    assert world.mentions.escalations[MENTION.id] == before


def test_what_is_given_back_goes_on_where_it_stood() -> None:
    world = a_world()
    world.do(Deed.ACKNOWLEDGED)

    world.do(Deed.RELEASED, now=NOW + MINUTE)

    assert clock(world) is EscalationStatus.OPEN
    assert world.mentions.escalations[MENTION.id].due_at == NOW + MINUTE


def test_what_had_no_clock_when_it_was_taken_is_given_back_without_one() -> None:
    """As a version before this one left it."""
    world = World(mentions=FakeMentionStore(replace(MENTION, status=MentionStatus.ACKNOWLEDGED, owner="ann")))

    assert world.do(Deed.RELEASED).is_first
    assert world.mentions.escalations == {}


def test_what_is_handed_on_is_told_to_whoever_gets_it() -> None:
    world = a_world()

    world.do(Deed.ASSIGNED, to="ben", note="you know lids")

    assert world.mentions.mentions[MENTION.id].owner == "ben"
    (delivery,) = world.mentions.deliveries(MENTION.id)
    assert str(delivery.destination) == "email:ben"
    assert world.deliveries.keys == [(MENTION.id, delivery.id)]


def test_who_takes_it_for_themselves_is_not_told() -> None:
    world = a_world()

    world.do(Deed.ASSIGNED, to="ann")

    assert world.mentions.deliveries(MENTION.id) == ()


@pytest.mark.parametrize(
    ("before", "more"),
    [
        (Deed.ACKNOWLEDGED, {}),
        (Deed.ANSWERED, {"answer": SAID}),
        (Deed.PROMISED, {"until": NOW + HOUR}),
    ],
)
def test_who_is_handed_it_twice_is_told_once(before: Deed, more: dict[str, Any]) -> None:
    """As when a program asks again, its first answer having been lost."""
    world = a_world()
    world.do(before, **more)
    first = world.do(Deed.ASSIGNED, to="ben")

    again = world.do(Deed.ASSIGNED, now=NOW + MINUTE, to="ben")

    assert (again.is_first, again.was_done) == (False, True)
    assert again.mention == first.mention, "links in the first mail still work"
    assert len(world.mentions.deliveries(MENTION.id)) == 1
    assert len(world.mentions.history(MENTION.id)) == 2


def test_who_has_it_may_be_given_longer() -> None:
    world = a_world()
    world.do(Deed.ASSIGNED, to="ben")

    taken = world.do(Deed.ASSIGNED, to="ben", until=NOW + 9 * HOUR)

    assert (taken.is_first, taken.mention.until) == (True, NOW + 9 * HOUR)


def test_acknowledgement_that_comes_again_at_once_is_written_down_once() -> None:
    """Later it is a sign of life."""
    world = a_world()
    first = world.do(Deed.ACKNOWLEDGED)

    again = world.do(Deed.ACKNOWLEDGED, now=NOW + MINUTE)
    later = world.do(Deed.ACKNOWLEDGED, now=NOW + 3 * MINUTE)

    assert (again.is_first, again.was_done, again.mention) == (False, True, first.mention)
    assert (later.is_first, later.mention.until) == (True, NOW + 4 * HOUR + 3 * MINUTE)


@pytest.mark.parametrize("escalated", [True, False])
def test_answered_mention_can_be_handed_on_again_and_again(escalated: bool) -> None:
    world = World(mentions=FakeMentionStore(MENTION))
    if escalated:
        world.mentions.escalations[MENTION.id] = an_escalation()
    world.do(Deed.ANSWERED, answer=SAID)

    for to, by in (("ben", "ann"), ("ann", "ben"), ("ben", "ann")):
        assert world.do(Deed.ASSIGNED, by, to=to).is_first

    assert len(world.mentions.deliveries(MENTION.id)) == 3
    assert clock(world) is EscalationStatus.CLOSED


def test_nobody_can_be_handed_it_who_is_not_listed() -> None:
    with pytest.raises(InvalidInput, match="there is nobody 'zoe'"):
        a_world().do(Deed.ASSIGNED, to="zoe")


def test_reopened_complaint_waits_for_its_escalation_again() -> None:
    world = a_world()
    world.do(Deed.RESOLVED)

    taken = world.do(Deed.REOPENED, "ben", now=NOW + MINUTE)

    assert taken.mention.queued_since == NOW + MINUTE
    assert world.negatives.mention_ids == [MENTION.id]


def test_reopened_small_talk_wakes_nobody() -> None:
    world = a_world(judgement=Judgement(Verdict.INDIFFERENT, 0.9, (), "test-1"))
    world.do(Deed.RESOLVED)

    taken = world.do(Deed.REOPENED)

    assert (taken.mention.status, taken.mention.queued_since) == (MentionStatus.NOTIFIED, None)
    assert world.negatives.mention_ids == []


@pytest.mark.parametrize("deed", [Deed.RELEASED, Deed.REOPENED])
def test_competitors_customer_is_never_our_complaint_whatever_becomes_of_it(deed: Deed) -> None:
    world = a_world(about=COMPETITOR.id, watch_ids=(COMPETITOR.id,), queued_since=None)
    world.do(Deed.ACKNOWLEDGED if deed is Deed.RELEASED else Deed.RESOLVED)

    world.do(deed, now=NOW + MINUTE)
    world.follow_up(NOW + HOUR)
    world.work_off(NOW + HOUR)

    assert world.mentions.mentions[MENTION.id].queued_since is None
    assert clock(world) is EscalationStatus.CLOSED
    assert world.email.notices == []


def test_troll_is_a_label_too() -> None:
    world = a_world()

    taken = world.do(Deed.IGNORED, ignored=Ignored.TROLL)

    assert taken.mention.verdict is Verdict.TROLL
    assert taken.mention.ruling is not None
    assert taken.mention.ruling.by == "ann"


def test_complaint_that_was_no_trolls_after_all_is_a_complaint_again() -> None:
    world = a_world()
    world.do(Deed.IGNORED, ignored=Ignored.TROLL)

    taken = world.do(Deed.REOPENED, "ben", now=NOW + MINUTE)

    assert (taken.mention.verdict, taken.mention.ruling) == (Verdict.BAD, None)
    assert taken.mention.queued_since == NOW + MINUTE
    assert world.negatives.mention_ids == [MENTION.id]


def test_what_was_ruled_before_it_was_called_a_trolls_counts_once_it_is_reopened() -> None:
    ruling = Ruling(Verdict.BAD, "ben", NOW - HOUR)
    world = a_world(judgement=Judgement(Verdict.INDIFFERENT, 0.9, (), "test-1"), ruling=ruling)
    world.do(Deed.IGNORED, ignored=Ignored.TROLL)

    taken = world.do(Deed.REOPENED, now=NOW + MINUTE)

    assert taken.mention.ruling == ruling
    assert world.negatives.mention_ids == [MENTION.id]


def test_competitors_customer_is_answered_only_by_who_knows_what_happened() -> None:
    world = a_world(about=COMPETITOR.id, watch_ids=(COMPETITOR.id,))

    with pytest.raises(InvalidInput, match="write down first what happened"):
        world.do(Deed.ANSWERED, answer=SAID)
    assert world.do(Deed.ANSWERED, answer=SAID, note="their lamp arrived broken").is_first


@pytest.mark.parametrize("changes", [{"about": "gone", "watch_ids": ("gone",)}])
def test_mention_of_a_watch_that_is_gone_can_be_dealt_with(changes: dict[str, Any]) -> None:
    world = a_world(**changes)

    assert world.do(Deed.ACKNOWLEDGED).is_first
    assert world.do(Deed.RELEASED).is_first


def test_complaint_that_is_given_back_once_its_watch_is_gone_is_everybodys() -> None:
    world = a_world(about="gone", watch_ids=("gone",), queued_since=None)
    world.do(Deed.ACKNOWLEDGED)

    world.do(Deed.RELEASED, now=NOW + MINUTE)
    world.follow_up(NOW + MINUTE)
    world.work_off(NOW + MINUTE)

    assert clock(world) is EscalationStatus.OPEN
    assert [notice.to for notice in world.email.notices] == ["ann"]


def test_small_talk_wakes_nobody_though_its_watch_is_gone() -> None:
    calm = Judgement(Verdict.INDIFFERENT, 0.9, (), "test-1")
    world = a_world(about="gone", watch_ids=("gone",), judgement=calm, queued_since=None)
    world.do(Deed.RESOLVED)

    assert world.do(Deed.REOPENED).mention.queued_since is None


def test_of_two_at_the_same_time_one_is_first() -> None:
    """Ben commits between Ann's reading and her writing; she reads again and is told."""
    world = a_world()
    get = world.mentions.get
    raced: list[bool] = []

    def racing_get(mention_id: str) -> object:
        mention = get(mention_id)
        if not raced:
            raced.append(True)
            world.do(Deed.ACKNOWLEDGED, "ben")
        return mention

    world.mentions.get = racing_get  # type: ignore[assignment,method-assign]

    taken = world.do(Deed.ACKNOWLEDGED)

    assert not taken.is_first
    assert taken.mention.owner == "ben"


def test_who_saw_an_older_version_changes_nothing() -> None:
    world = a_world()
    act = Act(Deed.ACKNOWLEDGED, "ann", NOW, Via.API)

    with pytest.raises(Outdated, match="has changed"):
        world.respond()(MENTION.id, act, version=7)
    assert world.respond()(MENTION.id, act, version=1).is_first


def test_link_of_an_earlier_turn_changes_nothing() -> None:
    world = a_world()
    world.do(Deed.ACKNOWLEDGED)
    world.do(Deed.RELEASED)

    taken = world.respond()(MENTION.id, Act(Deed.ACKNOWLEDGED, "ann", NOW, Via.LINK), turn=0)

    assert (taken.is_first, taken.was_done) == (False, False)
    assert world.mentions.mentions[MENTION.id].owner is None


def test_response_to_nothing_is_refused() -> None:
    with pytest.raises(NotFound, match="no mention 'unknown'"):
        a_world().respond()("unknown", Act(Deed.RESOLVED, "ann", NOW, Via.API))


def test_what_cannot_be_done_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="until: is needed"):
        a_world().do(Deed.SNOOZED)


def test_mention_that_changes_all_the_time_is_a_temporary_trouble() -> None:
    world = a_world()
    world.mentions.commit = lambda change: False  # type: ignore[method-assign]

    with pytest.raises(TemporaryError, match="try again"):
        world.do(Deed.ACKNOWLEDGED)


def test_list_shows_what_was_asked_for() -> None:
    wanted = MentionFilter(since=NOW - MINUTE, until=NOW + MINUTE)

    assert Look(a_world().mentions).page(wanted, None, 10).mentions == (MENTION,)


def test_dossier_holds_everything_known() -> None:
    world = a_world()
    world.do(Deed.ASSIGNED, to="ben")

    dossier = Look(world.mentions).dossier(MENTION.id)

    assert dossier.mention.owner == "ben"
    assert dossier.escalation is not None
    assert (len(dossier.history), len(dossier.deliveries)) == (1, 1)
    with pytest.raises(NotFound):
        Look(world.mentions).dossier("unknown")


@pytest.mark.parametrize(
    "text", ["", "nonsense", "esh_0123456789ab_" + "x" * 43, "esh_ffffffffffff_" + SECRET]
)
def test_nobody_is_admitted_without_the_secret(text: str) -> None:
    assert Admit(FakeTokenStore(a_token()))(text, NOW) is None


def test_holder_of_a_token_is_admitted() -> None:
    token = Admit(FakeTokenStore(a_token()))(f"esh_0123456789ab_{SECRET}", NOW)

    assert token == a_token()
