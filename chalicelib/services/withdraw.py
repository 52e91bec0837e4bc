"""Withdraw: its author has taken back what was said, so we forget it, and nobody is told or answers any more.

    a source's tombstone ─▶ which mention was that? ─┐
    its address says that it is gone ────────────────┴─▶ forget title, text, author, and what history quotes
                                                         ─▶ others still carry the story? It goes on as theirs
                                                         ─▶ else close the escalation, and tell who follows
                                                         ─▶ commit, all in one

Safe to repeat; what dies on the way is done again by whoever saw that it is gone.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from ..domain.changes import Change, Dossier, withdrawn
from ..domain.copies import without_copy
from ..domain.entries import Entry
from ..domain.identities import deleted_ids
from ..domain.mentions import MentionStatus, Sighting, speaks_for
from ..domain.sequels import with_sequels
from ..errors import TemporaryError
from .ports import MentionStore
from .recall import Recall

log = logging.getLogger(__name__)
_TRIES = 5

# What one commit can rewrite, beside the mention: a transaction of DynamoDB holds 100 items.
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
_MOST_LINES = 90


class Withdraw:
    """Forgets what was said."""

    def __init__(self, mentions: MentionStore) -> None:
        self._mentions = mentions
        self._recall = Recall(mentions)

    def __call__(self, mention_id: str, now: datetime, gone: Sighting | None = None) -> bool:
        """False when there is nothing to forget, or no more. `gone` is what stood for the mention when that
        was seen; nothing is done where another sighting stands for it by now. Raises TemporaryError.
        """
        for _ in range(_TRIES):
            dossier = self._dossier(mention_id)
            if dossier is None or dossier.mention.status is MentionStatus.DELETED:
                return False
            if gone is not None and dossier.mention.sightings[0] != gone:
                return False
            change = withdrawn(dossier, now)
            change = with_sequels(change, dossier.mention, dossier.escalation, dossier.deliveries, now)
            if self._mentions.commit(self._last_part(change)):
                log.info("mention withdrawn", extra={"mention": mention_id})
                return True
        raise TemporaryError(f"mention {mention_id!r} is changing too fast")

    def what_was(self, entry: Entry, source_id: str, now: datetime, shares_address: bool = False) -> bool:
        """Forget the mention that this deleted entry was, if that source showed it first; or that source's
        copy of it, whose place and author are then no more named. What others show stays, until they take it
        back. Answers and raises as above.
        """
        ids = deleted_ids(entry, source_id, shares_address)
        for _ in range(_TRIES):
            mention = self._recall.known_by(ids)
            if mention is None:
                return False
            if speaks_for(mention, source_id, ids):
                return self(mention.id, now, mention.sightings[0])
            left = without_copy(mention, source_id, ids)
            if left == mention:
                return False
            if self._mentions.commit(Change(left)):
                log.info("copy withdrawn", extra={"mention": mention.id})
                return True
        raise TemporaryError(f"what source {source_id!r} took back is changing too fast")

    def _dossier(self, mention_id: str) -> Dossier | None:
        mention = self._mentions.get(mention_id)
        if mention is None:
            return None
        return Dossier(
            mention,
            self._mentions.escalation(mention_id),
            self._mentions.history(mention_id),
            self._mentions.deliveries(mention_id),
        )

    def _last_part(self, change: Change) -> Change:
        """The change as far as one commit holds it; of what is edited all day, the oldest lines go first."""
        lines = change.forgotten
        while len(lines) > _MOST_LINES:
            self._mentions.commit(Change(forgotten=lines[:_MOST_LINES]))
            lines = lines[_MOST_LINES:]
        return replace(change, forgotten=lines)
