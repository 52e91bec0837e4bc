"""Look at what was said: lists of mentions, and one mention with all that is known about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ..domain import canary
from ..domain.changes import Dossier
from ..domain.mentions import Mention, MentionFilter, Page
from ..errors import NotFound
from .ports import MentionStore


class Look:
    """Reads, and changes nothing."""

    def __init__(self, mentions: MentionStore) -> None:
        self._mentions = mentions

    def page(self, wanted: MentionFilter, cursor: str | None, limit: int) -> Page:
        """Mentions, newest first; canaries only where they are asked for. Raises InvalidInput for a cursor
        that is none of ours.
        """
        but = canary.NAME if wanted.watch_id is None else None
        return self._mentions.page(replace(wanted, but_watch_id=but), cursor, limit)

    def ruled(self, since: datetime, until: datetime) -> Iterator[Mention]:
        """Every mention found in that time on which a person has ruled, newest first."""
        return (mention for mention in self._mentions.reached(since, until) if mention.ruling)

    def dossier(self, mention_id: str) -> Dossier:
        """Raises NotFound."""
        mention = self._mentions.get(mention_id)
        if mention is None:
            raise NotFound("mention", mention_id)
        return Dossier(
            mention,
            self._mentions.escalation(mention_id),
            self._mentions.history(mention_id),
            self._mentions.deliveries(mention_id),
        )
