"""Recall: have we heard this before, there or at another address?

    by its id? ─────────────────────────────▶ that mention, again
    traces that copies of it may have left ─▶ alike, and nobody misses anything by it? ─▶ a copy of that
                                               └─▶ new: it leaves a trace of its own

Both are asked for in one batch: that, and a trace, is what a new mention costs here. Where very much is said
of a watch, traces lie elsewhere, too: that is a second batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..domain.copies import joins
from ..domain.likeness import (
    Likeness,
    Trace,
    alike,
    copy_key,
    copy_of,
    is_crowded,
    is_what_it_links_to,
    story_of,
)
from ..domain.mentions import Finding, Mention
from .ports import MentionStore

_MOST_LOOKED_AT = 3
# A mention is written right after its trace. Each look takes some milliseconds, as that does.
_LOOKS = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept of an entry: the mention that it is, None where it is none yet; then what may be the same
    story. `linked` is the mention at the address that it links to. Without a likeness nothing is compared.
    """

    known: Mention | None
    likeness: Likeness | None = None
    traces: tuple[Trace, ...] = ()
    linked: Mention | None = None


@dataclass(frozen=True, slots=True)
class Recalled:
    """The mention that a finding belongs to, None where it is new; and the trace to be written with it."""

    mention: Mention | None
    trace: Trace | None = None


class Recall:
    """Tells what is new from what is heard again."""

    def __init__(self, mentions: MentionStore) -> None:
        self._mentions = mentions

    def of(self, likeness: Likeness, ids: Sequence[str], surely: bool) -> Memory:
        """What is kept of an entry with these ids, the surest first, and of what is like it. `surely` is for
        who has lost a write: then what won is there.
        """
        wanted = (*ids, likeness.target) if likeness.target else ids
        found, traces = self._mentions.gather(wanted, (likeness.copy_key, *likeness.usual_keys), surely)
        if is_crowded(likeness, traces):
            _, rare = self._mentions.gather((), likeness.rare_keys, surely)
            traces = (*traces, *rare)
        kept = {mention.id: mention for mention in found}
        return Memory(_first(ids, kept), likeness, traces, kept.get(likeness.target or ""))

    def by_id(self, ids: Iterable[str]) -> Mention | None:
        """The mention with one of these ids, the surest first."""
        return next((known for known in map(self._mentions.get, ids) if known), None)

    def belongs(self, memory: Memory, finding: Finding, escalates: bool) -> Recalled:
        """What the finding belongs to. `escalates` says whether people would be told of it if it were new."""
        likeness = memory.likeness
        if memory.known or not likeness:
            return Recalled(memory.known)
        for mention in self._like(memory, likeness, finding):
            if joins(mention, finding, escalates):
                is_known = any(trace.key == likeness.copy_key for trace in memory.traces)
                return Recalled(mention, None if is_known else copy_of(mention.id, finding))
        return Recalled(None, story_of(finding, likeness, memory.traces))

    def known_by(self, ids: Sequence[str]) -> Mention | None:
        """The mention with one of these ids, the surest first; else the one that such a copy hangs under."""
        found, traces = self._mentions.gather(ids, [copy_key(each) for each in ids], surely=True)
        known = _first(ids, {mention.id: mention for mention in found})
        return known or self.by_id(trace.mention_id for trace in traces)

    def _like(self, memory: Memory, likeness: Likeness, finding: Finding) -> Iterator[Mention]:
        """The mentions that tell the same story; what stands where the finding only links to, before."""
        if memory.linked and is_what_it_links_to(likeness, memory.linked):
            yield memory.linked
        for mention_id in alike(likeness, memory.traces, finding.found_at)[:_MOST_LOOKED_AT]:
            if mention_id not in finding.ids and (mention := self.by_id([mention_id] * _LOOKS)):
                yield mention


def _first(ids: Iterable[str], kept: dict[str, Mention]) -> Mention | None:
    return next((kept[each] for each in ids if each in kept), None)
