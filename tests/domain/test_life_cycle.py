"""A mention goes from hand to hand, and what is over stays over."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.acts import Act
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.life_cycle import FINAL, HELD, after, lapsed, may
from chalicelib.domain.mentions import OPEN, Answer, Ignored, Mention, MentionStatus, deleted
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Verdict

from .examples import MINUTE, NOW, a_mention

S = MentionStatus
UNTIL = NOW + timedelta(hours=4)
SAID = Answer("So sorry.", "https://blog.example/1", "ann", NOW)


def an_act(deed: Deed, by: str = "ann", **changes: Any) -> Act:
    more: dict[Deed, dict[str, Any]] = {
        Deed.ACKNOWLEDGED: {"until": UNTIL},
        Deed.SNOOZED: {"until": UNTIL},
        Deed.PROMISED: {"until": UNTIL},
        Deed.ASSIGNED: {"until": UNTIL, "to": "ben"},
        Deed.ANSWERED: {"answer": SAID},
        Deed.IGNORED: {"ignored": Ignored.NOT_OURS},
    }
    return Act(deed, by, NOW, Via.API, **{**more.get(deed, {}), **changes})


def a_mention_that_is(status: MentionStatus, owner: str = "ann", **changes: Any) -> Mention:
    until = UNTIL if status in HELD else None
    holder = None if status in OPEN else owner
    return replace(a_mention(), status=status, owner=holder, until=until, queued_since=None, **changes)


def done(mention: Mention, deed: Deed, by: str = "ann", **changes: Any) -> Mention:
    moved = after(mention, an_act(deed, by, **changes), UNTIL)
    assert moved is not None
    return moved


# What everybody may do to a mention that stands so; all else is refused.
ALLOWED = {
    S.NEW: "acknowledged snoozed assigned answered promised resolved ignored",
    S.NOTIFIED: "acknowledged snoozed assigned answered promised resolved ignored",
    S.ACKNOWLEDGED: "acknowledged snoozed released assigned answered promised resolved ignored",
    S.ANSWERED: "assigned answered promised resolved ignored reopened",
    S.PROMISED: "released assigned answered promised resolved ignored",
    S.RESOLVED: "reopened",
    S.IGNORED: "reopened",
    S.DELETED: "",
}
DEEDS = [Deed(each) for each in ALLOWED[S.ACKNOWLEDGED].split()] + [Deed.REOPENED]


@pytest.mark.parametrize("status", list(MentionStatus))
@pytest.mark.parametrize("deed", DEEDS)
def test_only_what_is_drawn_is_possible(status: MentionStatus, deed: Deed) -> None:
    mention = a_mention_that_is(status)

    assert may(mention, deed) is (deed in ALLOWED[status].split())
    assert (after(mention, an_act(deed), UNTIL) is not None) is (
        may(mention, deed) or _was_just_that(mention, deed)
    )


def _was_just_that(mention: Mention, deed: Deed) -> bool:
    return (mention.status, deed) in {(S.RESOLVED, Deed.RESOLVED)}


@pytest.mark.parametrize("status", sorted(OPEN))
def test_first_person_has_it_until_a_deadline(status: MentionStatus) -> None:
    mention = done(a_mention(status=status), Deed.ACKNOWLEDGED)

    assert (mention.status, mention.owner, mention.until) == (S.ACKNOWLEDGED, "ann", UNTIL)
    assert mention.queued_since is None
    assert mention.turn == 1


@pytest.mark.parametrize("deed", [Deed.ACKNOWLEDGED, Deed.SNOOZED])
def test_second_person_changes_nothing(deed: Deed) -> None:
    assert after(a_mention_that_is(S.ACKNOWLEDGED), an_act(deed, "ben"), UNTIL) is None


def test_owner_who_shows_a_sign_of_life_keeps_it_longer() -> None:
    mention = done(a_mention_that_is(S.ACKNOWLEDGED), Deed.ACKNOWLEDGED, until=UNTIL + MINUTE)

    assert mention.until == UNTIL + MINUTE


@pytest.mark.parametrize("deed", [each for each in DEEDS if each not in (Deed.RELEASED, Deed.REOPENED)])
def test_same_request_twice_is_one_deed(deed: Deed) -> None:
    once = done(a_mention_that_is(S.NOTIFIED), deed)

    assert done(once, deed) == once


def test_late_acknowledgement_never_undoes_a_resolve() -> None:
    assert after(a_mention_that_is(S.RESOLVED), an_act(Deed.ACKNOWLEDGED), UNTIL) is None


def test_who_is_handed_it_has_it() -> None:
    mention = done(a_mention_that_is(S.ACKNOWLEDGED), Deed.ASSIGNED)

    assert (mention.status, mention.owner) == (S.ACKNOWLEDGED, "ben")


@pytest.mark.parametrize("status", [S.PROMISED, S.ANSWERED])
def test_what_was_promised_or_answered_stays_so_in_other_hands(status: MentionStatus) -> None:
    before = a_mention_that_is(status)

    mention = done(before, Deed.ASSIGNED)

    assert (mention.status, mention.owner, mention.until) == (status, "ben", before.until)


@pytest.mark.parametrize("status", [S.ACKNOWLEDGED, S.PROMISED, S.ANSWERED])
def test_who_has_it_already_is_not_handed_it(status: MentionStatus) -> None:
    """Whenever they are asked to have it; a request that comes twice comes later, too."""
    mention = a_mention_that_is(status)

    assert after(mention, an_act(Deed.ASSIGNED, "ben", to="ann", until=None), UNTIL + MINUTE) is mention


@pytest.mark.parametrize("status", [S.NOTIFIED, S.RESOLVED])
def test_who_does_not_have_it_is_handed_it_or_told_that_it_is_over(status: MentionStatus) -> None:
    mention = a_mention_that_is(status)

    assert after(mention, an_act(Deed.ASSIGNED, to="ann"), UNTIL) != mention


def test_acknowledgement_is_done_unless_it_moves_the_deadline_by_minutes() -> None:
    mention, again = a_mention_that_is(S.ACKNOWLEDGED), an_act(Deed.ACKNOWLEDGED, until=None)

    assert after(mention, again, UNTIL + MINUTE) is mention
    assert done(mention, Deed.ACKNOWLEDGED, until=UNTIL + MINUTE).until == UNTIL + MINUTE, "it was asked for"
    later = after(mention, again, UNTIL + 3 * MINUTE)
    assert later is not None
    assert later.until == UNTIL + 3 * MINUTE


def test_answer_is_kept_and_stops_the_clock() -> None:
    mention = done(a_mention_that_is(S.ACKNOWLEDGED, "ben"), Deed.ANSWERED)

    assert (mention.status, mention.owner, mention.until, mention.answer) == (S.ANSWERED, "ben", None, SAID)


def test_what_is_given_back_is_nobodys() -> None:
    mention = done(a_mention_that_is(S.PROMISED), Deed.RELEASED)

    assert (mention.status, mention.owner, mention.until) == (S.NOTIFIED, None, None)


def test_what_lapsed_is_nobodys() -> None:
    mention = lapsed(a_mention_that_is(S.ACKNOWLEDGED))

    assert (mention.status, mention.owner, mention.until, mention.turn) == (S.NOTIFIED, None, None, 1)


def test_resolve_is_final_and_keeps_its_owner() -> None:
    mention = done(a_mention_that_is(S.ACKNOWLEDGED, "ann"), Deed.RESOLVED, "ben")

    assert mention.owner == "ann"
    assert after(mention, an_act(Deed.RESOLVED, "ben"), UNTIL) is None


def test_unowned_mention_belongs_to_who_resolves_it() -> None:
    assert done(a_mention(), Deed.RESOLVED, "ben").owner == "ben"


def test_what_is_ignored_says_why_until_it_is_reopened() -> None:
    ignored = done(a_mention_that_is(S.NOTIFIED), Deed.IGNORED, ignored=Ignored.TROLL)

    assert ignored.ignored is Ignored.TROLL
    assert done(ignored, Deed.REOPENED).ignored is None


@pytest.mark.parametrize(
    "ruling", [None, Ruling(Verdict.GOOD, "ben", NOW), Ruling(Verdict.TROLL, "ben", NOW)]
)
def test_trolls_mention_is_ruled_one_until_it_is_reopened(ruling: Ruling | None) -> None:
    before = a_mention_that_is(S.NOTIFIED, ruling=ruling)

    ignored = done(before, Deed.IGNORED, ignored=Ignored.TROLL)

    assert ignored.ruling == Ruling(Verdict.TROLL, "ann", NOW, ruling)
    assert done(ignored, Deed.REOPENED).ruling == ruling


@pytest.mark.parametrize("why", list(Ignored))
def test_what_was_ruled_while_it_was_left_be_stands(why: Ignored) -> None:
    ignored = done(a_mention_that_is(S.NOTIFIED), Deed.IGNORED, ignored=why)
    good = Ruling(Verdict.GOOD, "ben", NOW)

    assert done(replace(ignored, ruling=good), Deed.REOPENED).ruling == good


def test_what_was_edited_while_it_was_left_be_goes_by_its_judge() -> None:
    ignored = done(a_mention_that_is(S.NOTIFIED), Deed.IGNORED, ignored=Ignored.TROLL)

    assert done(replace(ignored, ruling=None), Deed.REOPENED).ruling is None


class _Life:
    """One mention, whatever people and time do to it."""

    def __init__(self) -> None:
        self.mention = a_mention()

    def do(self, event: tuple[Deed | str, str, int]) -> None:
        deed, by, hours = event
        if deed == "delete":
            self.mention = deleted(self.mention)
        elif deed == "lapse":
            self.mention = lapsed(self.mention) if self.mention.status in HELD else self.mention
        else:
            act = an_act(Deed(deed), by)
            until = NOW + timedelta(hours=hours) if act.until else None
            self.mention = after(self.mention, replace(act, until=until), UNTIL) or self.mention


_EVENTS = st.lists(
    st.tuples(
        st.sampled_from([*DEEDS, "delete", "lapse"]), st.sampled_from(["ann", "ben"]), st.integers(1, 99)
    ),
    max_size=30,
)


@given(_EVENTS)
def test_whatever_happens_a_mention_stands_as_its_status_says(
    events: list[tuple[Deed | str, str, int]],
) -> None:
    life = _Life()
    for event in events:
        before = life.mention
        life.do(event)
        mention = life.mention
        assert (mention.owner is None) or mention.status not in OPEN
        assert (mention.until is not None) is (mention.status in HELD)
        assert (mention.ignored is not None) is (mention.status is S.IGNORED) or mention.status is S.DELETED
        assert mention.version - before.version == (mention != before)
        assert (mention.turn > before.turn) is (mention != before)


@given(_EVENTS)
def test_what_is_over_stays_over_unless_somebody_reopens_it(
    events: list[tuple[Deed | str, str, int]],
) -> None:
    life = _Life()
    for event in events:
        before = life.mention
        life.do(event)
        if before.status in FINAL and life.mention.status not in (before.status, S.DELETED):
            assert event[0] is Deed.REOPENED
            assert before.status is not S.DELETED
