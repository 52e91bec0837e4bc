"""Note: what somebody said to us directly becomes a mention, like everything that is said elsewhere.

    remark ─▶ about which watch? ─▶ hear it: judge, store with who wrote it down, push ─▶ noted
                     │                 └─▶ noted before: it stands as it was, or its key is refused
                     └─▶ nobody can tell: refused, with the watches there are

Safe to repeat: the same remark, or the same key, is one mention.
"""

from __future__ import annotations

import logging
from datetime import datetime

from ..domain.changes import Noted
from ..domain.history import Deed, HistoryLine, Via
from ..domain.identities import mention_id
from ..domain.remarks import Remark, faults, meant
from ..errors import KeyReused
from .hear import Hear, Occasion
from .ports import MentionStore

log = logging.getLogger(__name__)


class Note:
    """Writes remarks down."""

    def __init__(self, mentions: MentionStore, hear: Hear) -> None:
        self._mentions = mentions
        self._hear = hear

    def __call__(self, remark: Remark, by: str, via: Via, now: datetime, key: str | None = None) -> Noted:
        """`by` is who wrote it down; `key` is their own name for it, by which it is known when sent again.

        Raises InvalidInput; KeyReused when something else was sent with this key.
        """
        if fault := next(faults(remark, now), None):
            raise fault
        self._hear.listen()
        about = meant(remark, self._hear.watches, can_ask=via is not Via.MAIL)
        source_id = remark.channel.source_id
        entry = remark.entry(now, f"{by}\n{key}" if key else None)
        line = HistoryLine(
            mention_id(entry, source_id, shares_address=True), now, Deed.NOTED, by, via, remark.record
        )
        is_first = self._mentions.get(line.mention_id) is None
        shared = frozenset({remark.url} if remark.url else ())
        kind = str(remark.channel)
        occasion = Occasion(source_id, now, shared=shared, about=about, noted=line, kind=kind)
        [mention] = self._hear([entry], occasion)
        if key and not self._is_noted(line):
            raise KeyReused(key)
        extra = {"mention": mention.id, "channel": remark.channel, "person": by, "via": via}
        log.info("remark noted", extra={**extra, "is_first": is_first})
        return Noted(mention, is_first)

    def _is_noted(self, line: HistoryLine) -> bool:
        """True when the history says the same, whenever that was written."""
        told = (line.deed, line.note)
        return any((past.deed, past.note) == told for past in self._mentions.history(line.mention_id))
