"""Tells a program of your own, by a webhook that is signed as Standard Webhooks prescribes.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ..domain.deliveries import Cause
from ..domain.notices import Notice, Sequel
from ..errors import PermanentError
from .destinations import Keys, Needs, key_of, keys_of, named, post_of, setting
from .fields import address_at, webhook_secret
from .posting import Post, as_json, demand_success
from .untrusted import shown
from .ways import Way
from .wording import worded

log = logging.getLogger(__name__)

WAY = Way(
    written="webhook:crm",
    tells="a program of yours, by a [signed webhook](#a-webhook-of-your-own)",
    twice="has the same `webhook-id`",
    keys=(("url", "secret"),),
    may_have=("old_secret",),
    checks={"url": address_at(), "secret": webhook_secret, "old_secret": webhook_secret},
    follows=True,
)
EVENT = "mention.escalated"
EVENTS_AFTER = {Cause.TAKEN: "mention.taken", Cause.FREED: "mention.freed", Cause.OVER: "mention.over"}

_LINE_CHARS = 200
_TODO = {
    401: "make sure that whoever answers there checks signatures with the secret that is set",
    403: "make sure that whoever answers there checks signatures with the secret that is set",
    410: "it wants no more webhooks from us; take it out of the policies, or set another address",
    0: "see what answers at its address, or set another one",
}


def build(settings: Needs) -> WebhookNotifier:
    """The notifier of this deployment."""
    return WebhookNotifier(keys_of(settings), post_of(settings), lambda: datetime.now(UTC))


class WebhookNotifier:
    """Posts notices as JSON. While a secret is being changed, it signs with the old one, too."""

    def __init__(self, keys: Keys, post: Post, now: Callable[[], datetime]) -> None:
        self._keys = keys
        self._post = post
        self._now = now

    def send(self, notice: Notice) -> None:
        """Post the notice. Raises TemporaryError or PermanentError."""
        to, message_id = named("webhook", notice.to), webhook_id(notice)
        self._post_signed(to, message_id, as_json(content(notice)))
        ids = {"mention": notice.mention.id, "destination": to, "webhook": message_id}
        log.info("notice posted", extra=ids)

    def follow(self, sequel: Sequel) -> None:
        """Post how it went on. Raises TemporaryError or PermanentError."""
        to, message_id = named("webhook", sequel.to), _id_of(sequel.delivery_id)
        self._post_signed(to, message_id, as_json(content_after(sequel)))
        ids = {"mention": sequel.mention.id, "destination": to, "webhook": message_id}
        log.info("sequel posted", extra=ids)

    def _post_signed(self, to: str, message_id: str, body: bytes) -> None:
        key = key_of(self._keys, to, "url", "secret")
        secrets = [key[name] for name in ("secret", "old_secret") if key.get(name)]
        now = self._now()
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(_signed(secret, message_id, now, body, to) for secret in secrets),
        }
        answer = self._post.send(key["url"], body, headers)
        demand_success(answer, to, {status: f"{todo}: {setting(to)}" for status, todo in _TODO.items()})


def webhook_id(notice: Notice) -> str:
    """The same for the same delivery, however often it is tried. The standard allows no full stop in it."""
    return _id_of(notice.delivery_id)


def content(notice: Notice) -> dict[str, Any]:
    """What is sent; the README shows it. Its strings are clean, single lines."""
    mention, words = notice.mention, worded(notice)
    said_at, reach = mention.published_at, mention.reach
    return {
        "type": EVENT,
        "timestamp": mention.found_at.isoformat(),
        "data": {
            "mention": mention.id,
            "watch": mention.about,
            "verdict": words.verdict,
            "urgency": mention.urgency.value,
            "reach": {"audience": reach.audience, "reactions": reach.reactions} if reach else None,
            "confidence": mention.judgement.certainty,
            "calibrated": mention.judgement.is_calibrated,
            "title": words.title,
            "text": words.text,
            "author": words.author or None,
            "place": words.place,
            "url": words.original.url if words.original else None,
            "said_at": said_at.isoformat() if said_at else None,
            "found_at": mention.found_at.isoformat(),
            "why": [words.judged, words.reason, words.judged_by],
            "playbook": {"do": list(notice.advice.do), "never": notice.advice.never},
            "seen": words.seen,
            "step": notice.step,
            "steps": notice.steps,
            "to": shown(notice.to or "", _LINE_CHARS),
            "links": {
                "acknowledge": words.acknowledge.url if words.acknowledge else None,
                "mention": words.look.url if words.look else None,
            },
        },
    }


def content_after(sequel: Sequel) -> dict[str, Any]:
    """What is sent of how it went on; the README shows it. The order is that of `timestamp`."""
    return {
        "type": EVENTS_AFTER[sequel.cause],
        "timestamp": sequel.at.isoformat(),
        "data": {"mention": sequel.mention.id, "watch": sequel.mention.about},
    }


def _id_of(what: str) -> str:
    return f"msg_{hashlib.sha256(what.encode()).hexdigest()[:32]}"


def _signed(secret: str, message_id: str, now: datetime, body: bytes, to: str) -> str:
    from standardwebhooks import Webhook

    try:
        return Webhook(secret).sign(message_id, now.astimezone(UTC), body.decode())
    except ValueError:
        # Not chained: the original quotes the secret.
        raise PermanentError(f"the secret of {to} is none; set it again with: {setting(to)}") from None
