"""What is said to us directly travels the same road as everything else, once, and says who wrote it down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.changes import Noted
from chalicelib.domain.channels import Channel
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.remarks import Remark
from chalicelib.domain.verdicts import Verdict
from chalicelib.domain.watches import Watch, WatchKind
from chalicelib.errors import InvalidInput, KeyReused
from chalicelib.services.hear import Hear
from chalicelib.services.note import Note
from tests.domain.examples import COMPETITOR, MINUTE, NOW, OWN
from tests.fakes import FakeJudge, FakeMentionStore, FakeNegativesQueue, FakeWatchStore, Killed, fail_at

CALL = Remark(Channel.PHONE, "My Larkfield lamp broke.", author="Joan", said_at=NOW - 10 * MINUTE)
SHOP = Watch("shop", "Our shop", WatchKind.OWN, ("Lantern Lane",))


class Desk:
    """Where people write down what is said to them."""

    def __init__(self, *watches: Watch) -> None:
        self.mentions = FakeMentionStore()
        self.negatives = FakeNegativesQueue()
        judge = FakeJudge({"broke": Verdict.BAD, "love": Verdict.GOOD})
        watched = FakeWatchStore(*(watches or (OWN, COMPETITOR)))
        hear = Hear(watched, self.mentions, self.negatives, judge, timedelta(hours=48))
        self._note = Note(self.mentions, hear)

    def note(self, remark: Remark = CALL, key: str | None = None, by: str = "ann", later: int = 0) -> Noted:
        return self._note(remark, by, Via.API, NOW + later * MINUTE, key)


def test_complaint_on_the_phone_is_judged_dated_and_pushed() -> None:
    desk = Desk()

    noted = desk.note()

    assert noted.is_first
    assert noted.mention.verdict is Verdict.BAD
    assert (noted.mention.author, noted.mention.channel) == ("Joan", Channel.PHONE)
    assert noted.mention.spoken_at == NOW - 10 * MINUTE
    assert noted.mention.queued_since == NOW
    assert desk.negatives.mention_ids == [noted.mention.id]
    assert desk.mentions.get(noted.mention.id) == noted.mention


def test_history_says_who_wrote_it_down_and_every_word_of_it() -> None:
    desk = Desk()
    long = replace(CALL, text=f"{CALL.text} {'And then some more. ' * 100}")

    noted = desk.note(long)

    (line,) = desk.mentions.history(noted.mention.id)
    assert (line.deed, line.by, line.via, line.at) == (Deed.NOTED, "ann", Via.API, NOW)
    assert line.note == long.record
    assert len(noted.mention.text) < len(long.text)


def test_praise_is_kept_and_wakes_nobody() -> None:
    desk = Desk()

    noted = desk.note(replace(CALL, text="I love my Larkfield lamp."))

    assert noted.mention.verdict is Verdict.GOOD
    assert desk.negatives.mention_ids == []


def test_letter_older_than_two_days_wakes_nobody() -> None:
    """The same clock as for everything else: it runs from when they spoke."""
    desk = Desk()

    noted = desk.note(replace(CALL, channel=Channel.LETTER, said_at=NOW - timedelta(days=3)))

    assert noted.mention.queued_since is None


def test_without_a_time_it_was_said_just_now() -> None:
    assert Desk().note(replace(CALL, said_at=None)).mention.spoken_at == NOW


@pytest.mark.parametrize("key", [None, "call-17"])
def test_done_twice_it_is_one_mention(key: str | None) -> None:
    desk = Desk()
    first = desk.note(key=key)

    again = desk.note(key=key, later=3)

    assert again == Noted(first.mention, is_first=False)
    assert len(desk.mentions.mentions) == 1
    assert len(desk.mentions.history(first.mention.id)) == 1


def test_who_dies_before_pushing_and_tries_again_has_it_pushed() -> None:
    desk = Desk()
    fail_at(desk.negatives, "send")
    with pytest.raises(Killed):
        desk.note()

    again = desk.note(later=1)

    assert not again.is_first
    assert desk.negatives.mention_ids == [again.mention.id]


def test_same_key_without_a_time_is_the_same_however_late() -> None:
    desk = Desk()
    undated = replace(CALL, said_at=None)
    desk.note(undated, "call-17")

    assert not desk.note(undated, "call-17", later=60 * 24 * 3).is_first


@pytest.mark.parametrize(
    "other",
    [
        replace(CALL, text="My Larkfield lamp is fine."),
        replace(CALL, channel=Channel.CHAT),
        replace(CALL, author=None),
        replace(CALL, watch_id="brightmoor"),
        replace(CALL, said_at=None),
        replace(CALL, url="https://help.example/7"),
    ],
)
def test_key_with_another_content_is_refused_and_changes_nothing(other: Remark) -> None:
    desk = Desk()
    first = desk.note(key="call-17")

    with pytest.raises(KeyReused, match="call-17"):
        desk.note(other, "call-17")

    assert desk.mentions.mentions == {first.mention.id: first.mention}
    assert len(desk.mentions.commits) == 1


def test_key_is_everybodys_own() -> None:
    desk = Desk()
    desk.note(key="1")

    assert desk.note(replace(CALL, text="Larkfield is closed."), key="1", by="ben").is_first


def test_several_calls_about_one_ticket_are_several_mentions() -> None:
    desk = Desk()
    ticket = replace(CALL, url="https://help.example/7")

    first, second = desk.note(ticket), desk.note(replace(ticket, text="Larkfield broke my heart."))

    assert first.mention.id != second.mention.id
    assert first.mention.url == second.mention.url == "https://help.example/7"


def test_watch_that_is_named_is_meant() -> None:
    assert Desk(OWN, SHOP).note(replace(CALL, text="Lantern Lane broke it.")).mention.about == "shop"


def test_what_names_nobody_is_about_our_only_own_watch() -> None:
    desk = Desk(COMPETITOR, OWN)

    noted = desk.note(replace(CALL, text="It broke, and Brightmoor does it better."))

    assert noted.mention.watch_ids == ("larkfield", "brightmoor")
    assert desk.negatives.mention_ids, "a competitor's name must not hide a complaint about us"


def test_watch_that_was_given_comes_first_whatever_else_is_named() -> None:
    """Its policy says who is told."""
    noted = Desk(OWN, SHOP).note(replace(CALL, text="Lantern Lane by Larkfield broke.", watch_id="shop"))

    assert noted.mention.watch_ids == ("shop", "larkfield")


def test_watch_that_was_given_need_not_be_named() -> None:
    assert Desk(OWN, SHOP).note(replace(CALL, watch_id="shop")).mention.watch_ids == ("shop", "larkfield")


def test_where_nobody_can_tell_which_watch_is_meant_the_person_is_asked() -> None:
    desk = Desk(OWN, SHOP)

    with pytest.raises(InvalidInput, match="watch"):
        desk.note(replace(CALL, text="It broke."))

    assert desk.mentions.commits == []


def test_remark_with_a_fault_is_refused() -> None:
    desk = Desk()

    with pytest.raises(InvalidInput, match="text"):
        desk.note(replace(CALL, text=""))

    assert desk.mentions.commits == []
