"""A notice in Discord, where strangers' words call nobody and format nothing."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.notifiers.discord import DiscordNotifier, message

from .examples import a_hostile_notice, a_notice, seen_in
from .receiving import Ring, answering, local_post, reply

HOSTILE = (
    "@everyone <@&1234> <#5678> [bank.example](https://evil.example) **big** `code` ||spoiler|| <t:0:R> # x"
)
UNESCAPED = re.compile(r"(?<!\\)[*_~`|<\[\]()#@]")


def embed(told: dict[str, Any]) -> dict[str, Any]:
    (only,) = told["embeds"]
    assert isinstance(only, dict)
    return only


def size_of(told: dict[str, Any]) -> int:
    """All characters that Discord counts together."""
    shown = embed(told)
    fields = sum(len(field["name"]) + len(field["value"]) for field in shown["fields"])
    return len(shown["title"]) + len(shown["description"]) + len(shown["footer"]["text"]) + fields


def test_words_that_call_or_format_are_shown_and_do_nothing() -> None:
    told = message(a_notice(mention={"text": HOSTILE, "author": "@here", "title": "**x**"}))

    assert told["allowed_mentions"] == {"parse": []}
    assert "content" not in told
    who, quote, links = embed(told)["description"].split("\n")
    assert not UNESCAPED.search(who)
    assert not UNESCAPED.search(quote.removeprefix("> "))
    assert "\\[bank.example\\]\\(https\\://evil.example\\)" in quote
    assert links.count("](<https://") == 3
    for field in embed(told)["fields"]:
        assert not UNESCAPED.search(field["value"])


@given(st.text(alphabet="*_~`\\|<[(#@ a", min_size=600, max_size=900))
def test_nothing_grows_beyond_what_discord_takes(text: str) -> None:
    """https://discord.com/developers/docs/resources/message#embed-object-embed-limits"""
    places = seen_in(9)
    sources = dict.fromkeys(places.sources, text)
    mentions = {"text": text, "title": text, "author": text, "sightings": places.mention.sightings}
    long = {"url": "https://blog.example/" + "a" * 420}
    for told in (
        message(a_hostile_notice(sources=sources)),
        message(a_notice(mention={**mentions, **long}, sources=sources)),
    ):
        assert len(embed(told)["title"]) <= 256
        assert len(embed(told)["description"]) <= 4096
        assert all(len(field["value"]) <= 1024 for field in embed(told)["fields"])
        assert len(embed(told)["footer"]["text"]) <= 2048
        assert size_of(told) <= 6000


def test_link_too_long_for_an_embed_is_left_out_whole() -> None:
    told = message(a_notice(mention={"url": "https://blog.example/" + "a" * 1900}))

    assert embed(told)["description"].count("](<") == 2


def test_discord_is_asked_to_say_whether_the_message_was_kept() -> None:
    with answering(reply(200, '{"id": "1"}')) as service:
        ring = Ring({"discord:support": {"url": f"{service.base}/api/webhooks/1/x?thread_id=5"}})
        DiscordNotifier(ring, local_post()).send(a_notice(to="support"))

    assert service.received[0].path == "/api/webhooks/1/x?thread_id=5&wait=true"
