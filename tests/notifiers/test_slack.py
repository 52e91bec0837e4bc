"""A notice in Slack, in which strangers' words neither ring nor link; with buttons where a bot posts it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.mentions import MentionStatus
from chalicelib.errors import PermanentError, SourceRefused, TemporaryError
from chalicelib.notifiers.slack import SlackNotifier, message
from chalicelib.notifiers.slack_replies import SlackReplies

from .examples import a_hostile_notice, a_notice, seen_in
from .receiving import Ring, answering, local_post, reply

HOSTILE = "<!channel> <!everyone> <@U012AB3CD> @here @Channel <https://evil.example|bank.example> & *bold*"
BOT = {"token": "xoxb-1234567890", "channel": "C012AB3CD"}
TAKEN = reply(200, '{"ok": true}')


def texts(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Every text object in the message's blocks."""
    found: list[dict[str, Any]] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("type") in ("mrkdwn", "plain_text"):
                found.append(part)
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk(told["blocks"])
    return found


def by_bot(key: dict[str, str], answer: bytes) -> Any:
    """What the bot posts, with its head."""
    with answering(answer) as service:
        ring = Ring({"slack:support": {**BOT, **key}})
        SlackNotifier(ring, local_post(), f"{service.base}/api").send(a_notice(to="support"))
    return service.received[0]


def test_words_that_call_or_link_are_shown_and_do_nothing() -> None:
    told = message(a_notice(mention={"text": HOSTILE, "author": "<!here>", "title": "@everyone"}))

    shown = " ".join(text["text"] for text in texts(told)) + told["text"]
    assert "<!" not in shown
    assert "<@" not in shown
    assert "&lt;!channel&gt;" in shown
    assert not re.search(r"@(here|channel|everyone)", shown, re.IGNORECASE)
    assert re.findall(r"<([^|>]*)\|", shown) == [
        "https://blog.example/posts/1",
        "https://api.example/api/a/WyJtMSIsImFubiIsMV0.c2lnbmVk",
        "https://api.example/api/mentions/m1",
    ]


def test_slack_is_told_to_make_nothing_of_what_looks_like_something() -> None:
    told = message(a_notice())

    assert (told["parse"], told["link_names"]) == ("none", False)
    assert (told["unfurl_links"], told["unfurl_media"]) == (False, False)
    for text in texts(told):
        assert text.get("verbatim") is True or text.get("emoji") is False


@given(st.text(max_size=300), st.text(alphabet="&<>@", min_size=400, max_size=900))
def test_no_text_grows_beyond_what_slack_takes(title: str, text: str) -> None:
    places = seen_in(9)
    sources = dict.fromkeys(places.sources, "&" * 60)
    told = message(replace(places, sources=sources))
    other = message(a_notice(mention={"title": title, "text": text, "author": "&" * 90}))

    for each in (told, other, message(a_hostile_notice())):
        assert len(each["blocks"]) <= 50
        assert len(each["text"]) <= 4000
        assert all(0 < len(found["text"]) <= 3000 for found in texts(each))
        assert len(each["blocks"][0]["text"]["text"]) <= 150


def test_link_longer_than_a_section_is_left_out_whole() -> None:
    told = message(a_notice(mention={"url": "https://blog.example/?" + "&" * 1900}))

    assert "blog.example/?" not in str(told["blocks"])


def test_bot_posts_to_its_channel_as_itself() -> None:
    received = by_bot({}, TAKEN)

    assert received.path == "/api/chat.postMessage"
    assert received.header("authorization") == "Bearer xoxb-1234567890"
    assert received.header("content-type") == "application/json; charset=utf-8"
    assert received.json["channel"] == "C012AB3CD"


def test_buttons_carry_the_mention_and_its_turn_where_presses_can_be_checked() -> None:
    told = by_bot({"signing_secret": "x" * 32}, TAKEN).json

    buttons = told["blocks"][-1]["elements"]
    value = f"{a_notice().mention.id}.0"
    assert [(b["action_id"], b["text"]["text"], b["value"]) for b in buttons] == [
        ("have_it", "I have it", value),
        ("not_ours", "Not ours", value),
    ]


def test_what_somebody_has_comes_without_buttons() -> None:
    """As in a mail, which has no links then: how a storm stands is told whoever has its first mention."""
    held = a_notice(mention={"status": MentionStatus.ACKNOWLEDGED, "owner": "ann"})

    assert not [block for block in message(held, has_buttons=True)["blocks"] if block["type"] == "actions"]


def test_without_a_signing_secret_there_are_no_buttons() -> None:
    assert not [block for block in by_bot({}, TAKEN).json["blocks"] if block["type"] == "actions"]


@pytest.mark.parametrize("error", ["ratelimited", "internal_error", "fatal_error", "service_unavailable"])
def test_refusal_of_the_api_that_passes(error: str) -> None:
    with pytest.raises(TemporaryError, match=error) as caught:
        by_bot({}, reply(200, f'{{"ok": false, "error": "{error}"}}', Retry_After="5"))

    assert caught.value.retry_after_s == 5


@pytest.mark.parametrize(
    ("error", "todo"),
    [
        ("not_in_channel", "invite the bot"),
        ("is_archived", "another channel"),
        ("missing_scope", "chat:write"),
        ("token_revoked", "install the app again"),
        ("invalid_auth", "install the app again"),
    ],
)
def test_refusal_of_the_api_that_stays_says_what_to_do(error: str, todo: str) -> None:
    with pytest.raises(PermanentError, match=rf"{error}.*{todo}.*earshot keys set slack:support"):
        by_bot({}, reply(200, f'{{"ok": false, "error": "{error}"}}'))


@pytest.mark.parametrize(
    ("status", "code", "todo"),
    [
        (404, "no_service", "the webhook was removed in Slack; make a new one and set it"),
        (410, "channel_is_archived", "the channel was archived"),
        (403, "action_prohibited", "an administrator"),
    ],
)
def test_webhook_that_is_no_more_says_what_to_do(status: int, code: str, todo: str) -> None:
    with answering(reply(status, code)) as service:
        notifier = SlackNotifier(Ring({"slack:support": {"url": service.base}}), local_post())
        with pytest.raises(PermanentError) as caught:
            notifier.send(a_notice(to="support"))

    assert code in str(caught.value)
    assert todo in str(caught.value)
    assert "earshot keys set slack:support" in str(caught.value)


def test_answer_to_a_press_goes_where_slack_said() -> None:
    with answering(reply(200, "ok")) as service:
        SlackReplies(local_post(), ())(f"{service.base}/actions/T0/1/x", {"text": "hello"})

    assert service.received[0].json == {"text": "hello"}


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "http://hooks.slack.com/", "javascript:alert(1)", ""]
)
def test_answer_goes_to_slack_only(url: str) -> None:
    with pytest.raises(PermanentError) as caught:
        SlackReplies(local_post())(url, {"text": "hello"})

    assert not isinstance(caught.value, SourceRefused)
    assert "the address for answers" in str(caught.value)
