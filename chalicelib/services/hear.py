"""Hear: what a source says, if it is about us, becomes a mention: judged, stored and, if bad, pushed.

    entry ─┬─▶ match ─▶ judge ─▶ recall ─▶ new: add as a mention ───────────┬─▶ waiting for escalation? push
           │     the same words: as before  └─▶ heard: another sighting, or edited ┘
           └─▶ deleted at the source: withdraw the mention it was

Safe to repeat at any point: a mention is added once, and one that still waits is pushed again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ..domain.calibration import Calibration
from ..domain.changes import Change
from ..domain.entries import Entry, plausible
from ..domain.escalations import escalates
from ..domain.history import Deed, HistoryLine, Via
from ..domain.identities import ids_of
from ..domain.likeness import Trace, likeness_of
from ..domain.mentions import Finding, Mention, carried_further, edited, new_mention, seen_again
from ..domain.queries import Match, Matcher
from ..domain.readings import Recognise, nobody_knows
from ..domain.verdicts import Judgement, digest_of
from ..domain.watches import Watch
from ..errors import TemporaryError
from .ports import Judge, MentionStore, NegativesQueue, WatchStore
from .recall import Memory, Recall
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
    shared: Container[str | None] = frozenset()
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
        calibration: Callable[[], Calibration] = Calibration,
    ) -> None:
        self._watches = watches
        self._mentions = mentions
        self._negatives = negatives
        self._judge = judge
        self._escalate_within = escalate_within
        self._recall = Recall(mentions)
        self._withdraw = Withdraw(mentions)
        self._recognise = recognise
        self._calibration = calibration
        self._calibrated = Calibration()
        self._listening: dict[str, Watch] = {}
        self._matcher = Matcher(())

    def listen(self) -> None:
        """Learn what we watch for now, and what judges are worth. Compiles only what has changed since."""
        self._calibrated = self._calibration()
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
            elif matches := self._matches(entry, occasion):
                heard.append(self._keep(entry, matches, occasion))
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
        return self._found(entry, matches, occasion, None) if matches else None

    def _found(
        self, entry: Entry, matches: tuple[Match, ...], occasion: Occasion, known: Mention | None
    ) -> Finding:
        watch = self._listening[matches[0].watch_id]
        judgement = self._judged(entry.content, watch.names or watch.terms, known)
        shares = entry.url in occasion.shared
        return Finding(entry, matches, judgement, occasion.source_id, occasion.at, shares)

    def _judged(self, text: str, about: Sequence[str], known: Mention | None) -> Judgement:
        """What was said before of the same words, as some judges cost money; else what is said now."""
        digest = digest_of(text, about)
        if known and known.judgement.digest == digest:
            return known.judgement
        return self._calibrated.applied(replace(self._judge.judge(text, about), digest=digest))

    def _keep(self, entry: Entry, matches: tuple[Match, ...], occasion: Occasion) -> Mention:
        ids = ids_of(entry, occasion.source_id, entry.url in occasion.shared)
        for attempt in range(_TRIES):
            memory = self._memory(entry, matches, occasion, ids, surely=attempt > 0)
            finding = self._found(entry, matches, occasion, memory.known)
            if (kept := self._keep_once(finding, memory, occasion)) is not None:
                return kept
        raise TemporaryError(f"mention {ids[0]!r} is changing too fast")

    def _memory(
        self, entry: Entry, matches: Sequence[Match], occasion: Occasion, ids: Sequence[str], surely: bool
    ) -> Memory:
        """What is said to us is no copy of anything: whoever says it awaits an answer, though others said the
        same.
        """
        if occasion.noted:
            return Memory(self._recall.by_id(ids))
        return self._recall.of(likeness_of(entry, matches[0], ids[0]), ids, surely)

    def _keep_once(self, finding: Finding, memory: Memory, occasion: Occasion) -> Mention | None:
        """None when somebody else wrote meanwhile."""
        fresh = new_mention(finding, self._escalates(finding, _age(finding.entry, occasion)))
        before = self._recall.belongs(memory, finding, fresh.queued_since is not None)
        if before.mention is not None:
            return before.mention if occasion.noted else self._merge(before.mention, finding, before.trace)
        lines = (occasion.noted,) if occasion.noted else ()
        if not self._mentions.commit(Change(fresh, None, lines, trace=before.trace)):
            return None
        _log("mention found", fresh)
        return fresh

    def _merge(self, known: Mention, finding: Finding, trace: Trace | None) -> Mention | None:
        """The known mention with what this finding adds; None when somebody else wrote meanwhile."""
        seen = carried_further(seen_again(known, finding), finding)
        after = edited(seen, finding, self._escalates(finding, timedelta(0)))
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
