"""A mention is one thing said about a subject we watch, however many roads it reached us by.

What becomes of it stands in `life_cycle`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from .addresses import is_web_address, unwrapped
from .channels import Channel, channel_of
from .entries import Entry, plausible
from .identities import ids_of
from .queries import Match
from .reach import Reach, furthest, is_far
from .rulings import Ruling
from .signals import MOST_CHARS, Signal, signals_in
from .urgency import Urgency, urgency_of
from .verdicts import Judgement, Verdict

EXCERPT_CHARS = 500
_TITLE_CHARS = 200
_AUTHOR_CHARS = 100
_ROADS = 50  # sightings kept; a story syndicated further is no more the same story


class MentionStatus(StrEnum):
    """Where a mention stands between being found and being dealt with."""

    NEW = "new"
    NOTIFIED = "notified"  # people were told, or it came back to them
    ACKNOWLEDGED = "acknowledged"  # somebody has it, until a deadline
    ANSWERED = "answered"
    PROMISED = "promised"  # somebody owes a second word, by a date
    RESOLVED = "resolved"
    IGNORED = "ignored"  # left be: a troll, or not about us
    DELETED = "deleted"  # taken back by its author, at the source


OPEN = frozenset({MentionStatus.NEW, MentionStatus.NOTIFIED})
"""Nobody has it."""
TAKEN_UP = frozenset(
    {
        MentionStatus.ACKNOWLEDGED,
        MentionStatus.ANSWERED,
        MentionStatus.PROMISED,
        MentionStatus.RESOLVED,
    }
)
"""Somebody took it for what it was said to be."""
_WITH_PEOPLE = TAKEN_UP | {MentionStatus.NOTIFIED, MentionStatus.IGNORED}


class Ignored(StrEnum):
    """Why a mention is left be."""

    TROLL = "troll"
    NOT_OURS = "not ours"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to the author, and where: the public address, or None for a private word."""

    text: str
    url: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """One road by which a mention reached us: which source showed it, under which address, when.

    `copy_id` and `author` are a copy's, the same story at another place: the id that it would have as a
    mention of its own, and who said it there.
    """

    source_id: str
    url: str | None
    seen_at: datetime
    copy_id: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """`watch_ids` are all watches that match, our own first; `about` is the one it is judged for.

    `text` is an excerpt around what matched, at most `EXCERPT_CHARS` long. `spoken_at` starts the clock.
    `queued_since` is set while somebody has still to be told and no escalation is open yet: whatever dies
    on the way, `follow_up` finds it by this mark. `signals` are heard in the words around what matched.
    `reach` is the furthest that any place told, None where none did.
    `ruling` is a person's verdict, which stands before the judge's. The `owner` has it `until` a deadline, or
    has promised a second word by then. `answer` is the last one. `turn` counts how often it went from hand to
    hand: what was made for an earlier turn, a link or a notice, is over.
    """

    id: str
    url: str | None
    title: str
    text: str
    author: str | None
    watch_ids: tuple[str, ...]
    about: str
    judgement: Judgement
    found_at: datetime
    published_at: datetime | None
    sightings: tuple[Sighting, ...]
    status: MentionStatus = MentionStatus.NEW
    queued_since: datetime | None = None
    edited_at: datetime | None = None
    owner: str | None = None
    signals: tuple[Signal, ...] = ()
    ruling: Ruling | None = None
    until: datetime | None = None
    answer: Answer | None = None
    ignored: Ignored | None = None
    turn: int = 0
    reach: Reach | None = None
    version: int = 1

    @property
    def spoken_at(self) -> datetime:
        """When they said it, as far as anybody knows."""
        return self.published_at or self.found_at

    @property
    def verdict(self) -> Verdict:
        """A person's, where one has ruled; else the judge's."""
        return self.ruling.verdict if self.ruling else self.judgement.verdict

    @property
    def is_overruled(self) -> bool:
        """True when a person says something else than the judge."""
        return self.verdict is not self.judgement.verdict

    @property
    def urgency(self) -> Urgency:
        return urgency_of(self.verdict, self.signals, self.weight, self.reach)

    @property
    def weight(self) -> int:
        """How often it was seen: by how many sources, at how many places."""
        return len(self.sightings)

    @property
    def is_heard_of(self) -> bool:
        """True when people were told, or will be."""
        return self.status is not MentionStatus.NEW or self.queued_since is not None

    @property
    def has_reached_people(self) -> bool:
        """True when people were told, or will be, or have said something to it; not once it is taken back."""
        return self.ruling is not None or self.queued_since is not None or self.status in _WITH_PEOPLE

    @property
    def channel(self) -> Channel | None:
        """How it was said to us; None for what was said elsewhere."""
        return channel_of(self.sightings[0].source_id)


@dataclass(frozen=True, slots=True)
class MentionFilter:
    """What a list of mentions is narrowed to. Times bound `found_at`: from `since`, before `until`. What
    matches the watch `but_watch_id` is left out.
    """

    since: datetime
    until: datetime
    watch_id: str | None = None
    verdict: Verdict | None = None
    status: MentionStatus | None = None
    but_watch_id: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Mentions, newest first. `cursor` leads to the next page; None when there is none.

    A page may hold fewer than asked for, even none, and still have a next one.
    """

    mentions: tuple[Mention, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """An entry that matched, judged, with where and when it was seen: what a mention is made from.

    `shares_address` is True when other entries of its document have the same address, as reviews that all
    link to the app: then the address does not say which one it is.
    """

    entry: Entry
    matches: tuple[Match, ...]
    judgement: Judgement
    source_id: str
    found_at: datetime
    shares_address: bool = False

    def __post_init__(self) -> None:
        assert self.matches, "a finding without a match is none"

    @property
    def ids(self) -> tuple[str, ...]:
        """The id of the mention that this is; others under which an earlier rule may have kept it follow."""
        return ids_of(self.entry, self.source_id, self.shares_address)


def new_mention(finding: Finding, escalates: bool) -> Mention:
    """The mention that this finding is, if it is the first of its kind."""
    entry, now = finding.entry, finding.found_at
    watch_ids = tuple(dict.fromkeys(match.watch_id for match in finding.matches))
    return Mention(
        id=finding.ids[0],
        url=unwrapped(entry.url) if entry.url and is_web_address(entry.url) else None,
        title=entry.title[:_TITLE_CHARS],
        text=excerpt(entry.text, finding.matches[0].phrase),
        author=_author(entry),
        watch_ids=watch_ids,
        about=watch_ids[0],
        judgement=finding.judgement,
        found_at=now,
        published_at=plausible(entry.published_at or entry.updated_at, now),
        sightings=(Sighting(finding.source_id, entry.url, now),),
        queued_since=now if escalates else None,
        signals=_signals(finding),
        reach=entry.reach,
    )


def _author(entry: Entry) -> str | None:
    return entry.author[:_AUTHOR_CHARS] if entry.author else None


def seen_again(mention: Mention, finding: Finding) -> Mention:
    """The mention with this sighting added, as a copy if it is at another place. Equal to `mention` when that
    source has shown it there already, or its author has taken it back.
    """
    if mention.status is MentionStatus.DELETED or len(mention.sightings) >= _ROADS:
        return mention
    copy_id = None if mention.id in finding.ids else finding.ids[0]
    if (finding.source_id, copy_id) in {(seen.source_id, seen.copy_id) for seen in mention.sightings}:
        return mention
    author = _author(finding.entry) if copy_id else None
    sighting = Sighting(finding.source_id, finding.entry.url, finding.found_at, copy_id, author)
    reach = furthest(mention.reach, finding.entry.reach)
    return replace(
        mention, sightings=(*mention.sightings, sighting), reach=reach, version=mention.version + 1
    )


def carried_further(mention: Mention, finding: Finding) -> Mention:
    """The mention once this place tells that it reaches very many. Equal where it does not, where that was
    known, or its author has taken it back: a number that merely grows is not worth a write.
    """
    if mention.status is MentionStatus.DELETED or is_far(mention.reach) or not is_far(finding.entry.reach):
        return mention
    reach = furthest(mention.reach, finding.entry.reach)
    return replace(mention, reach=reach, version=mention.version + 1)


def edited(mention: Mention, finding: Finding, escalates: bool) -> Mention:
    """The mention after its author changed it: new words, new verdict. Equal when the words are the same.

    Only the source that showed it first speaks for it, at that place; others shorten and retitle. What was
    dealt with stays dealt with; what has only now become a complaint is escalated. An old complaint retouched
    wakes nobody. What was taken back stays so. A person's ruling stands while the judge says the same of the
    new words as of the old ones, which are the ones that were ruled on.
    """
    fresh = new_mention(finding, escalates)
    if mention.status is MentionStatus.DELETED or not speaks_for(mention, finding.source_id, finding.ids):
        return mention
    if _said(fresh) == _said(mention) and not _is_judged_anew(fresh, mention):
        return mention
    fresh = replace(fresh, ruling=mention.ruling if _judged(fresh) == _judged(mention) else None)
    is_news = escalates and (mention.verdict, mention.about) != (fresh.verdict, fresh.about)
    starts_now = is_news and mention.status is MentionStatus.NEW and mention.queued_since is None
    return replace(
        mention,
        title=fresh.title,
        text=fresh.text,
        author=fresh.author or mention.author,
        judgement=fresh.judgement,
        watch_ids=fresh.watch_ids,
        about=fresh.about,
        signals=fresh.signals,
        ruling=fresh.ruling,
        edited_at=finding.found_at,
        queued_since=finding.found_at if starts_now else mention.queued_since,
        version=mention.version + 1,
    )


def speaks_for(mention: Mention, source_id: str, ids: Iterable[str]) -> bool:
    """True for the source that showed the mention first, at that place: its words are those that are kept.

    `ids` are what the place is known by.
    """
    first = mention.sightings[0]
    return first.source_id == source_id and (first.copy_id or mention.id) in ids


def deleted(mention: Mention) -> Mention:
    """The mention once its author has taken it back: what was said is forgotten, and nobody need hear of it.

    Its address and verdict stay, to know it again and to count. Equal when it was taken back before.
    """
    if mention.status is MentionStatus.DELETED:
        return mention
    return replace(
        mention,
        title="",
        text="",
        author=None,
        judgement=mention.judgement.wordless,
        status=MentionStatus.DELETED,
        answer=replace(mention.answer, text="") if mention.answer else None,
        until=None,
        turn=mention.turn + 1,
        queued_since=None,
        reach=None,
        version=mention.version + 1,
    )


def _signals(finding: Finding) -> tuple[Signal, ...]:
    entry, phrase = finding.entry, finding.matches[0].phrase
    about = finding.matches[0].watch_id
    names = {match.phrase for match in finding.matches if match.watch_id == about}
    return signals_in(f"{entry.title}\n{excerpt(entry.text, phrase, MOST_CHARS)}", names)


def _judged(mention: Mention) -> tuple[Verdict, str]:
    return mention.judgement.verdict, mention.about


def _said(mention: Mention) -> tuple[object, ...]:
    """What an edit may change. The excerpt alone does not tell: the change may lie outside of it."""
    return mention.title, mention.text, mention.watch_ids


def _is_judged_anew(fresh: Mention, mention: Mention) -> bool:
    """True when the same judge says something else. That another judges the same words differently, since one
    was replaced or could not be asked, is no edit.
    """
    fresh_one, known = fresh.judgement, mention.judgement
    return fresh_one.judged_by == known.judged_by and fresh_one != known


def excerpt(text: str, phrase: str, length: int = EXCERPT_CHARS) -> str:
    """At most `length` characters of the text, around the first place where the phrase stands."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    at = max(text.casefold().find(phrase.casefold()), 0)
    start = max(0, min(at - length // 3, len(text) - length + 2))
    cut = text[start : start + length - 2]
    return f"{'…' if start else ''}{cut.strip()}{'…' if start + length - 2 < len(text) else ''}"
