"""Answers to whoever pressed a button in Slack, where Slack says that an answer is to be sent."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import PermanentError
from ..network.guard import AddressGuard
from .destinations import Needs
from .fields import address_at
from .posting import Limits, Post, demand_success

# Slack wants to be answered within three seconds, and by now something was written already.
_LIMITS = Limits(connect_s=1.0, total_s=1.5)
_HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")


def build(settings: Needs) -> SlackReplies:
    """Those of this deployment."""
    return SlackReplies(Post(AddressGuard(allow_private=settings.allow_private_addresses), _LIMITS))


class SlackReplies:
    """Sends answers, to Slack only."""

    def __init__(self, post: Post, hosts: tuple[str, ...] = _HOSTS) -> None:
        self._post = post
        self._wrong_with = address_at(*hosts)

    def __call__(self, url: str, reply: Mapping[str, object]) -> None:
        """Send it. Raises TemporaryError or PermanentError."""
        if wrong := self._wrong_with(url):
            raise PermanentError(f"the address for answers {wrong}")
        answer = self._post.send_json(url, dict(reply))
        demand_success(answer, "slack", {0: "the answer came too late, or more often than five times"})
