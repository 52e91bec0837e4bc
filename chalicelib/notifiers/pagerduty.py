"""Tells whoever is on call in PagerDuty, through its Events API v2. The notices of a turn are one alert."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from typing import Any

from ..domain.deliveries import Cause
from ..domain.notices import Notice, Sequel
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
    tells="whoever is on call for a service in PagerDuty; the alert is closed with the mention",
    twice="is one alert, as are all steps until somebody has it",
    keys=(("routing_key",),),
    may_have=("region",),
    checks={
        "routing_key": looking_like(
            r"[A-Za-z0-9]{32}", "the integration key of Events API v2, 32 characters"
        ),
        "region": looking_like("us|eu", "us or eu"),
    },
    follows=True,
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
    """Triggers alerts, and closes them. PagerDuty takes events with the same `dedup_key` for one alert."""

    def __init__(self, keys: Keys, post: Post, hosts: dict[str, str] = HOSTS) -> None:
        self._keys = keys
        self._post = post
        self._hosts = hosts

    def send(self, notice: Notice) -> None:
        """Trigger the alert. Raises TemporaryError or PermanentError."""
        to = named("pagerduty", notice.to)
        self._enqueue(to, event(notice))
        log.info("notice posted", extra={"mention": notice.mention.id, "destination": to})

    def follow(self, sequel: Sequel) -> None:
        """Acknowledge the alert, or resolve it. Raises TemporaryError or PermanentError.

        An event about an alert that is not open, or not there, changes nothing.
        """
        to = named("pagerduty", sequel.to)
        self._enqueue(to, event_after(sequel))
        log.info("sequel posted", extra={"mention": sequel.mention.id, "destination": to})

    def _enqueue(self, to: str, event: Mapping[str, Any]) -> None:
        key = key_of(self._keys, to, "routing_key")
        host = self._hosts.get(key.get("region", "us"), self._hosts["us"])
        content = {"routing_key": key["routing_key"], **event}
        answer = self._post.send_json(f"{host}/v2/enqueue", content)
        demand_success(answer, "pagerduty", {s: f"{todo}: {setting(to)}" for s, todo in _TODO.items()})
        if answer.fields.get("status") != "success":
            raise TemporaryError("pagerduty answered something that is not its API's answer")


def event(notice: Notice) -> dict[str, Any]:
    """The event that triggers. All of it is shown as plain text."""
    mention, outline = notice.mention, outlined(notice)
    said_at = mention.published_at or mention.found_at
    return {
        "event_action": "trigger",
        "dedup_key": dedup_key(mention.id, notice.turn),
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


def event_after(sequel: Sequel) -> dict[str, Any]:
    """The event that says how it went on. What nobody has any more gets another alert from the next step: one
    that was acknowledged wakes nobody again. https://developer.pagerduty.com/docs/send-alert-event
    """
    action = "acknowledge" if sequel.cause is Cause.TAKEN else "resolve"
    return {"event_action": action, "dedup_key": dedup_key(sequel.mention.id, sequel.turn)}


def dedup_key(mention_id: str, turn: int) -> str:
    """By which PagerDuty knows the alert of a turn again; it holds at most 255 characters."""
    what = f"{mention_id}\n{turn}"
    return f"earshot-{hashlib.sha256(what.encode()).hexdigest()[:40]}"
