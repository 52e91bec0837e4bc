"""Recall: have we heard this before, there or at another address?

    by its id? ─▶ that mention, again
      │ no
      └─▶ traces that copies of it may have left ─▶ alike, and nobody misses anything by it? ─▶ a copy of that
                                                      └─▶ new: it leaves a trace of its own

A new mention costs one read of its id and one batch read here, and one item more where it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..domain.copies import joins
from ..domain.likeness import (
    Likeness,
    Trace,
    alike,
    copy_key,
    copy_of,
    is_what_it_links_to,
    likeness_of,
    story_of,
)
from ..domain.mentions import Finding, Mention
from .ports import MentionStore

_MOST_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Recalled:
    """The mention that a finding belongs to, None where it is new; and the trace to be written with it."""

    mention: Mention | None
    trace: Trace | None = None


class Recall:
    """Tells what is new from what is heard again."""

    def __init__(self, mentions: MentionStore) -> None:
        self._mentions = mentions

    def __call__(self, finding: Finding, escalates: bool) -> Recalled:
        """`escalates` says whether people would be told of the finding if it were new."""
        if known := self._first(finding.ids):
            return Recalled(known)
        likeness = likeness_of(finding)
        found = self._mentions.traces((likeness.copy_key, *likeness.keys))
        for mention in self._like(likeness, found, finding.found_at):
            if joins(mention, finding, escalates):
                is_known = any(trace.key == likeness.copy_key for trace in found)
                return Recalled(mention, None if is_known else copy_of(mention.id, finding))
        return Recalled(None, story_of(finding, likeness, found))

    def known_by(self, ids: Sequence[str]) -> Mention | None:
        """The mention with one of these ids, the surest first; else the one that such a copy hangs under."""
        if known := self._first(ids):
            return known
        traces = self._mentions.traces([copy_key(each) for each in ids])
        return self._first(trace.mention_id for trace in traces)

    def _like(self, likeness: Likeness, found: Sequence[Trace], now: datetime) -> Iterator[Mention]:
        """The mentions that tell the same story; what stands where the finding only links to, before."""
        linked = self._mentions.get(likeness.target) if likeness.target else None
        if linked and is_what_it_links_to(likeness, linked):
            yield linked
        for mention_id in alike(likeness, found, now)[:_MOST_LOOKED_AT]:
            if mention := self._mentions.get(mention_id):
                yield mention

    def _first(self, ids: Iterable[str]) -> Mention | None:
        return next((known for known in map(self._mentions.get, ids) if known), None)
