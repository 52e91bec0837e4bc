"""The contract of MentionStore, but for its pages, and what only DynamoDB can get wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.deliveries import Cause, Delivery, DeliveryStatus, claimed, failed, sent
from chalicelib.domain.escalations import Escalation, EscalationStatus
from chalicelib.domain.history import Deed, HistoryLine, Via
from chalicelib.domain.mentions import Answer, Ignored, Mention, MentionStatus, Sighting, deleted
from chalicelib.domain.policies import Destination
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.signals import Signal
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.services.ports import MentionStore
from chalicelib.storage.escalation_items import EscalationItem, HistoryItem
from chalicelib.storage.mention_items import MentionItem
from chalicelib.storage.mentions import DynamoMentionStore
from tests.domain.examples import MINUTE, NOW, a_mention, an_escalation

from .conftest import KEEP_FOR

BARE = Mention(
    id="m1bare",
    url=None,
    title="",
    text="",
    author=None,
    watch_ids=(),
    about="larkfield",
    judgement=Judgement(Verdict.UNSURE, 0.0, (), "test-1"),
    found_at=NOW,
    published_at=None,
    sightings=(Sighting("blog", None, NOW),),
)
FULL = Mention(
    id="m1full",
    url="https://blog.example/posts/1?x=ü",
    title="My lämp",
    text="Die Larkfield-Lampe 電気 broke\n– after a day. " * 10,
    author="Joan",
    watch_ids=("lighting", "larkfield"),
    about="larkfield",
    judgement=Judgement(Verdict.BAD, 0.8612345678901234, ("broke", "after a\nday"), "test-1"),
    found_at=NOW + timedelta(microseconds=1),
    published_at=NOW - timedelta(days=3, microseconds=7),
    sightings=(
        Sighting("blog", "https://blog.example/posts/1?x=ü", NOW + timedelta(microseconds=1)),
        Sighting("wire", "https://wire.example/2", NOW + MINUTE),
        Sighting("forum", None, NOW + 2 * MINUTE),
    ),
    status=MentionStatus.ACKNOWLEDGED,
    queued_since=NOW,
    edited_at=NOW + MINUTE,
    owner="ann",
    signals=(Signal.SAFETY, Signal.QUESTION),
    ruling=Ruling(Verdict.TROLL, "ben", NOW + 3 * MINUTE, Ruling(Verdict.BAD, "ann", NOW)),
    until=NOW + 9 * MINUTE,
    answer=Answer("So sorry – 電気.", "https://blog.example/posts/1#2", "ann", NOW + 2 * MINUTE),
    ignored=Ignored.NOT_OURS,
    turn=7,
)
TAKEN_BACK = deleted(a_mention())
QUEUED = Delivery(a_mention().id, Cause.STEP, 0, 2, 0, Destination("email", "ann"), NOW, due_at=NOW)


def a_line(**changes: object) -> HistoryLine:
    line = HistoryLine(a_mention().id, NOW, Deed.ESCALATED, "earshot", Via.RULE, "policy default")
    return replace(line, **changes)  # type: ignore[arg-type]  # any field, of its type


def test_reason_of_a_judge_is_kept(mentions: MentionStore) -> None:
    """It counts for nothing when mentions are compared, since a model words it anew each time."""
    mention = replace(FULL, judgement=replace(FULL.judgement, reason="It broke after a day."))

    mentions.commit(Change(mention))
    known = mentions.get(mention.id)

    assert known is not None
    assert known.judgement.reason == "It broke after a day."


def test_what_was_never_written_is_none(mentions: MentionStore) -> None:
    assert mentions.get("m1") is None
    assert mentions.escalation("m1") is None
    assert mentions.history("m1") == ()


@pytest.mark.parametrize("mention_id", ["", "x" * 3000, "\ud800", "host:", "💥"], ids=range(5))
def test_whatever_is_asked_for_is_just_not_there(mentions: MentionStore, mention_id: str) -> None:
    """An id comes out of an address; no key is empty or longer than 2 KB, and that is no failure."""
    assert mentions.get(mention_id) is None
    assert mentions.history(mention_id) == ()


@pytest.mark.parametrize(
    "mention",
    [BARE, FULL, a_mention(), replace(TAKEN_BACK, version=1)],
    ids=["bare", "full", "usual", "taken back"],
)
def test_mention_comes_back_whole(mentions: MentionStore, mention: Mention) -> None:
    assert mentions.commit(Change(mention))

    assert mentions.get(mention.id) == mention


@pytest.mark.parametrize(
    "escalation",
    [
        an_escalation(),
        an_escalation(due_at=None, status=EscalationStatus.CLOSED),
        an_escalation(step=2, round=4, due_at=NOW + MINUTE, status=EscalationStatus.HELD),
    ],
    ids=["new", "closed", "under way"],
)
def test_escalation_comes_back_whole(mentions: MentionStore, escalation: Escalation) -> None:
    assert mentions.commit(Change(None, escalation))

    assert mentions.escalation(escalation.mention_id) == escalation


def test_history_stands_oldest_first_whatever_was_written_first(mentions: MentionStore) -> None:
    lines = [a_line(at=NOW + i * timedelta(microseconds=1), note=f"{i}") for i in range(5)]
    for line in (lines[3], lines[0], lines[4], lines[2], lines[1]):
        assert mentions.commit(Change(history=(line,)))
    mentions.commit(Change(history=(a_line(mention_id="other"),)))

    assert mentions.history(a_line().mention_id) == tuple(lines)


def test_same_line_twice_is_one_line(mentions: MentionStore) -> None:
    """Whatever is done again after a crash leaves one trace."""
    mentions.commit(Change(history=(a_line(),)))

    assert mentions.commit(Change(history=(a_line(), a_line())))

    assert mentions.history(a_line().mention_id) == (a_line(),)


def test_lines_of_the_same_moment_are_all_kept(mentions: MentionStore) -> None:
    lines = {
        a_line(),
        a_line(note="other"),
        a_line(by="ann"),
        a_line(deed=Deed.NOTIFIED),
        a_line(via=Via.API),
    }

    mentions.commit(Change(history=tuple(lines)))

    assert set(mentions.history(a_line().mention_id)) == lines


def test_forgotten_line_stays_in_its_place_without_its_note(mentions: MentionStore) -> None:
    lines = tuple(a_line(at=NOW + i * MINUTE, deed=Deed.EDITED, note=f"before: {i}") for i in range(3))
    mentions.commit(Change(history=lines))

    assert mentions.commit(Change(a_mention(), None, (a_line(at=NOW + 9 * MINUTE),), forgotten=lines[:2]))
    assert mentions.commit(Change(forgotten=lines[:1])), "what is done again does no harm"

    bare = tuple(replace(line, note="") for line in lines[:2])
    assert mentions.history(a_line().mention_id) == (*bare, lines[2], a_line(at=NOW + 9 * MINUTE))
    assert mentions.get(a_mention().id) == a_mention()


def test_nothing_is_forgotten_by_a_change_that_loses(mentions: MentionStore) -> None:
    mentions.commit(Change(a_mention(), None, (a_line(),)))

    assert not mentions.commit(Change(a_mention(), forgotten=(a_line(),)))

    assert mentions.history(a_line().mention_id) == (a_line(),)


def test_nothing_to_write_is_written(mentions: MentionStore) -> None:
    assert mentions.commit(Change())


def test_first_version_is_written_only_where_there_is_nothing(mentions: MentionStore) -> None:
    mentions.commit(Change(a_mention(title="theirs")))

    assert not mentions.commit(Change(a_mention(title="ours")))
    assert mentions.get(a_mention().id) == a_mention(title="theirs")


def test_next_version_is_written_over_the_one_before(mentions: MentionStore) -> None:
    mentions.commit(Change(a_mention()))
    mentions.commit(Change(None, an_escalation()))

    assert mentions.commit(Change(a_mention(version=2, owner="ann")))
    assert mentions.commit(Change(None, an_escalation(version=2, round=1)))

    assert mentions.get(a_mention().id) == a_mention(version=2, owner="ann")
    assert mentions.escalation(a_mention().id) == an_escalation(version=2, round=1)


@pytest.mark.parametrize("version", [1, 2, 4])
def test_any_other_version_loses(mentions: MentionStore, version: int) -> None:
    mentions.commit(Change(a_mention(), an_escalation()))
    mentions.commit(Change(a_mention(version=2), an_escalation(version=2)))

    assert not mentions.commit(Change(a_mention(version=version, owner="late")))
    assert not mentions.commit(Change(None, an_escalation(version=version, step=9)))

    assert mentions.get(a_mention().id) == a_mention(version=2)
    assert mentions.escalation(a_mention().id) == an_escalation(version=2)


def test_later_version_of_what_is_not_there_loses(mentions: MentionStore) -> None:
    assert not mentions.commit(Change(a_mention(version=2)))
    assert not mentions.commit(Change(None, an_escalation(version=2)))


def test_change_is_written_as_a_whole(mentions: MentionStore) -> None:
    mentions.commit(Change(a_mention()))
    opened = a_mention(version=2, queued_since=None)

    assert mentions.commit(Change(opened, an_escalation(), (a_line(), a_line(deed=Deed.NOTIFIED))))

    assert mentions.get(opened.id) == opened
    assert mentions.escalation(opened.id) == an_escalation()
    assert len(mentions.history(opened.id)) == 2


@pytest.mark.parametrize(("mention_version", "escalation_version"), [(1, 2), (2, 1), (2, 3), (3, 2)])
def test_change_of_which_one_part_loses_is_not_written_at_all(
    mentions: MentionStore, mention_version: int, escalation_version: int
) -> None:
    mentions.commit(Change(a_mention(), an_escalation()))
    mention = a_mention(version=mention_version, owner="ann")
    escalation = an_escalation(version=escalation_version, step=1)

    assert not mentions.commit(Change(mention, escalation, (a_line(),)))

    assert mentions.get(mention.id) == a_mention()
    assert mentions.escalation(mention.id) == an_escalation()
    assert mentions.history(mention.id) == ()


def test_waiting_are_found_longest_first_until_they_wait_no_more(mentions: MentionStore) -> None:
    for minutes in (3, 1, 2, 5):
        waiting = a_mention(id=f"m1{minutes}", queued_since=NOW - minutes * MINUTE)
        mentions.commit(Change(waiting))
    mentions.commit(Change(a_mention(id="m1other", queued_since=None)))
    mentions.commit(Change(a_mention(id="m15", queued_since=None, version=2)))

    assert mentions.unqueued(NOW) == ("m13", "m12", "m11")
    assert mentions.unqueued(NOW - 2 * MINUTE) == ("m13",)


def test_overdue_are_found_longest_first_while_their_clock_runs(mentions: MentionStore) -> None:
    for minutes in (3, 1, -1, 0):
        due = an_escalation(mention_id=f"m1{minutes}", due_at=NOW - minutes * MINUTE)
        mentions.commit(Change(None, due))
    held = an_escalation(mention_id="m1held", due_at=NOW - 2 * MINUTE, status=EscalationStatus.HELD)
    mentions.commit(Change(None, held))
    closed = an_escalation(mention_id="m1closed", due_at=None, status=EscalationStatus.CLOSED)
    mentions.commit(Change(None, closed))
    claimed = an_escalation(mention_id="m13", due_at=NOW + MINUTE, version=2)
    mentions.commit(Change(None, claimed))

    assert mentions.overdue(NOW) == ("m1held", "m11", "m10")


@pytest.mark.usefixtures("tables")
def test_words_that_were_taken_back_stand_nowhere_in_the_tables() -> None:
    """Not in the indexes either, of which one holds whole mentions."""
    mentions = DynamoMentionStore(KEEP_FOR)
    quoting = a_line(deed=Deed.EDITED, note=f"before: {a_mention().title} | {a_mention().text}")
    mentions.commit(Change(a_mention(), None, (quoting,)))

    mentions.commit(Change(TAKEN_BACK, forgotten=(quoting,)))

    kept = [*MentionItem.scan(), *MentionItem.found_index.scan(), *HistoryItem.scan()]
    stored = " ".join(str(item.serialize(null_check=False)) for item in kept)
    assert len(kept) == 3
    assert not [word for word in ("lamp", "broke", "Joan") if word in stored]
    assert list(MentionItem.unqueued_index.scan()) == []


@pytest.mark.usefixtures("tables")
def test_everything_expires_no_sooner_than_its_mention() -> None:
    mention = a_mention()
    later = an_escalation(opened_at=NOW + MINUTE)
    DynamoMentionStore(KEEP_FOR).commit(Change(mention, later, (a_line(at=NOW + 2 * MINUTE),)))

    [line] = HistoryItem.query(mention.id)
    assert MentionItem.get(mention.id).expires == NOW + KEEP_FOR
    assert EscalationItem.get(mention.id).expires == NOW + MINUTE + KEEP_FOR
    assert line.expires == NOW + 2 * MINUTE + KEEP_FOR


@pytest.mark.usefixtures("tables")
def test_indexes_of_what_waits_hold_nothing_else() -> None:
    """They are sparse: a mention that nobody need hear of costs nothing there."""
    mentions = DynamoMentionStore(KEEP_FOR)
    mentions.commit(Change(a_mention(id="m1waits")))
    mentions.commit(Change(a_mention(id="m1quiet", queued_since=None)))
    mentions.commit(Change(None, an_escalation(mention_id="m1due")))
    shut = an_escalation(mention_id="m1shut", due_at=None, status=EscalationStatus.CLOSED)
    mentions.commit(Change(None, shut))

    [waits] = MentionItem.unqueued_index.scan()
    [due] = EscalationItem.due_index.scan()
    assert set(waits.serialize(null_check=False)) == {"id", "unqueued", "queued_since"}
    assert set(due.serialize(null_check=False)) == {"mention_id", "due", "due_at"}
    assert (waits.id, due.mention_id) == ("m1waits", "m1due")


@pytest.mark.parametrize(
    "delivery",
    [QUEUED, replace(sent(QUEUED, "ann", NOW), version=1), replace(failed(QUEUED, "gone", NOW), version=1)],
    ids=["queued", "sent", "failed"],
)
def test_delivery_comes_back_whole(mentions: MentionStore, delivery: Delivery) -> None:
    assert mentions.commit(Change(deliveries=(delivery,)))

    assert mentions.delivery(delivery.mention_id, delivery.id) == delivery


@pytest.mark.parametrize("key", [("m1", "unknown"), ("", ""), ("unknown", QUEUED.id), ("m1", "\ud800")])
def test_unknown_delivery_is_none(mentions: MentionStore, key: tuple[str, str]) -> None:
    mentions.commit(Change(deliveries=(QUEUED,)))

    assert mentions.delivery(*key) is None


def test_delivery_comes_back_with_what_its_person_did(mentions: MentionStore) -> None:
    told = replace(
        sent(claimed(QUEUED, NOW, follows=True), "ann", NOW),
        status=DeliveryStatus.ACKNOWLEDGED,
        opened_at=NOW + MINUTE,
        acknowledged_at=NOW + 2 * MINUTE,
        version=1,
    )

    mentions.commit(Change(deliveries=(told,)))

    assert mentions.deliveries(QUEUED.mention_id) == (told,)


def test_deliveries_stand_in_the_order_they_were_asked_for(mentions: MentionStore) -> None:
    each = [replace(QUEUED, number=number) for number in (11, 2, 3)]
    mentions.commit(Change(deliveries=(*each, replace(QUEUED, mention_id="other"))))

    assert [x.number for x in mentions.deliveries(QUEUED.mention_id)] == [2, 3, 11]
    assert mentions.deliveries("") == ()


def test_deliveries_that_are_due_are_found_longest_first(mentions: MentionStore) -> None:
    late = replace(QUEUED, number=3, due_at=NOW - MINUTE)
    over = replace(sent(QUEUED, "ann", NOW), number=4, version=1)
    waiting = replace(claimed(replace(QUEUED, number=5), NOW), version=1)
    mentions.commit(Change(deliveries=(QUEUED, late, over, waiting)))

    assert mentions.undelivered(NOW) == ((late.mention_id, late.id), (QUEUED.mention_id, QUEUED.id))


def test_step_is_written_with_its_deliveries_or_not_at_all(mentions: MentionStore) -> None:
    mentions.commit(Change(None, an_escalation()))

    assert not mentions.commit(Change(None, an_escalation(step=1), deliveries=(QUEUED,)))
    assert mentions.deliveries(QUEUED.mention_id) == ()
    assert mentions.commit(Change(None, an_escalation(step=1, version=2), deliveries=(QUEUED,)))
    assert not mentions.commit(Change(None, an_escalation(version=3), deliveries=(QUEUED,)))


def test_delivery_is_claimed_by_one_worker(mentions: MentionStore) -> None:
    mentions.commit(Change(deliveries=(QUEUED,)))

    assert mentions.commit(Change(deliveries=(claimed(QUEUED, NOW),)))
    assert not mentions.commit(Change(deliveries=(claimed(QUEUED, NOW),)))
