"""Look at what was said: lists of mentions, and one mention with all that is known about it."""

from __future__ import annotations

from ..domain.changes import Dossier
from ..domain.mentions import MentionFilter, Page
from ..errors import NotFound
from .ports import MentionStore


class Look:
    """Reads, and changes nothing."""

    def __init__(self, mentions: MentionStore) -> None:
        self._mentions = mentions

    def page(self, wanted: MentionFilter, cursor: str | None, limit: int) -> Page:
        """Mentions, newest first. Raises InvalidInput for a cursor that is none of ours."""
        return self._mentions.page(wanted, cursor, limit)

    def dossier(self, mention_id: str) -> Dossier:
        """Raises NotFound."""
        mention = self._mentions.get(mention_id)
        if mention is None:
            raise NotFound("mention", mention_id)
        return Dossier(mention, self._mentions.escalation(mention_id), self._mentions.history(mention_id))
