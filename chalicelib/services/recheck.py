"""Re-check: is what was said still there? What its author took away is forgotten here, too.

    every hour ─▶ mentions that came of age ─▶ orders by host ─▶ fetch queue ─▶ look at the address
                                                                                  │ 410, or 404 while
                                                                                  ▼ the front page is well
                                                                               withdraw

Looks stand in their host's group of the fetch queue, and so are made one at a time, among its fetches.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime

from ..domain import rechecks
from ..domain.mentions import Mention, MentionFilter
from ..domain.polling import FetchOrder, minute_of
from ..domain.rechecks import Answer
from .ports import FetchQueue, MentionStore, Peeker
from .withdraw import Withdraw

log = logging.getLogger(__name__)

_A_PAGE = 100
_LOOKS_AN_ORDER = 10


class Recheck:
    """Queues looks at the mentions that are due for one."""

    def __init__(self, mentions: MentionStore, queue: FetchQueue) -> None:
        self._mentions = mentions
        self._queue = queue

    def __call__(self, now: datetime) -> int:
        """Queue what came of age; says how many. Once in every hour of the clock; twice does no harm."""
        found = [mention for span in rechecks.spans(now) for mention in self._found(span)]
        due = [mention for mention in found if rechecks.is_looked_at(mention, now)]
        orders = tuple(_orders(due, minute_of(rechecks.hour_of(now))))
        self._queue.send(orders)
        queued = sum(len(order.mention_ids) for order in orders)
        log.info("rechecks queued", extra={"mentions": queued, "left_out": len(due) - queued})
        return queued

    def _found(self, span: MentionFilter) -> Iterator[Mention]:
        page = self._mentions.page(span, None, _A_PAGE)
        yield from page.mentions
        while page.cursor is not None:
            page = self._mentions.page(span, page.cursor, _A_PAGE)
            yield from page.mentions


def _orders(due: list[Mention], minute: int) -> Iterator[FetchOrder]:
    for host, ids in rechecks.by_host(due).items():
        for start in range(0, len(ids), _LOOKS_AN_ORDER):
            yield FetchOrder(host, (), minute, mention_ids=ids[start : start + _LOOKS_AN_ORDER])


class Visit:
    """Looks at the address of a mention, and withdraws what is gone: where others still carry the story, the
    sightings at that address alone. The next look is at the next one's.
    """

    def __init__(self, mentions: MentionStore, peeker: Peeker, withdraw: Withdraw) -> None:
        self._mentions = mentions
        self._peeker = peeker
        self._withdraw = withdraw
        self._fronts: dict[str, Answer] = {}

    def begin(self) -> None:
        """Forget what front pages said in the last run: a site that was well then may be down now."""
        self._fronts = {}

    async def __call__(self, mention_id: str, now: datetime) -> Answer | None:
        """What the host answered last; None when it was not asked, for there is nothing to ask for."""
        mention = await asyncio.to_thread(self._mentions.get, mention_id)
        if mention is None or not rechecks.is_looked_at(mention, now):
            return None
        url = rechecks.page_of(mention)
        answer = await self._peeker.peek(url)
        front = await self._front(rechecks.front_page_to_ask(url, answer))
        if rechecks.is_deleted(url, answer, front):
            await asyncio.to_thread(self._withdraw, mention_id, now, mention.sightings[0])
        said = str(answer.failure.kind) if answer.failure else "there"
        log.info("mention looked at", extra={"mention": mention_id, "said": said})
        return front or answer

    async def _front(self, url: str | None) -> Answer | None:
        if url is not None and url not in self._fronts:
            self._fronts[url] = await self._peeker.peek(url)
        return self._fronts[url] if url is not None else None
