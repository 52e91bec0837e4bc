"""See: somebody is looking at a mention, and is told who else is.

    a human's sign ─▶ came just now? ─▶ there is such a mention; its notice with this link was opened
                           └─ no ─────▶ put down that they are here, every half minute ─▶ who else is?

Nothing becomes of the mention: looking is not acknowledging. What dies on the way is made up for by the next
sign of theirs.
"""

from __future__ import annotations

from datetime import datetime

from ..domain import deliveries, viewers
from ..domain.changes import Change
from ..domain.links import Link
from ..domain.viewers import Viewer
from ..errors import NotFound
from .ports import MentionStore, ViewerStore


class See:
    """Knows who looks at what."""

    def __init__(self, mentions: MentionStore, store: ViewerStore) -> None:
        self._mentions = mentions
        self._store = store

    def others(self, mention_id: str, person_id: str, now: datetime) -> tuple[Viewer, ...]:
        """Who else is looking at it. Changes nothing."""
        return viewers.others(self._store.at(mention_id), person_id, now)

    def __call__(
        self, mention_id: str, person_id: str, now: datetime, link: Link | None = None
    ) -> tuple[Viewer, ...]:
        """This person is looking at it, having come by the link, if any; who else is? Raises NotFound."""
        seen = self._store.at(mention_id)
        known = next((each for each in seen if each.person_id == person_id), None)
        if known is None or not viewers.is_here(known, now):
            if self._mentions.get(mention_id) is None:
                raise NotFound("mention", mention_id)
            if link:
                self._mark_opened(link, now)
        if viewers.is_worth_writing(known, now):
            self._store.put(Viewer(mention_id, person_id, now))
        return viewers.others(seen, person_id, now)

    def _mark_opened(self, link: Link, now: datetime) -> None:
        """Who loses here lost to somebody who did more: then it says more than that it was opened."""
        for delivery in self._mentions.deliveries(link.mention_id):
            if opened := deliveries.opened(delivery, link, now):
                self._mentions.commit(Change(deliveries=(opened,)))
