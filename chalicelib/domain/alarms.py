"""What the operator is told of sources, in words: which fail, which have gone quiet, which are well again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from .cadence import spoken
from .sources import Alarm, Source, SourceStatus

_TITLE_CHARS = 60
_FORMS: dict[Alarm | None, tuple[str, str]] = {
    Alarm.FAILING: ("is failing", "are failing"),
    Alarm.QUIET: ("has gone quiet", "have gone quiet"),
    None: ("is well again", "are well again"),
}


@dataclass(frozen=True, slots=True)
class News:
    """Something the operator should hear: `due` now holds of the source, which still has the alarm before."""

    source: Source
    due: Alarm | None


def subject(news: Sequence[News]) -> str:
    """All of it in a line."""
    if len(news) == 1:
        return f"Earshot: {news[0].source.host} {_FORMS[news[0].due][0]}"
    counts = Counter(each.due for each in news)
    parts = [f"{counts[due]} {forms[counts[due] > 1]}" for due, forms in _FORMS.items() if counts[due]]
    return f"Earshot, {len(news)} sources: {', '.join(parts)}"


def text(news: Sequence[News]) -> str:
    """A paragraph for each source, what to do about it in its last line.

    What the source says of itself stands on one line, so that it cannot pass for ours.
    """
    return "\n\n".join(f"{_named(each.source)}\n{_happened(each)}\n{_to_do(each.source)}" for each in news)


def _named(source: Source) -> str:
    title = " ".join((source.title or "").split())[:_TITLE_CHARS]
    watch = f", for the watch {source.watch_id}" if source.watch_id else ""
    return f"{source.host}{f' ({title})' if title else ''}: {source.kind}, source {source.id}{watch}"


def _happened(news: News) -> str:
    source = news.source
    if news.due is Alarm.FAILING:
        assert source.trouble is not None, source.id
        failure = source.trouble.failure
        detail = " ".join(failure.detail.split())
        times = "" if source.trouble.count == 1 else f", {source.trouble.count} times in a row"
        return f"Failing since {_utc(source.trouble.since)}{times}: {failure.kind}: {detail}"
    readable = "It can be read again" if source.alarm is Alarm.FAILING else "It can be read"
    if news.due is Alarm.QUIET:
        assert source.last_new_at is not None, source.id
        assert source.cadence is not None, source.id
        usual = f"usually something new comes every {spoken(source.cadence.usual)}"
        return f"{readable}, but has said nothing new since {_utc(source.last_new_at)}; {usual}"
    return f"{readable}." if source.alarm is Alarm.FAILING else "It says something new again."


def _to_do(source: Source) -> str:
    if source.status is SourceStatus.GONE:
        return (
            f"It is not asked any more. When it is back: earshot sources resume {source.id}; "
            f"else: earshot sources remove {source.id}"
        )
    return f"Look: earshot sources check {source.id}"


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
