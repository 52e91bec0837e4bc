"""What watches with queries hear: where it is said, in which language, and by which channel counts."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.channels import Channel
from chalicelib.domain.history import Via
from chalicelib.domain.remarks import Remark
from chalicelib.domain.sources import Document
from chalicelib.domain.watches import Watch
from chalicelib.parsing.queries import parse
from chalicelib.services.check import Check
from chalicelib.services.hear import Hear, Occasion
from chalicelib.services.note import Note
from tests import fakes
from tests.domain.examples import NOW, OWN, a_source, an_entry
from tests.services.world import World


def _asking(query: str) -> Watch:
    return replace(OWN, query=parse(query))


def _hear(*watches: Watch, language: str | None = None) -> Hear:
    store, judge = fakes.FakeWatchStore(*watches), fakes.FakeJudge({})
    mentions, negatives = fakes.FakeMentionStore(), fakes.FakeNegativesQueue()
    hear = Hear(store, mentions, negatives, judge, timedelta(1), lambda text: language)
    hear.listen()
    return hear


@pytest.mark.parametrize(("query", "found"), [("larkfield -kind:reddit", 1), ("larkfield kind:reddit", 0)])
def test_kind_of_the_source_counts_when_it_is_fetched(query: str, found: int) -> None:
    world = World({a_source().id: Document((an_entry(),))}, watches=(_asking(query),))

    world.fetch()

    assert len(world.mentions.mentions) == found


@pytest.mark.parametrize(("language", "is_heard"), [("de", True), ("en", False), (None, False)])
def test_language_of_the_text_counts(language: str | None, is_heard: bool) -> None:
    hear = _hear(_asking("larkfield lang:de"), language=language)

    assert bool(hear([an_entry()], Occasion("blog", NOW))) == is_heard


def test_author_and_site_count() -> None:
    hear = _hear(_asking("larkfield author:joan site:blog.example"))
    elsewhere = an_entry(url="https://forum.example/1")

    heard = hear(
        [an_entry(), elsewhere, an_entry(author="Ben", url="https://blog.example/2")], Occasion("x", NOW)
    )

    assert [mention.url for mention in heard] == ["https://blog.example/posts/1"]


def test_phrase_that_matched_is_the_first_that_is_wanted_and_stands_there() -> None:
    finding = _hear(_asking("(desk OR lamp*) larkfield -pie")).finding(an_entry(), Occasion("blog", NOW))

    assert finding is not None
    assert finding.matches[0].phrase == "lamp"


def test_query_about_other_fields_is_its_own_reason() -> None:
    finding = _hear(_asking("site:blog.example")).finding(an_entry(), Occasion("blog", NOW))

    assert finding is not None
    assert finding.matches[0].phrase == "site:blog.example"


def test_kind_of_the_source_counts_when_it_is_checked() -> None:
    store, reader = (
        fakes.FakeSourceStore(a_source()),
        fakes.FakeReader({a_source().id: Document((an_entry(),))}),
    )

    found = [
        asyncio.run(Check(store, reader, _hear(_asking(query)))(a_source(), NOW)).findings[0][1]
        for query in ("larkfield kind:feed", "larkfield kind:reddit")
    ]

    assert found[0] is not None
    assert found[1] is None


def test_channel_counts_where_it_was_said_to_us() -> None:
    """Of two of our own, the words alone do not say which is meant."""
    by_phone, by_letter = _asking("larkfield kind:phone"), replace(_asking("larkfield kind:letter"), id="b")
    hear = _hear(by_phone, by_letter)

    abouts = [
        Note(fakes.FakeMentionStore(), hear)(
            Remark(channel, "A Larkfield lamp"), "ann", Via.COMMAND, NOW
        ).mention.about
        for channel in (Channel.PHONE, Channel.LETTER)
    ]

    assert abouts == [by_phone.id, by_letter.id]
