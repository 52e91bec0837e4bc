"""The canary travels the whole road, and is missed where it does not arrive."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from chalicelib.domain import canary
from chalicelib.domain.acts import Act
from chalicelib.domain.deliveries import Cause, Delivery, failed, sent
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.sources import Document
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.services.canary import Canary
from chalicelib.services.look import Look
from chalicelib.services.look_after import LookAfter
from tests.domain.examples import NOW, a_mention, an_escalation
from tests.fakes import FakeFetchQueue, FakePersonStore, FakePolicyStore, FakeSourceStore, FakeWatchStore

from .world import World

API = "https://api.example"
HOUR = timedelta(hours=1)
TODAY = canary.id_of(API, NOW.date())


@dataclass
class Mine:
    """What the canary flies through."""

    world: World = field(default_factory=lambda: World(sources=FakeSourceStore(), watches=(canary.WATCH,)))
    watches: FakeWatchStore = field(default_factory=FakeWatchStore)
    policies: FakePolicyStore = field(default_factory=FakePolicyStore)
    people: FakePersonStore = field(default_factory=FakePersonStore)
    queue: FakeFetchQueue = field(default_factory=FakeFetchQueue)

    def canary(self) -> Canary:
        world = self.world
        respond, operator = world.respond(), world.operator
        stores = (self.watches, self.policies, self.people, world.sources)
        return Canary(*stores, Look(world.mentions), self.queue, respond, operator, API)


def test_released_canary_is_heard_as_a_complaint_of_todays() -> None:
    mine = Mine()

    mine.canary().release(NOW)
    song = replace(canary.song_of(API, NOW.date()), published_at=NOW)
    mine.world.documents = {mine.world.source.id: Document((song,))}
    mine.world.fetch(NOW, mine.queue.orders)

    mention = mine.world.mentions.mentions[TODAY]
    assert (mention.about, mention.verdict, mention.queued_since) == ("canary", Verdict.BAD, NOW)


def test_release_is_safe_to_repeat() -> None:
    mine = Mine()

    mine.canary().release(NOW)
    mine.canary().release(NOW)

    assert len(mine.queue.orders) == 1
    assert mine.watches.all() == (canary.WATCH,)
    assert len(mine.world.sources.all()) == 1


def _delivery() -> Delivery:
    return Delivery(TODAY, Cause.STEP, 0, 2, 0, canary.POLICY.steps[0].destinations[0], NOW, NOW)


def test_canary_that_arrived_is_resolved_and_nobody_is_told() -> None:
    mine = Mine()
    mine.world.mentions.mentions[TODAY] = replace(a_mention(), id=TODAY, about="canary")
    mine.world.respond()(TODAY, Act(Deed.ACKNOWLEDGED, "canary", NOW, Via.LINK))

    assert mine.canary().check(NOW + HOUR)
    assert mine.canary().check(NOW + HOUR)

    assert mine.world.mentions.mentions[TODAY].status is MentionStatus.RESOLVED
    assert mine.world.operator.told == []


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("nothing", "was not heard"),
        ("heard", "not escalated"),
        ("escalated", "did not go out"),
        ("failed", "did not go out"),
        ("sent", "link did not work"),
    ],
)
def test_operator_hears_how_far_it_came(stage: str, said: str) -> None:
    mine = Mine()
    mentions = mine.world.mentions
    if stage != "nothing":
        waits = NOW if stage == "heard" else None
        mentions.mentions[TODAY] = replace(a_mention(), id=TODAY, about="canary", queued_since=waits)
    if stage not in ("nothing", "heard"):
        mentions.escalations[TODAY] = an_escalation(mention_id=TODAY)
    if stage in ("failed", "sent"):
        over = sent(_delivery(), None, NOW) if stage == "sent" else failed(_delivery(), "gone", NOW)
        mentions.queued[TODAY, over.id] = over

    assert not mine.canary().check(NOW + HOUR)

    ((subject, text),) = mine.world.operator.told
    assert "canary did not arrive" in subject
    assert said in text


def test_what_waits_too_long_is_late() -> None:
    world = World()
    calm = Judgement(Verdict.INDIFFERENT, 0.9, (), "test-1")
    world.mentions.mentions = {m.id: m for m in (a_mention(), replace(a_mention(), id="m2", judgement=calm))}

    assert LookAfter(world.sources, world.mentions)(NOW) == ()
    assert [each.what for each in LookAfter(world.sources, world.mentions)(NOW + HOUR)] == ["escalations"]
