"""Tells a channel in Microsoft Teams with an Adaptive Card, through a webhook of its Workflows.

Workflows know no idempotency: a notice that is sent twice stands there twice. They answer before they have
posted; whether a workflow then fails is seen in its run history only.
"""

from __future__ import annotations

import logging
from typing import Any

from ..domain.notices import Notice
from .destinations import Keys, Needs, key_of, keys_of, named, post_of, setting
from .fields import address_at
from .outlines import outlined
from .posting import Post, demand_success
from .ways import Way

log = logging.getLogger(__name__)

WAY = Way(
    written="teams:care",
    tells="a channel in Microsoft Teams, by a workflow of the template "
    '"Post to a channel when a webhook request is received"',
    twice="stands there twice",
    keys=(("url",),),
    checks={"url": address_at(".api.powerplatform.com", ".logic.azure.com")},
)
# https://learn.microsoft.com/en-us/connectors/teams/#known-issues-and-limitations-with-actions
MOST_BYTES = 28 * 1024

_NEW_URL = "copy the webhook's address from the workflow in Teams and set it"
_TODO = {
    401: _NEW_URL,
    403: "let anyone trigger the workflow, or copy its address again and set it",
    404: f"the workflow was deleted or is off; turn it on, or make a new one: {_NEW_URL}",
    410: f"the workflow was deleted or is off; turn it on, or make a new one: {_NEW_URL}",
    0: _NEW_URL,
}


def build(settings: Needs) -> TeamsNotifier:
    """The notifier of this deployment."""
    return TeamsNotifier(keys_of(settings), post_of(settings))


class TeamsNotifier:
    """Posts notices as cards."""

    def __init__(self, keys: Keys, post: Post) -> None:
        self._keys = keys
        self._post = post

    def send(self, notice: Notice) -> None:
        """Post the notice. Raises TemporaryError or PermanentError."""
        to = named("teams", notice.to)
        answer = self._post.send_json(key_of(self._keys, to, "url")["url"], message(notice))
        demand_success(answer, "teams", {status: f"{todo}: {setting(to)}" for status, todo in _TODO.items()})
        log.info("notice posted", extra={"mention": notice.mention.id, "destination": to})


def message(notice: Notice) -> dict[str, Any]:
    """The card, as a workflow takes it.

    Text runs know no Markdown, unlike text blocks and facts, so that there is nothing to escape:
    https://adaptivecards.io/explorer/TextRun.html
    """
    outline = outlined(notice)
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": "Earshot has heard something, and this client cannot show it.",
        "body": [
            _line(_run(outline.headline, size="Large", weight="Bolder")),
            _line(_run(outline.who)),
            {"type": "Container", "style": "emphasis", "items": [_line(_run(outline.quote))]},
            *(_line(_run(f"{name}: ", weight="Bolder"), _run(said)) for name, said in outline.facts),
            _line(_run(outline.footer, size="Small", isSubtle=True)),
        ],
        "actions": [
            {"type": "Action.OpenUrl", "title": label, "url": link.url} for label, link in outline.links
        ],
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "attachments": [attachment]}


def _line(*runs: dict[str, Any]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def _run(text: str, **looks: object) -> dict[str, Any]:
    return {"type": "TextRun", "text": text, **looks}
