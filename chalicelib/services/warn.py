"""Warn: tells the operator which sources fail, have gone quiet, or are well again, each change once.

    fetched ─▶ anything to tell? ─┬─▶ no: saved by the fetch
                                  └─▶ yes: held until the run's end ─▶ told, all in one ─▶ saved

Told first and saved then: whoever dies in between tells twice, never not at all. An operator who cannot be
told now is told after the next fetch; that must not take the fetch down.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ..domain import alarms
from ..domain.alarms import News
from ..domain.coverage import alarm_due
from ..domain.sources import Source
from ..errors import EarshotError
from .ports import Operator, SourceStore

log = logging.getLogger(__name__)


class Warn:
    """The operator is whoever runs Earshot, not the people who answer mentions."""

    def __init__(self, sources: SourceStore, operator: Operator) -> None:
        self._sources = sources
        self._operator = operator
        self._held: list[_Held] = []

    def begin(self) -> None:
        """Forget what an earlier run that died was holding: it was not saved, and comes up again."""
        self._held = []

    def holds(self, before: Source, after: Source, now: datetime) -> bool:
        """True when the operator is to hear of what a fetch made of a source. It is then saved from here."""
        news = News(after, alarm_due(after, now))
        if news.due is after.alarm:
            return False
        self._held.append(_Held(before, news))
        return True

    def __call__(self) -> None:
        """Tell all that is held, and save it."""
        if self._held:
            is_told = self._told([held.news for held in self._held])
            for held in self._held:
                self._save(held.before, _to_save(held, is_told))

    def _told(self, news: Sequence[News]) -> bool:
        try:
            self._operator.tell(alarms.subject(news), alarms.text(news))
        except EarshotError:
            log.exception("operator not told", extra={"sources": len(news)})
            return False
        log.info("operator told", extra={"sources": len(news)})
        return True

    def _save(self, before: Source, after: Source) -> None:
        """Whatever keeps one from being saved must not keep the others: the wheel brings it again."""
        try:
            if after != before and not self._sources.save(after):
                log.info("source was saved by another worker", extra={"source": before.id})
        except EarshotError:
            log.exception("source not saved", extra={"source": before.id})


@dataclass(frozen=True, slots=True)
class _Held:
    """A source as it was, and the news of it."""

    before: Source
    news: News


def _to_save(held: _Held, is_told: bool) -> Source:
    """With what was told. When it could not be, it stays on the wheel even if gone: it must come up again."""
    after = held.news.source
    return replace(after, alarm=held.news.due) if is_told else replace(after, status=held.before.status)
