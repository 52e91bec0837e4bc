"""Tells a channel in Discord through a webhook.

Webhooks of Discord know no idempotency: a notice that is sent twice stands there twice.
"""

from __future__ import annotations

import logging
from typing import Any

from ..domain.notices import Notice
from ..errors import TemporaryError
from .destinations import Keys, Needs, key_of, keys_of, named, post_of, setting
from .fields import address_at
from .outlines import outlined
from .posting import Post, demand_success
from .untrusted import written
from .ways import Way

log = logging.getLogger(__name__)

WAY = Way(
    written="discord:shop",
    tells="a channel in Discord",
    twice="stands there twice",
    keys=(("url",),),
    checks={"url": address_at("discord.com", "discordapp.com")},
)
# https://discord.com/developers/docs/resources/message#embed-object-embed-limits: 6,000 characters all
# together, of which these are as many as we may need.
_MOST_TITLE = 200
_MOST_WHO = 200
_MOST_QUOTE = 1700
_MOST_LINK = 450
_MOST_FACT = 380
_MOST_FOOTER = 250

# What Markdown there begins with, and the calls, channels and times in angle brackets; each loses its meaning
# behind a backslash. https://support.discord.com/hc/en-us/articles/210298617
_SIGNS = {sign: f"\\{sign}" for sign in "\\*_~`|<>[]()#-+:@!"}
_TODO = {
    401: "the webhook was removed in Discord; make a new one and set it",
    404: "the webhook was removed in Discord; make a new one and set it",
    0: "make a new webhook in Discord and set it",
}


def build(settings: Needs) -> DiscordNotifier:
    """The notifier of this deployment."""
    return DiscordNotifier(keys_of(settings), post_of(settings))


class DiscordNotifier:
    """Posts notices."""

    def __init__(self, keys: Keys, post: Post) -> None:
        self._keys = keys
        self._post = post

    def send(self, notice: Notice) -> None:
        """Post the notice. Raises TemporaryError or PermanentError.

        Discord is asked to wait until the message is kept; else it says nothing of one that is not.
        https://discord.com/developers/docs/resources/webhook#execute-webhook
        """
        to = named("discord", notice.to)
        url = key_of(self._keys, to, "url")["url"]
        waiting = f"{url}{'&' if '?' in url else '?'}wait=true"
        answer = self._post.send_json(waiting, message(notice))
        demand_success(
            answer, "discord", {status: f"{todo}: {setting(to)}" for status, todo in _TODO.items()}
        )
        if "id" not in answer.fields:
            raise TemporaryError("discord answered something that is not a message")
        log.info("notice posted", extra={"mention": notice.mention.id, "destination": to})


def message(notice: Notice) -> dict[str, Any]:
    """One embed, which calls nobody. Addresses in an embed get no preview."""
    outline = outlined(notice)
    said = f"{_escaped(outline.who, _MOST_WHO)}\n> {_escaped(outline.quote, _MOST_QUOTE)}"
    links = (
        f"[{_escaped(label, _MOST_LINK)}](<{link.url}>)"
        for label, link in outline.links
        if len(link.url) <= _MOST_LINK
    )
    embed = {
        "title": _escaped(outline.headline, _MOST_TITLE),
        "description": f"{said}\n{' · '.join(links)}",
        "fields": [
            {"name": name, "value": _escaped(line, _MOST_FACT), "inline": False}
            for name, line in outline.facts
        ],
        "footer": {"text": written(outline.footer, {}, _MOST_FOOTER)},
    }
    return {"embeds": [embed], "allowed_mentions": {"parse": []}}


def _escaped(text: str, limit: int) -> str:
    return written(text, _SIGNS, limit)
