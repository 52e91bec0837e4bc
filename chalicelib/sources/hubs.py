"""Asks a WebSub hub to push what is new (https://www.w3.org/TR/websub/#subscriber-sends-subscription-request).

Its address stands in a stranger's feed: it is asked through the guarded fetcher, like any other.
"""

from __future__ import annotations

from urllib.parse import urlencode

from ..domain.subscriptions import LEASE, Hub
from .fetching import Fetcher, Request

_FORM = "application/x-www-form-urlencoded"


class WebSubHubs:
    """The `Hubs` port."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    async def subscribe(self, hub: Hub, callback: str, secret: str) -> None:
        """Ask. Raises SourceRefused or SourceUnavailable when the hub does not take it.

        The secret goes to hubs without TLS, too, though the specification advises against it: who listens in
        there learns the callback as well, and without a secret that alone would do to speak for the hub.
        """
        form = {
            "hub.mode": "subscribe",
            "hub.topic": hub.topic,
            "hub.callback": callback,
            "hub.secret": secret,
            "hub.lease_seconds": str(int(LEASE.total_seconds())),
        }
        request = Request(
            hub.url,
            content=urlencode(form).encode(),
            content_type=_FORM,
            explains_failures=True,
            reads=False,
        )
        response = await self._fetcher.get(request)
        # A hub must answer 202; those older than the specification answer 204 once they have verified.
        if response.failure is not None and not 200 <= response.status <= 299:
            raise response.failure
