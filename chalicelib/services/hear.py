"""Hear: what a source says, if it is about us, becomes a mention: judged, stored and, if bad, pushed.

    entry ─┬─▶ match ─▶ judge ─▶ recall ─▶ new: add as a mention ───────────┬─▶ waiting for escalation? push
           │                        └─▶ heard: another sighting, or edited ┘
           └─▶ deleted at the source: withdraw the mention it was

Safe to repeat at any point: a mention is added once, and one that still waits is pushed again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..domain.changes import Change
from ..domain.entries import Entry, plausible
from ..domain.escalations import escalates
from ..domain.history import Deed, HistoryLine, Via
from ..domain.likeness import Trace
from ..domain.mentions import Finding, Mention, edited, new_mention, seen_again
from ..domain.queries import Match, Matcher
from ..domain.readings import Recognise, nobody_knows
from ..domain.watches import Watch
from ..errors import TemporaryError
from .ports import Judge, MentionStore, NegativesQueue, WatchStore
from .recall import Recall, Recalled
from .withdraw import Withdraw

log = logging.getLogger(__name__)
_TRIES = 5
_LONG_AGO = timedelta.max


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where and when something is heard. `is_first`: never listened there before, all may be old news.

    `shared` are the addresses that several entries of the document have in common. `about` is the watch that
    all of it is about, named or not. `noted` is the line of history for what was said to us and written down.
    `kind` is the kind of the source.
    """

    source_id: str
    at: datetime
    is_first: bool = False
    shared: frozenset[str] = frozenset()
    about: str | None = None
    noted: HistoryLine | None = None
    kind: str = ""


class Hear:
    """Turns entries into mentions."""

    def __init__(
        self,
        watches: WatchStore,
        mentions: MentionStore,
        negatives: NegativesQueue,
        judge: Judge,
        escalate_within: timedelta,
        recognise: Recognise = nobody_knows,
    ) -> None:
        self._watches = watches
        self._mentions = mentions
        self._negatives = negatives
        self._judge = judge
        self._escalate_within = escalate_within
        self._recall = Recall(mentions)
        self._withdraw = Withdraw(mentions)
        self._recognise = recognise
        self._listening: dict[str, Watch] = {}
        self._matcher = Matcher(())

    def listen(self) -> None:
        """Learn what we watch for now. Compiles only what has changed since the last time."""
        watches = {watch.id: watch for watch in self._watches.all()}
        if watches != self._listening:
            self._listening, self._matcher = watches, Matcher(watches.values(), self._recognise)

    def __call__(self, entries: Iterable[Entry], occasion: Occasion) -> tuple[Mention, ...]:
        """The mentions among these entries, stored and, where somebody must be told, pushed.

        What is deleted at the source is no mention any more.
        """
        heard = []
        for entry in entries:
            if entry.is_deleted:
                shares = entry.url in occasion.shared
                self._withdraw.what_was(entry, occasion.source_id, occasion.at, shares)
            elif finding := self.finding(entry, occasion):
                heard.append(self._keep(finding, occasion))
        waiting = [mention.id for mention in heard if mention.queued_since]
        if waiting:
            self._negatives.send(waiting)
        return tuple(heard)

    @property
    def watches(self) -> tuple[Watch, ...]:
        """What is listened for."""
        return tuple(self._listening.values())

    def watch(self, watch_id: str | None) -> Watch | None:
        """The watch of this id among those listened for."""
        return self._listening.get(watch_id) if watch_id else None

    def _matches(self, entry: Entry, occasion: Occasion) -> tuple[Match, ...]:
        """The watches that the entry names; before them the one that it is about even unnamed, and the one
        that it is about in the words of whoever wrote it down.
        """
        named = self._matcher.matches(entry, occasion.kind)
        about = self.watch(occasion.about)
        match = next((match for match in named if about and match.watch_id == about.id), None)
        if about is None or (match and not occasion.noted):
            return named
        others = (other for other in named if other != match)
        return (match or Match(about.id, about.phrases[0]), *others)

    def finding(self, entry: Entry, occasion: Occasion) -> Finding | None:
        """What the entry would be a mention of, judged; None when it is gone, or about nothing of ours."""
        matches = () if entry.is_deleted else self._matches(entry, occasion)
        if not matches:
            return None
        watch = self._listening[matches[0].watch_id]
        judgement = self._judge.judge(entry.content, watch.names or watch.terms)
        shares = entry.url in occasion.shared
        return Finding(entry, matches, judgement, occasion.source_id, occasion.at, shares)

    def _keep(self, finding: Finding, occasion: Occasion) -> Mention:
        for _ in range(_TRIES):
            if (kept := self._keep_once(finding, occasion)) is not None:
                return kept
        raise TemporaryError(f"mention {finding.ids[0]!r} is changing too fast")

    def _keep_once(self, finding: Finding, occasion: Occasion) -> Mention | None:
        """None when somebody else wrote meanwhile. What is said to us is no copy of anything: whoever says it
        awaits an answer, though others said the same.
        """
        fresh = new_mention(finding, self._escalates(finding, _age(finding.entry, occasion)))
        if occasion.noted:
            before = Recalled(self._mentions.get(fresh.id))
        else:
            before = self._recall(finding, fresh.queued_since is not None)
        if before.mention is not None:
            return before.mention if occasion.noted else self._merge(before.mention, finding, before.trace)
        lines = (occasion.noted,) if occasion.noted else ()
        if not self._mentions.commit(Change(fresh, None, lines, trace=before.trace)):
            return None
        _log("mention found", fresh)
        return fresh

    def _merge(self, known: Mention, finding: Finding, trace: Trace | None) -> Mention | None:
        """The known mention with what this finding adds; None when somebody else wrote meanwhile."""
        after = edited(seen_again(known, finding), finding, self._escalates(finding, timedelta(0)))
        if after == known:
            return known
        lines: Sequence[HistoryLine] = ()
        if after.edited_at != known.edited_at:
            said = f"before: {known.title} | {known.text}"
            lines = (HistoryLine(known.id, finding.found_at, Deed.EDITED, "earshot", Via.RULE, said),)
        if not self._mentions.commit(Change(after, None, tuple(lines), trace=trace)):
            return None
        _log("mention edited" if lines else "mention sighted again", after)
        return after

    def _escalates(self, finding: Finding, age: timedelta) -> bool:
        ids = tuple(match.watch_id for match in finding.matches)
        return escalates(finding.judgement.verdict, ids, self._listening, age, self._escalate_within)


def _age(entry: Entry, occasion: Occasion) -> timedelta:
    """How long ago it was said. Without a believable date: just now, unless we never listened before."""
    spoken_at = plausible(entry.published_at or entry.updated_at, occasion.at)
    if spoken_at is None:
        return _LONG_AGO if occasion.is_first else timedelta(0)
    return occasion.at - spoken_at


def _log(what: str, mention: Mention) -> None:
    extra = {"mention": mention.id, "watch": mention.about, "verdict": str(mention.verdict)}
    log.info(what, extra={**extra, "waiting": mention.queued_since is not None})
