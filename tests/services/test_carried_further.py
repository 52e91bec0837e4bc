"""How far something goes changes with every poll, and is worth one write: when it begins to matter."""

from __future__ import annotations

from chalicelib.domain.mentions import Mention
from chalicelib.domain.reach import Reach
from chalicelib.domain.sources import Document
from chalicelib.domain.urgency import Urgency
from tests.domain.examples import MINUTE, NOW, a_source, an_entry
from tests.fakes import FakeSourceStore

from .world import World

WIRE = a_source(url="https://wire.example/feed")


def shows(world: World, reactions: int, at: int) -> Mention:
    """The mention once the source was read at this minute, when its complaint had so many reactions."""
    entry = an_entry(reach=Reach(None, reactions))
    world.documents = {a_source().id: Document((entry,))}
    world.fetch(NOW + at * MINUTE)
    (mention,) = world.mentions.mentions.values()
    return mention


def test_votes_that_change_nothing_cost_no_write() -> None:
    world = World()
    first = shows(world, 0, at=0)
    writes, version = len(world.mentions.commits), world.source.version

    for minute, reactions in enumerate((3, 40, 99, 12), start=1):
        assert shows(world, reactions, minute) == first

    assert (len(world.mentions.commits), world.source.version) == (writes, version)


def test_complaint_that_begins_to_reach_very_many_becomes_urgent_with_one_write() -> None:
    world = World()
    found = shows(world, 3, at=0)
    writes = len(world.mentions.commits)

    spread = shows(world, 100, at=1)
    for minute, reactions in enumerate((250, 99, 101, 5_000), start=2):
        assert shows(world, reactions, minute) == spread

    assert (found.urgency, spread.urgency) == (Urgency.SOON, Urgency.URGENT)
    assert (found.reach, spread.reach) == (Reach(None, 3), Reach(None, 100))
    assert len(world.mentions.commits) == writes + 1


def test_source_that_only_counts_anew_has_said_nothing_new() -> None:
    """Else a quiet source would seem to speak, and its silence be told too late."""
    world = World()
    shows(world, 3, at=0)

    shows(world, 100, at=1)

    assert world.source.last_new_at == NOW


def test_nobody_is_told_again_of_what_merely_goes_further() -> None:
    world = World()
    found = shows(world, 3, at=0)
    world.work_off()
    before = list(world.mentions.history(found.id))

    shows(world, 100, at=1)
    world.work_off(NOW + MINUTE)

    assert len(world.email.notices) == 1
    assert list(world.mentions.history(found.id)) == before


def test_any_place_can_tell_how_far_it_goes() -> None:
    """What one source heard as it was said, another may show when very many have seen it."""
    seen = an_entry(id="w-9", reach=Reach(20_000, None))
    world = World({a_source().id: Document((an_entry(),)), WIRE.id: Document((seen,))})
    world.sources = FakeSourceStore(a_source(), WIRE)

    world.fetch()

    (mention,) = world.mentions.mentions.values()
    assert (mention.weight, mention.reach, mention.urgency) == (2, Reach(20_000, None), Urgency.URGENT)
