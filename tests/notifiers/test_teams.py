"""A notice in Microsoft Teams: one card, in whose text runs nothing is Markdown."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.notifiers.posting import as_json
from chalicelib.notifiers.teams import MOST_BYTES, message

from .examples import a_hostile_notice, a_notice

HOSTILE = "[bank.example](https://evil.example) **big** <at>Everyone</at> {{DATE(2026-01-01)}} - one\r- two"


def card(told: dict[str, Any]) -> dict[str, Any]:
    (attachment,) = told["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    content = attachment["content"]
    assert isinstance(content, dict)
    return content


def test_message_is_one_card_as_workflows_take_it() -> None:
    told = message(a_notice())

    assert told["type"] == "message"
    assert (card(told)["type"], card(told)["version"]) == ("AdaptiveCard", "1.4")
    assert [action["title"] for action in card(told)["actions"]] == [
        "Read it on blog.example",
        "I have it",
        "In Earshot",
    ]
    assert {action["type"] for action in card(told)["actions"]} == {"Action.OpenUrl"}


def test_strangers_words_stand_only_where_nothing_is_markdown() -> None:
    told = card(message(a_notice(mention={"text": HOSTILE, "author": HOSTILE, "title": HOSTILE})))

    blocks = [
        inner
        for block in told["body"]
        for inner in (block["items"] if block["type"] == "Container" else [block])
    ]
    assert {block["type"] for block in blocks} == {"RichTextBlock"}
    runs = [run for block in blocks for run in block["inlines"]]
    assert {run["type"] for run in runs} == {"TextRun"}
    assert any(
        "[bank.example](https://evil.example) **big** <at>Everyone</at>" in run["text"] for run in runs
    )
    assert not [run for run in runs if "\r" in run["text"]]
    assert "msteams" not in told, "nobody is called"


@given(st.text(min_size=500, max_size=1000))
def test_card_stays_small_enough_for_teams(text: str) -> None:
    hostile = {"text": text, "title": text, "author": text, "url": "https://blog.example/" + "a" * 1900}
    for notice in (a_hostile_notice(), a_notice(mention=hostile, sources={"blog": text})):
        assert len(as_json(message(notice))) < MOST_BYTES
