"""Tells a channel in Slack: through an incoming webhook, or by a bot, whose messages can have buttons.

Slack knows no idempotency: a notice that is sent twice stands there twice.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from ..domain.buttons import Button, carried
from ..domain.mentions import OPEN
from ..domain.notices import Notice
from ..errors import PermanentError, TemporaryError
from .destinations import Keys, Needs, key_of, keys_of, named, post_of, setting
from .fields import address_at, looking_like, slack_people
from .outlines import Outline, outlined
from .posting import Answer, Post, demand_success
from .untrusted import Link, written
from .ways import Way

log = logging.getLogger(__name__)

WAY = Way(
    written="slack:support",
    tells="a channel in Slack; by a bot with a `signing_secret`, with buttons",
    twice="stands there twice",
    keys=(("url",), ("token", "channel")),
    may_have=("signing_secret", "people"),
    checks={
        "url": address_at("hooks.slack.com", "hooks.slack-gov.com"),
        "token": looking_like(r"xoxb-[A-Za-z0-9-]{10,200}", "a bot's token, which begins with xoxb-"),
        "channel": looking_like(r"[CG][A-Z0-9]{4,20}", "a channel's ID, like C012AB3CD; its details show it"),
        "signing_secret": looking_like(
            r"[A-Za-z0-9]{16,128}", "the app's signing secret, letters and digits"
        ),
        "people": slack_people,
    },
)
API = "https://slack.com/api"

# https://docs.slack.dev/messaging/formatting-message-text#escaping
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# https://docs.slack.dev/reference/block-kit/blocks/header-block, .../section-block
_MOST_HEADER = 150
_MOST_SECTION = 3000
# https://docs.slack.dev/reference/methods/chat.postMessage#truncating
_MOST_TEXT = 4000
# What clients of old made of plain words: https://docs.slack.dev/messaging/formatting-message-text#automatic-parsing
_CALLS = re.compile(r"@(?=channel|here|everyone|group)", re.IGNORECASE)
_WORD_JOINER = "\u2060"

# https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors
_TODO = {
    403: "an administrator of the workspace forbids it, or the webhook was removed",
    404: "the webhook was removed in Slack; make a new one and set it",
    410: "the channel was archived; make a webhook for another one and set it",
    0: "make a new webhook in Slack and set it",
}
# https://docs.slack.dev/reference/methods/chat.postMessage#errors
_PASSING = frozenset(
    "ratelimited rate_limited internal_error fatal_error service_unavailable request_timeout".split()
)
_BOT_TODO = {
    "not_in_channel": "invite the bot to the channel, or set another channel",
    "channel_not_found": "invite the bot to the channel, or set another channel",
    "is_archived": "the channel was archived; set another channel",
    "missing_scope": "give the app the scope chat:write, install it again, and set its token",
}
_NEW_TOKEN = "install the app again and set its token"  # noqa: S105 - says what to do, and is no token


def build(settings: Needs) -> SlackNotifier:
    """The notifier of this deployment."""
    return SlackNotifier(keys_of(settings), post_of(settings))


class SlackNotifier:
    """Posts notices. With a token in the key its bot does, else the key's webhook."""

    def __init__(self, keys: Keys, post: Post, api: str = API) -> None:
        self._keys = keys
        self._post = post
        self._api = api

    def send(self, notice: Notice) -> None:
        """Post the notice. Raises TemporaryError or PermanentError."""
        to = named("slack", notice.to)
        key = key_of(self._keys, to)
        if "token" in key:
            self._by_bot(notice, to, key_of(self._keys, to, "token", "channel"))
        else:
            url = key_of(self._keys, to, "url")["url"]
            _demand_ok(self._post.send_json(url, message(notice)), to)
        log.info("notice posted", extra={"mention": notice.mention.id, "destination": to})

    def _by_bot(self, notice: Notice, to: str, key: Mapping[str, str]) -> None:
        content = {**message(notice, "signing_secret" in key), "channel": key["channel"]}
        headers = {
            "Authorization": f"Bearer {key['token']}",
            "Content-Type": "application/json; charset=utf-8",
        }
        _demand_taken(self._post.send_json(f"{self._api}/chat.postMessage", content, headers), to)


def message(notice: Notice, has_buttons: bool = False) -> dict[str, Any]:
    """The message: a text for what cannot show blocks, and the blocks; with buttons while nobody has it."""
    outline = outlined(notice)
    blocks = _blocks(outline)
    if has_buttons and notice.mention.status in OPEN:
        blocks.append(_buttons(carried(notice.mention)))
    return {
        "text": _escaped(f"{outline.headline}. {outline.who}", _MOST_TEXT),
        "blocks": blocks,
        "parse": "none",
        "link_names": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _blocks(outline: Outline) -> list[dict[str, Any]]:
    headline = {"type": "plain_text", "text": outline.headline[:_MOST_HEADER], "emoji": False}
    links = filter(None, (_link(label, link) for label, link in outline.links))
    return [
        {"type": "header", "text": headline},
        _section(f"{_escaped(outline.who, 500)}\n>{_escaped(outline.quote, 2400)}"),
        *(_section(f"*{name}*  {_escaped(line, 2900)}") for name, line in outline.facts),
        *map(_section, links),
        {"type": "context", "elements": [_mrkdwn(_escaped(outline.footer, 500))]},
    ]


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _mrkdwn(text)}


def _mrkdwn(text: str) -> dict[str, Any]:
    """Verbatim: nothing in it becomes a link, a channel or a call unless it is written as one."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _escaped(text: str, limit: int) -> str:
    return written(_CALLS.sub(f"@{_WORD_JOINER}", text), _ENTITIES, limit)


def _link(label: str, link: Link) -> str:
    """Nothing where the address is longer than a section holds: half a link leads nowhere."""
    line = f"<{link.url.replace('&', '&amp;')}|{label}>"
    return line if len(line) <= _MOST_SECTION else ""


def _buttons(value: str) -> dict[str, Any]:
    return {
        "type": "actions",
        "elements": [
            _button(Button.HAVE_IT, "I have it", value) | {"style": "primary"},
            _button(Button.NOT_OURS, "Not ours", value),
        ],
    }


def _button(action: Button, label: str, value: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": label, "emoji": False}
    return {"type": "button", "action_id": str(action), "text": text, "value": value}


def _demand_ok(answer: Answer, to: str) -> None:
    """A webhook says "ok", and nothing else, when it has taken a message."""
    demand_success(answer, "slack", {status: f"{todo}: {setting(to)}" for status, todo in _TODO.items()})
    if answer.text.strip() != "ok":
        raise TemporaryError("slack answered something that is not its webhooks' answer")


def _demand_taken(answer: Answer, to: str) -> None:
    """The Web API says in the body whether it has taken a message; the status is mostly 200."""
    demand_success(answer, "slack", {0: f"{_NEW_TOKEN}: {setting(to)}"})
    said = answer.fields
    if said.get("ok") is True:
        return
    error = str(said.get("error", ""))
    if not re.fullmatch(r"[a-z_]{1,60}", error):
        raise TemporaryError("slack answered something that is not its API's answer")
    if error in _PASSING:
        raise TemporaryError(f"slack cannot take it now ({error})", retry_after_s=answer.wait_s)
    raise PermanentError(f"slack refused ({error}); {_BOT_TODO.get(error, _NEW_TOKEN)}: {setting(to)}")
