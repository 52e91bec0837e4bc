"""A digest in words. Who shows one prints these and nothing else: nothing goes out as strangers wrote it."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from ..domain.channels import channel_of
from ..domain.digests import Chapter, Edition, Pile, Waiting
from ..domain.mentions import Mention, MentionStatus
from ..domain.playbook import advice_for
from ..domain.verdicts import Verdict
from ..domain.watches import WatchKind
from .untrusted import Link, cut, link_to, shown

SUBJECT_CHARS = 90
_NAME_CHARS = 60
_ABOUT_CHARS = 40
_SAID_CHARS = 200
_HEADINGS = {
    Verdict.GOOD: "Praise",
    Verdict.BAD: "Complaints",
    Verdict.INDIFFERENT: "Neither good nor bad",
    Verdict.UNSURE: "We are unsure: what do you make of it?",
}
_KINDS = {WatchKind.OWN: "", WatchKind.COMPETITOR: "a competitor", WatchKind.THEME: "a theme of the trade"}
_STANDS = {
    MentionStatus.ACKNOWLEDGED: "has it",
    MentionStatus.ANSWERED: "has answered",
    MentionStatus.PROMISED: "has promised a second word",
    MentionStatus.RESOLVED: "has dealt with it",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One mention: who said what, where and when; how far it went; who has it, if anybody."""

    author: str
    on: str
    place: str
    said: str
    when: str
    seen: str
    had: str
    original: Link | None
    take: Link | None


@dataclass(frozen=True, slots=True)
class Heap:
    """What was judged the same. `more` says how much is not shown; then `command` and `list` lead to all."""

    heading: str
    advice: str
    lines: tuple[Line, ...]
    more: str
    command: str
    list: Link | None


@dataclass(frozen=True, slots=True)
class Section:
    """What was said about one watch; `kind` says what that is, where it is not one of our own."""

    about: str
    kind: str
    counts: str
    waiting: str
    heaps: tuple[Heap, ...]


@dataclass(frozen=True, slots=True)
class DigestWording:
    """Everything a digest says, as single lines of clean text; "" or None where there is nothing to say."""

    subject: str
    period: str
    ours: tuple[Section, ...]
    others: tuple[Section, ...]
    left_out: str
    incomplete: str
    name: str
    leave: Link | None


def worded(edition: Edition) -> DigestWording:
    """What the digest says."""
    digest = edition.digest
    left_out = f"And {_some(digest.left_out, 'mention')} of further watches." if digest.left_out else ""
    incomplete = "There was more than is read for a digest: what is oldest is not counted here."
    return DigestWording(
        subject=_subject(digest.ours or digest.others),
        period=f"From {_utc(digest.since)} to {_utc(digest.until)}",
        ours=tuple(_section(chapter, edition) for chapter in digest.ours),
        others=tuple(_section(chapter, edition) for chapter in digest.others),
        left_out=left_out,
        incomplete="" if digest.is_complete else incomplete,
        name=shown(edition.person.name, _NAME_CHARS),
        leave=link_to(edition.leave_url),
    )


def _subject(chapters: tuple[Chapter, ...]) -> str:
    """How much of what, and whom it is about; the same words for the same digest."""
    told = [chapter for chapter in chapters if chapter.piles] or list(chapters)
    if not told:
        return "Digest: nothing new"
    total: Counter[Verdict] = Counter()
    for pile in (pile for chapter in told for pile in chapter.piles):
        total[pile.verdict] += pile.total
    more = f" and {len(told) - 1} more" if len(told) > 1 else ""
    about = f"{cut(shown(told[0].watch.name, _NAME_CHARS), _ABOUT_CHARS)}{more}"
    return cut(f"Digest: {_counted(total) or 'nothing new'} about {about}", SUBJECT_CHARS)


def _section(chapter: Chapter, edition: Edition) -> Section:
    watch = chapter.watch
    return Section(
        about=shown(watch.name, _NAME_CHARS),
        kind=_KINDS[watch.kind],
        counts=_counted(Counter({pile.verdict: pile.total for pile in chapter.piles})),
        waiting=_waiting(chapter.waiting),
        heaps=tuple(_heap(pile, chapter, edition) for pile in chapter.piles),
    )


def _heap(pile: Pile, chapter: Chapter, edition: Edition) -> Heap:
    hidden = pile.total - len(pile.shown)
    return Heap(
        heading=_HEADINGS[pile.verdict],
        advice=advice_for(pile.verdict).do[0] if chapter.watch.kind is WatchKind.OWN else "",
        lines=tuple(_line(mention, edition) for mention in pile.shown),
        more=f"and {hidden} more" if hidden else "",
        command=_command(pile, chapter, edition) if hidden else "",
        list=_list(pile, chapter, edition) if hidden else None,
    )


def _line(mention: Mention, edition: Edition) -> Line:
    original = link_to(mention.url)
    said = ": ".join(filter(None, (shown(mention.title, _SAID_CHARS), shown(mention.text, _SAID_CHARS))))
    others = mention.weight - 1
    had = _STANDS.get(mention.status)
    return Line(
        author=shown(mention.author or "", _NAME_CHARS) or "Somebody",
        on="" if mention.channel else "on ",
        place=original.host if original and not mention.channel else _place(mention, edition),
        said=cut(said, _SAID_CHARS) or "(The words are no longer kept here.)",
        when=_utc(mention.spoken_at),
        seen=f"seen {_some(others, 'more time')}" if others else "",
        had=f"{shown(mention.owner or 'Somebody', _NAME_CHARS)} {had}" if had else "",
        original=original,
        take=link_to(edition.take_urls.get(mention.id)),
    )


def _place(mention: Mention, edition: Edition) -> str:
    source_id = mention.sightings[0].source_id
    if channel := channel_of(source_id):
        return channel.words
    return shown(edition.sources.get(source_id, source_id), _NAME_CHARS)


def _command(pile: Pile, chapter: Chapter, edition: Edition) -> str:
    """What lists all of a pile on the command line."""
    since = f"{edition.digest.since:%Y-%m-%dT%H:%MZ}"
    watch_id = shlex.quote(shown(chapter.watch.id, _NAME_CHARS))
    return (
        f"earshot mentions --watch {watch_id} --verdict {pile.verdict} --since {since} --limit {pile.total}"
    )


def _list(pile: Pile, chapter: Chapter, edition: Edition) -> Link | None:
    """Where the API lists all of it."""
    digest = edition.digest
    asked = {
        "watch": chapter.watch.id,
        "verdict": str(pile.verdict),
        "since": digest.since.isoformat(),
        "until": digest.until.isoformat(),
    }
    return link_to(f"{edition.api_url}/mentions?{urlencode(asked)}")


def _waiting(waiting: Waiting) -> str:
    return ", ".join(_waits(waiting)).capitalize()


def _waits(waiting: Waiting) -> Iterator[str]:
    if waiting.open:
        yield f"{_some(waiting.open, 'complaint')} that nobody has"
    if waiting.had:
        yield f"{_some(waiting.had, 'complaint')} that somebody has"
    if waiting.promised:
        yield f"{_some(waiting.promised, 'complaint')} with a second word promised"


def _counted(counts: Counter[Verdict]) -> str:
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items())


def _some(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _utc(at: datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
