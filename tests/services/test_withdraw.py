"""What its author takes back is forgotten and wakes nobody, whatever dies or races in between."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.entries import Entry
from chalicelib.domain.escalations import EscalationStatus
from chalicelib.domain.history import Deed, HistoryLine, Via
from chalicelib.domain.mentions import Mention, MentionStatus
from chalicelib.domain.sources import Document
from chalicelib.errors import TemporaryError
from chalicelib.services.hear import Occasion
from chalicelib.services.withdraw import Withdraw
from tests.domain.examples import MINUTE, NOW, a_mention, a_source, an_entry, an_escalation
from tests.fakes import FakeMentionStore, FakeSourceStore, Killed, fail_at

from .world import World

COMPLAINT = an_entry()
TOMBSTONE = Entry(id=COMPLAINT.id, url=COMPLAINT.url, is_deleted=True)
OTHER = an_entry(id="post-3", url="https://blog.example/posts/3", title="Cake", text="A recipe")


def a_world() -> World:
    """A complaint that was heard, and told to Ann."""
    world = World({a_source().id: Document((COMPLAINT,))})
    world.fetch()
    world.work_off()
    return world


def _the_mention(world: World) -> Mention:
    (mention,) = world.mentions.mentions.values()
    return mention


def _says(world: World, *entries: Entry) -> None:
    world.documents = {a_source().id: Document(entries)}


def _is_forgotten(world: World) -> bool:
    """Whether nothing of what was said is left anywhere."""
    mention = _the_mention(world)
    kept = [mention.title, mention.text, mention.author or "", *mention.judgement.evidence]
    kept += [line.note for line in world.mentions.history(mention.id)]
    return mention.status is MentionStatus.DELETED and not [
        said for said in kept if "lamp" in said or "Joan" in said or "broke" in said
    ]


def test_tombstone_drops_what_was_said_and_stops_the_escalation() -> None:
    world = a_world()

    _says(world, OTHER, TOMBSTONE)
    world.fetch(NOW + MINUTE)
    world.follow_up(NOW + timedelta(hours=1))
    world.work_off(NOW + timedelta(hours=1))

    mention = _the_mention(world)
    assert _is_forgotten(world)
    assert mention.url == COMPLAINT.url
    assert world.mentions.escalations[mention.id].status is EscalationStatus.CLOSED
    assert [notice.person.id for notice in world.email.notices if notice.person] == ["ann"]
    last = world.mentions.history(mention.id)[-1]
    assert (last.deed, last.by, last.via, last.at) == (Deed.DELETED, "earshot", Via.RULE, NOW + MINUTE)


def test_tombstone_seen_again_costs_no_write() -> None:
    world = a_world()
    _says(world, TOMBSTONE)
    world.fetch(NOW + MINUTE)
    commits = len(world.mentions.commits)

    world.hear()([TOMBSTONE], Occasion(a_source().id, NOW + 2 * MINUTE))

    assert len(world.mentions.commits) == commits


def test_what_is_queued_when_it_is_taken_back_wakes_nobody() -> None:
    world = World({a_source().id: Document((COMPLAINT,))})
    world.fetch()
    assert len(world.negatives.mention_ids) == 1

    _says(world, TOMBSTONE)
    world.fetch(NOW + MINUTE)
    world.work_off(NOW + MINUTE)

    assert world.follow_up(NOW + timedelta(hours=1)) == 0
    assert world.email.notices == world.topic.notices == []
    assert world.mentions.escalations == {}


def test_earlier_wording_in_the_history_goes_too_and_the_rest_of_it_stays() -> None:
    world = a_world()
    _says(world, replace(COMPLAINT, text="The Larkfield lamp broke. Joan here: it was my own fault."))
    world.fetch(NOW + MINUTE)

    _says(world, TOMBSTONE)
    world.fetch(NOW + 2 * MINUTE)

    lines = world.mentions.history(_the_mention(world).id)
    assert _is_forgotten(world)
    assert {line.deed for line in lines} == {Deed.ESCALATED, Deed.NOTIFIED, Deed.EDITED, Deed.DELETED}
    assert [line.note for line in lines if line.deed is Deed.EDITED] == [""]
    assert [line.note for line in lines if line.deed is Deed.ESCALATED] == ["policy default"]


def test_nothing_that_is_said_again_brings_it_back() -> None:
    world = a_world()
    _says(world, TOMBSTONE)
    world.fetch(NOW + MINUTE)

    _says(world, replace(COMPLAINT, text="The Larkfield lamp broke again."))
    world.fetch(NOW + 2 * MINUTE)
    world.work_off(NOW + 2 * MINUTE)

    assert _is_forgotten(world)
    assert len(world.email.notices) == 1


def test_tombstone_of_what_was_never_about_us_is_passed_over() -> None:
    world = a_world()
    before = _the_mention(world)

    _says(world, Entry(id=OTHER.id, url=OTHER.url, is_deleted=True), Entry(is_deleted=True))
    failed = world.fetch(NOW + MINUTE)

    assert not failed
    assert _the_mention(world) == before


def test_tombstone_is_never_matched_whatever_stands_on_it() -> None:
    world = World({a_source().id: Document((replace(COMPLAINT, is_deleted=True),))})

    world.fetch()

    assert world.mentions.mentions == {}
    hear = world.hear()
    hear.listen()
    assert hear.finding(replace(COMPLAINT, is_deleted=True), Occasion("blog", NOW)) is None


def test_source_that_only_passed_it_on_cannot_take_it_back() -> None:
    world = a_world()
    wire = a_source(url="https://wire.example/feed")
    world.sources = FakeSourceStore(wire)
    world.documents = {wire.id: Document((COMPLAINT,))}
    world.fetch(NOW + MINUTE)

    world.documents = {wire.id: Document((TOMBSTONE,))}
    world.fetch(NOW + 2 * MINUTE)

    assert len(_the_mention(world).sightings) == 2
    assert _the_mention(world).text == COMPLAINT.text


def test_one_review_of_many_at_one_address_is_taken_back() -> None:
    page = "https://app.example/"
    reviews = [an_entry(id=f"r{n}", url=page, text=f"Larkfield app broke {n} times") for n in range(3)]
    world = World({a_source().id: Document(tuple(reviews))})
    world.fetch()

    _says(world, reviews[0], Entry(id="r1", url=page, is_deleted=True), reviews[2])
    world.fetch(NOW + MINUTE)

    left = {mention.text for mention in world.mentions.mentions.values()}
    assert left == {"", "Larkfield app broke 0 times", "Larkfield app broke 2 times"}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", ["commit", "cursor"])
def test_worker_that_dies_while_withdrawing_is_made_up_for(step: str, after: bool) -> None:
    world = a_world()
    _says(world, TOMBSTONE)
    part, method = (world.mentions, "commit") if step == "commit" else (world.sources, "save")
    fail_at(part, method, after=after)

    with pytest.raises(Killed):
        world.fetch(NOW + MINUTE)
    world.fetch(NOW + 2 * MINUTE)

    deeds = [line.deed for line in world.mentions.history(_the_mention(world).id)]
    assert _is_forgotten(world)
    assert deeds.count(Deed.DELETED) == 1
    assert world.source.seen.has(TOMBSTONE)


@pytest.mark.parametrize("died_at", [0, 1, 2, 3])
def test_history_of_something_edited_all_day_is_forgotten_bit_by_bit(died_at: int) -> None:
    """A transaction has a limit; what is written before it is safe to write again."""
    mention = a_mention()
    store = FakeMentionStore(mention)
    lines = [
        HistoryLine(mention.id, NOW + n * MINUTE, Deed.EDITED, "earshot", Via.RULE, f"before: lamp {n}")
        for n in range(250)
    ]
    store.lines[mention.id] = list(lines)
    if died_at:
        fail_at(store, "commit", died_at)
        with pytest.raises(Killed):
            Withdraw(store)(mention.id, NOW + timedelta(days=1))

    assert Withdraw(store)(mention.id, NOW + timedelta(days=1))

    assert all(not line.note for line in store.history(mention.id))
    assert len(store.history(mention.id)) == 251
    assert max(len(change.forgotten) + len(change.history) + 1 for change in store.commits) <= 100


def _racing(world: World, rival: Callable[[], object]) -> None:
    """Have the rival act once between a reading of the mention and the writing that follows it."""
    history = world.mentions.history
    raced: list[bool] = []

    def racing_history(mention_id: str) -> tuple[HistoryLine, ...]:
        lines = history(mention_id)
        if not raced:
            raced.append(True)
            rival()
        return lines

    world.mentions.history = racing_history  # type: ignore[method-assign]


def test_edit_that_is_written_meanwhile_is_forgotten_too() -> None:
    world = a_world()
    _says(world, replace(COMPLAINT, text="The Larkfield lamp broke. Joan."))
    _racing(world, lambda: world.fetch(NOW + MINUTE))

    withdrew = Withdraw(world.mentions)(_the_mention(world).id, NOW + 2 * MINUTE)

    assert withdrew
    assert _is_forgotten(world)


def test_acknowledgement_that_is_written_meanwhile_keeps_its_line() -> None:
    world = a_world()
    mention_id = _the_mention(world).id
    _racing(world, lambda: world.do(Deed.ACKNOWLEDGED, now=NOW + MINUTE))

    Withdraw(world.mentions)(mention_id, NOW + 2 * MINUTE)

    assert _is_forgotten(world)
    assert Deed.ACKNOWLEDGED in {line.deed for line in world.mentions.history(mention_id)}


def test_mention_taken_back_under_a_persons_hand_is_not_theirs() -> None:
    world = a_world()
    mention_id = _the_mention(world).id
    Withdraw(world.mentions)(mention_id, NOW)

    for deed in (Deed.ACKNOWLEDGED, Deed.RESOLVED):
        taken = world.do(deed, now=NOW + MINUTE)
        assert not taken.is_first
        assert taken.mention.status is MentionStatus.DELETED


def test_mention_taken_back_while_its_step_is_taken_is_told_to_nobody_else() -> None:
    """The one who is being told at that moment is; the next destination is not, nor is any later step."""
    world = World(mentions=FakeMentionStore(a_mention()))
    send = world.email.send

    def told_and_withdrawn(notice: object) -> None:
        send(notice)  # type: ignore[arg-type]
        Withdraw(world.mentions)(a_mention().id, NOW)

    world.email.send = told_and_withdrawn  # type: ignore[method-assign]

    world.escalate(a_mention().id)
    world.follow_up(NOW + timedelta(hours=1))
    world.work_off(NOW + timedelta(hours=1))

    assert len(world.email.notices) == 1
    assert world.topic.notices == []
    assert world.mentions.mentions[a_mention().id].status is MentionStatus.DELETED
    assert world.mentions.escalations[a_mention().id].status is EscalationStatus.CLOSED


def test_what_is_gone_no_more_stands_for_the_mention_takes_nothing_back() -> None:
    """Another worker was here first: whoever carries the story now was not seen to be gone."""
    store = FakeMentionStore(a_mention())
    seen = replace(a_mention().sightings[0], url="https://blog.example/posts/before")

    assert not Withdraw(store)(a_mention().id, NOW, seen)
    assert Withdraw(store)(a_mention().id, NOW, a_mention().sightings[0])


def test_what_is_not_kept_cannot_be_withdrawn() -> None:
    assert not Withdraw(FakeMentionStore())("m1none", NOW)


def test_mention_that_changes_too_fast_is_tried_again_later() -> None:
    store = FakeMentionStore(a_mention())
    store.escalations[a_mention().id] = an_escalation()
    store.commit = lambda change: False  # type: ignore[method-assign]

    with pytest.raises(TemporaryError, match="too fast"):
        Withdraw(store)(a_mention().id, NOW)


def test_all_is_written_in_one() -> None:
    world = a_world()
    before = len(world.mentions.commits)

    Withdraw(world.mentions)(_the_mention(world).id, NOW)

    (change,) = world.mentions.commits[before:]
    deeds = [line.deed for line in change.history]
    assert change.mention is not None
    assert change.escalation is not None
    assert deeds == [Deed.DELETED]
