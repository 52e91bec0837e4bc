"""Listening at one more place: found by its site, searched by a kind, looked at before."""

from __future__ import annotations

import json

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind, source_id
from chalicelib.errors import SourceRefused
from chalicelib.sources.discovery import Feed
from tests.domain.examples import OWN, an_entry
from tests.ops.commands.conftest import World

SITE = "https://blog.example/"
FEED = "https://blog.example/posts.xml"


def test_site_is_listened_to_by_its_feed(world: World) -> None:
    world.discovered[SITE] = [Feed(FEED, "Posts"), Feed(f"{SITE}comments.xml", "Comments", True)]

    answer = world.type("sources", "add", SITE)

    assert answer.exit_code == 0, answer.output
    assert source_id("feed", FEED) in {source.id for source in world.sources.all()}
    assert f"Its feed is {FEED} (Posts)." in answer.output
    assert f"There is also {SITE}comments.xml (Comments)." in answer.output


def test_address_is_taken_unseen_where_that_is_asked_for(world: World) -> None:
    world.discovered[SITE] = []

    answer = world.type("sources", "add", SITE, "--as-is")

    assert answer.exit_code == 0, answer.output
    assert source_id("feed", SITE) in {source.id for source in world.sources.all()}


def test_site_without_a_feed_says_what_to_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_: World, url: str) -> list[Feed]:
        raise SourceRefused(Failure(FailureKind.NOT_FOUND, f"no feed at {url}"))

    monkeypatch.setattr(World, "discover", nothing)

    answer = world.type("sources", "add", SITE)

    assert answer.exit_code == 1
    assert f"no feed at {SITE}" in str(answer.exception)
    assert "--as-is" in str(answer.exception)


def test_kind_is_searched_for_the_only_watch_of_ours(world: World) -> None:
    answer = world.type("sources", "add", "hn_algolia")

    [source] = [source for source in world.sources.all() if source.kind == "hn_algolia"]
    assert answer.exit_code == 0, answer.output
    assert source.watch_id == OWN.id
    assert f"earshot sources check {source.id}" in answer.output


def test_secret_address_is_recognised_and_not_stored(world: World) -> None:
    secret = "https://www.google.com/alerts/feeds/0123456789/987654321"

    answer = world.type("sources", "add", secret)

    assert answer.exit_code == 0, answer.output
    assert "987654321" not in answer.output
    assert not [source for source in world.sources.all() if "987654321" in source.url]
    assert any("987654321" in str(fields) for fields in world.keys.keys.values())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pigeon",), "neither a whole web address nor one of the kinds: feed, "),
        (("hn_algolia", "--option", "colour"), "--option is written NAME=VALUE, not 'colour'"),
    ],
)
def test_what_cannot_be_added_is_said_in_words(world: World, words: tuple[str, ...], said: str) -> None:
    answer = world.type("sources", "add", *words)

    assert answer.exit_code == 2
    assert said in " ".join(answer.output.split())
    assert len(world.sources.all()) == 1


def test_check_shows_what_is_about_us_and_what_is_not(world: World) -> None:
    [source] = world.sources.all()
    entries = (an_entry(), an_entry(id="2", url=None, title="Weather", text="Rain.", published_at=None))
    world.answers[source.id] = Document(entries, notes=("odd dates",))

    answer = world.type("sources", "check", source.id)

    assert answer.exit_code == 0, answer.output
    assert "larkfield" in answer.output
    assert "none of your watches" in answer.output
    assert "2 entries, 1 about what you listen for." in answer.output
    assert "Note: odd dates" in answer.output
    assert world.sources.all() == (source,)


def test_check_of_a_place_that_is_not_listened_to_adds_nothing(world: World) -> None:
    world.answers[source_id("feed", SITE)] = Document((an_entry(),))

    answer = world.type("sources", "check", SITE, "--json")

    assert answer.exit_code == 0, answer.output
    [shown] = json.loads(answer.stdout)
    assert shown["about"] == "larkfield"
    assert shown["verdict"] == "bad"
    assert len(world.sources.all()) == 1


def test_check_that_fails_says_why(world: World) -> None:
    [source] = world.sources.all()
    world.answers[source.id] = SourceRefused(Failure(FailureKind.BOT_WALL, "only browsers are let in"))

    answer = world.type("sources", "check", source.id)

    assert answer.exit_code == 1
    assert str(answer.exception) == "bot-wall: only browsers are let in"
