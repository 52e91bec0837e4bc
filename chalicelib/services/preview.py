"""Preview a watch: what it would have made of what was heard of late, beside the one that is saved.

stored mentions ─▶ the saved watch, the changed one ─▶ caught, lost, noisiest terms; nothing is kept

Reads whole days of mentions: for people only, and at most as many as they can wait for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from ..domain.laboratory import Trial, trial
from ..domain.mentions import Mention, MentionFilter, MentionStatus
from ..domain.readings import Recognise
from ..domain.watches import Watch
from .ports import MentionStore, SourceStore, WatchStore

_A_PAGE = 100


class Preview:
    """Tries a watch on stored mentions, of whichever watch they are."""

    def __init__(
        self, watches: WatchStore, mentions: MentionStore, sources: SourceStore, recognise: Recognise
    ) -> None:
        self._watches = watches
        self._mentions = mentions
        self._sources = sources
        self._recognise = recognise

    def __call__(self, watch: Watch, since: datetime, until: datetime, most: int | None = None) -> Trial:
        """How the watch does on what was found in that time; where there are more, on the newest `most`."""
        saved = self._watches.get(watch.id)
        heard = islice(self._heard(MentionFilter(since, until)), most)
        return trial(saved, watch, heard, self._recognise)

    def _heard(self, wanted: MentionFilter) -> Iterator[tuple[Mention, str]]:
        """Each mention with the kind of the source, or the channel, that it came by first."""
        cursor: str | None = None
        while True:
            page = self._mentions.page(wanted, cursor, _A_PAGE)
            ids = {mention.sightings[0].source_id for mention in page.mentions}
            sources, _ = self._sources.load(sorted(ids), ())
            for mention in page.mentions:
                source = sources.get(mention.sightings[0].source_id)
                if mention.status is not MentionStatus.DELETED:
                    yield mention, source.kind if source else str(mention.channel or "")
            cursor = page.cursor
            if cursor is None:
                return
