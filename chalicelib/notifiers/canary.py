"""Tells the canary, who does not read, but presses the button behind its link: so the whole road is tried."""

from __future__ import annotations

import logging
from typing import Protocol

from ..domain.notices import Notice
from ..errors import PermanentError, TemporaryError
from ..network.guard import AddressGuard
from .posting import Post
from .ways import Way

log = logging.getLogger(__name__)

WAY = Way(
    written="canary:canary",
    tells="nobody: it is how Earshot tries itself once a day, by pressing the button behind its own link",
    twice="changes nothing",
)
_PRESSED = (200, 303)


class Needs(Protocol):
    """The settings that this notifier reads."""

    @property
    def allow_private_addresses(self) -> bool: ...


def build(settings: Needs) -> CanaryNotifier:
    """The notifier of this deployment."""
    return CanaryNotifier(Post(AddressGuard(allow_private=settings.allow_private_addresses)))


class CanaryNotifier:
    """Presses the button, as a browser would."""

    def __init__(self, post: Post) -> None:
        self._post = post

    def send(self, notice: Notice) -> None:
        """Press it. Raises TemporaryError or PermanentError."""
        if notice.acknowledge_url is None:
            raise PermanentError("the canary has no link to press; its person or mention is not as it was")
        answer = self._post.send(
            notice.acknowledge_url, b"", {"Content-Type": "application/x-www-form-urlencoded"}
        )
        if answer.status not in _PRESSED:
            raise TemporaryError(f"the page behind the canary's link answered with status {answer.status}")
        log.info("canary pressed its button", extra={"mention": notice.mention.id})
