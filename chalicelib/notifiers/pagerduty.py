"""Tells whoever is on call in PagerDuty, through its Events API v2, which makes a mention one alert."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from ..domain.notices import Notice
from ..domain.urgency import Urgency
from ..errors import TemporaryError
from .destinations import Keys, Needs, key_of, keys_of, named, post_of, setting
from .fields import looking_like
from .outlines import outlined
from .posting import Post, demand_success
from .untrusted import cut
from .ways import Way

log = logging.getLogger(__name__)

WAY = Way(
    written="pagerduty:care",
    tells="whoever is on call for a service in PagerDuty; that somebody acknowledged here is not told there",
    twice="is one alert, as are all steps of a mention",
    keys=(("routing_key",),),
    may_have=("region",),
    checks={
        "routing_key": looking_like(
            r"[A-Za-z0-9]{32}", "the integration key of Events API v2, 32 characters"
        ),
        "region": looking_like("us|eu", "us or eu"),
    },
)
HOSTS = {"us": "https://events.pagerduty.com", "eu": "https://events.eu.pagerduty.com"}

# https://developer.pagerduty.com/docs/send-alert-event
MOST_SUMMARY = 1024
_MOST_TITLE = 200
_SEVERITY = {Urgency.URGENT: "critical", Urgency.SOON: "error", Urgency.NORMAL: "warning"}
_TODO = {
    0: "check the integration key of the service in PagerDuty, and its region, and set it",
}


def build(settings: Needs) -> PagerDutyNotifier:
    """The notifier of this deployment."""
    return PagerDutyNotifier(keys_of(settings), post_of(settings))


class PagerDutyNotifier:
    """Triggers alerts. PagerDuty takes events with the same `dedup_key` for one alert."""

    def __init__(self, keys: Keys, post: Post, hosts: dict[str, str] = HOSTS) -> None:
        self._keys = keys
        self._post = post
        self._hosts = hosts

    def send(self, notice: Notice) -> None:
        """Trigger the alert. Raises TemporaryError or PermanentError."""
        to = named("pagerduty", notice)
        key = key_of(self._keys, to, "routing_key")
        host = self._hosts.get(key.get("region", "us"), self._hosts["us"])
        answer = self._post.send_json(f"{host}/v2/enqueue", event(notice, key["routing_key"]))
        demand_success(answer, "pagerduty", {s: f"{todo}: {setting(to)}" for s, todo in _TODO.items()})
        if answer.fields.get("status") != "success":
            raise TemporaryError("pagerduty answered something that is not its API's answer")
        log.info("notice posted", extra={"mention": notice.mention.id, "destination": to})


def event(notice: Notice, routing_key: str) -> dict[str, Any]:
    """The event. All of it is shown as plain text."""
    mention, outline = notice.mention, outlined(notice)
    said_at = mention.published_at or mention.found_at
    return {
        "routing_key": routing_key,
        "event_action": "trigger",
        "dedup_key": dedup_key(mention.id),
        "payload": {
            "summary": cut(
                f"{outline.headline}. {outline.who}: “{cut(outline.quote, _MOST_TITLE)}”", MOST_SUMMARY
            ),
            "source": outline.who,
            "severity": _SEVERITY[mention.urgency],
            "timestamp": said_at.isoformat(),
            "class": mention.verdict.value,
            "custom_details": {"Said": outline.quote, **dict(outline.facts), "Mention": mention.id},
        },
        "links": [{"href": link.url, "text": label} for label, link in outline.links],
        "client": "Earshot",
    }


def dedup_key(mention_id: str) -> str:
    """By which PagerDuty knows the mention's alert again; it holds at most 255 characters."""
    return f"earshot-{hashlib.sha256(mention_id.encode()).hexdigest()[:40]}"
