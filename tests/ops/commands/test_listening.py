"""What is listened for, and where: added, listed, rested, taken away."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from chalicelib.domain.sources import Failure, FailureKind, SourceStatus, Trouble
from chalicelib.errors import EarshotError
from chalicelib.sources import kinds
from tests.domain.examples import COMPETITOR, NOW, OWN, POLICY, a_source
from tests.fakes import FakeSourceStore
from tests.ops.commands.conftest import World

SOURCE = a_source()
GONE = replace(
    SOURCE, status=SourceStatus.GONE, trouble=Trouble(Failure(FailureKind.GONE, "gone for good"), NOW, 1)
)


def test_removed_watch_is_listened_for_no_longer(world: World) -> None:
    answer = world.type("watches", "remove", OWN.id)

    assert answer.exit_code == 0, answer.output
    assert OWN.id in answer.output
    assert world.watches.all() == (COMPETITOR,)


def test_changed_watch_keeps_who_hears_of_it(world: World) -> None:
    world.policies.put(replace(POLICY, id="night"))
    world.policies.put(replace(POLICY, id="cheers"))
    told = replace(OWN, policy_id="night", praise_policy_id="cheers")
    world.watches.put(told)
    words = ("watches", "add", OWN.id, "--kind", "own", "--names", "Larkfield Lamps")

    kept, kept_watch = world.type(*words), world.watches.get(OWN.id)
    named, named_watch = world.type(*words, "--policy", "default"), world.watches.get(OWN.id)

    assert kept.exit_code == named.exit_code == 0, kept.output + named.output
    assert kept_watch is not None
    assert (kept_watch.policy_id, kept_watch.praise_policy_id) == ("night", "cheers")
    assert kept_watch.names == ("Larkfield Lamps",)
    assert named_watch is not None
    assert (named_watch.policy_id, named_watch.praise_policy_id) == ("default", "cheers")


def test_id_that_the_api_would_refuse_is_refused_where_the_watch_is_new(world: World) -> None:
    """One that was saved before that was so can still be changed."""
    world.watches.put(replace(OWN, id="my lamp"))
    words = ("--kind", "own", "--names", "Larkfield")

    new = world.type("watches", "add", "your lamp", *words)
    known = world.type("watches", "add", "my lamp", *words)

    assert new.exit_code == 2
    assert "'your lamp' is no id: choose up to 64 letters" in " ".join(new.output.split())
    assert world.watches.get("your lamp") is None
    assert known.exit_code == 0, known.output


@pytest.mark.parametrize(
    "words",
    [("watches", "remove"), ("sources", "remove"), ("sources", "pause"), ("sources", "resume")],
    ids=" ".join,
)
def test_what_is_not_there_is_named_with_where_to_look(world: World, words: tuple[str, str]) -> None:
    answer = world.type(*words, "nobody")

    assert answer.exit_code == 2
    assert "there is no " in answer.output
    assert "'nobody'" in answer.output
    assert f"earshot {words[0]} list" in answer.output


def test_paused_source_is_not_fetched_until_it_is_resumed(world: World) -> None:
    paused = world.type("sources", "pause", SOURCE.id)
    status = world.sources.all()[0].status
    resumed = world.type("sources", "resume", SOURCE.id)

    assert status is SourceStatus.PAUSED
    assert f"earshot sources resume {SOURCE.id}" in paused.output
    assert SOURCE.host in resumed.output
    assert world.sources.all()[0].status is SourceStatus.ACTIVE
    assert [order.source_ids for order in world.queue.orders] == [(SOURCE.id,)]


def test_pausing_what_is_gone_says_that_it_is_gone(world: World) -> None:
    world.sources = FakeSourceStore(GONE)

    answer = world.type("sources", "pause", GONE.id)

    assert answer.exit_code == 0
    assert "gone" in answer.output


@pytest.mark.parametrize("words", [("resume", GONE.id), ("add", GONE.url)], ids=["resume", "add"])
def test_gone_source_is_revived(world: World, words: tuple[str, str]) -> None:
    world.sources = FakeSourceStore(GONE)

    answer = world.type("sources", *words)

    [source] = world.sources.all()
    assert answer.exit_code == 0
    assert (source.status, source.trouble) == (SourceStatus.ACTIVE, None)
    assert world.queue.orders


def test_removed_source_is_gone_from_the_list(world: World) -> None:
    answer = world.type("sources", "remove", SOURCE.id)

    assert answer.exit_code == 0
    assert world.sources.all() == ()
    assert json.loads(world.type("sources", "list", "--json").output) == []


def test_added_source_tells_how_often_it_is_asked(world: World) -> None:
    answer = world.type("sources", "add", "https://forum.example/feed", "--least", "7", "--most", "60")

    assert "every 10 to 60 minutes" in answer.output


def test_bounds_without_a_pace_are_refused_in_words(world: World) -> None:
    answer = world.type("sources", "add", "https://forum.example/feed", "--least", "3", "--most", "4")

    assert isinstance(answer.exception, EarshotError)
    assert "from 3 to 4" in str(answer.exception)
    assert len(world.sources.all()) == 1


def test_kinds_of_source_are_those_that_can_be_read(world: World) -> None:
    shown = world.type("sources", "add", "--help").output
    wrong = world.type("sources", "add", "https://forum.example/", "--kind", "smoke-signals")

    assert not [kind for kind in kinds.LISTENED if kind not in shown]
    assert wrong.exit_code == 2
    assert "smoke-signals" in wrong.output
