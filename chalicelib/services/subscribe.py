"""Subscribe: asks the hub that a source names to push what is new there, and again before the lease ends.

    fetched ─▶ time to ask? ─▶ noted as asked ─▶ the hub is asked ─┬─▶ it verifies at our callback: receive
                                                                   ├─▶ it refuses: noted, a week's peace
                                                                   └─▶ no answer: tomorrow again

Noted first: many hubs verify before they answer. Nothing that goes wrong here is any trouble of the source's.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime

from ..domain.people import hash_of
from ..domain.sources import Source
from ..domain.subscriptions import Subscription, callback_key, can_call_back, push_secret
from ..errors import EarshotError, SourceRefused
from .ports import Hubs, PushKeys, SourceStore

log = logging.getLogger(__name__)
_TRIES = 5


class Subscribe:
    """`api_url` is where hubs reach us; empty where they cannot, and then nobody is asked."""

    def __init__(self, sources: SourceStore, hubs: Hubs, keys: PushKeys, api_url: str) -> None:
        self._sources = sources
        self._hubs = hubs
        self._keys = keys
        self._api_url = api_url

    async def __call__(self, source: Source, now: datetime) -> None:
        """Ask for this source, as it is stored, if it is time to."""
        subscription = source.subscription
        if source.slot is None or subscription is None or not subscription.is_due(now):
            return
        if not can_call_back(self._api_url, subscription.hub):
            return
        try:
            await self._ask(source, subscription, now)
        except EarshotError as error:
            # Without its words: an edge of ours failed, and what it says may name the callback.
            log.warning("hub not asked", extra={"source": source.id, "error": type(error).__name__})

    async def _ask(self, source: Source, subscription: Subscription, now: datetime) -> None:
        root = await asyncio.to_thread(self._keys.push)
        hub = subscription.hub
        key = callback_key(root, source.id, hub)
        asked = subscription.asked(hash_of(key), now)
        if not await asyncio.to_thread(self._sources.save, replace(source, subscription=asked)):
            return  # another worker has been here, and asks
        callback = f"{self._api_url}/websub/{source.id}/{key}"
        try:
            await self._hubs.subscribe(hub, callback, push_secret(root, source.id, hub))
            log.info("hub asked", extra={"source": source.id})
        except SourceRefused as refusal:
            log.warning("hub refuses", extra={"source": source.id, "failure": str(refusal.failure.kind)})
            await asyncio.to_thread(self._note_refusal, source.id, asked, refusal.failure.detail, now)

    def _note_refusal(self, source_id: str, asked: Subscription, reason: str, now: datetime) -> None:
        """Unless the hub has verified all the same."""
        for _ in range(_TRIES):
            known, _hosts = self._sources.load([source_id], ())
            source = known.get(source_id)
            if source is None or source.subscription != asked:
                return
            if self._sources.save(replace(source, subscription=asked.denied(reason, now))):
                return
