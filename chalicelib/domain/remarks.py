"""A remark is one thing somebody said to us directly: on the phone, in a chat, a letter or a mail, at the
counter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..errors import InvalidInput
from .addresses import is_web_address
from .channels import Channel
from .entries import Entry, plausible
from .queries import Matcher
from .texts import faults_of
from .watches import Watch, WatchKind

LONGEST_TEXT = 5_000  # all of it is kept in the history, which has no other place to lead to
LONGEST_TITLE = 200
LONGEST_AUTHOR = 100
_LONGEST_KEY = 200
# Clocks of shops and programs go wrong by this much.
_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Remark:
    """What was said, as somebody wrote it down or sent it. `said_at` starts the clock; None for just now.

    `watch_id` is what it is about, where that was given. `url` leads to more of it, as to a ticket, and does
    not tell one remark from another: several calls may belong to one ticket.
    """

    channel: Channel
    text: str
    title: str = ""
    author: str | None = None
    said_at: datetime | None = None
    watch_id: str | None = None
    url: str | None = None

    @property
    def record(self) -> str:
        """All that was given, in one line, for the history. Equal only for equal remarks."""
        given = {
            "author": self.author,
            "said at": self.said_at.isoformat() if self.said_at else None,
            "about": self.watch_id,
            "see": self.url,
            "title": self.title,
            "text": self.text,
        }
        named = (f"{name}: {value}" for name, value in given.items() if value)
        return "; ".join((self.channel.words, *named))

    def entry(self, now: datetime, key: str | None = None) -> Entry:
        """The remark as an entry. Its id is `key`'s; without one, the same words in the same way by the same
        author at the same time are the same remark, or on the same day, where no time was given.
        """
        parts = (self.channel, self.author, self.watch_id, self.url, self.title, self.text)
        said = key or f"{(self.said_at or now.date()).isoformat()}\n{parts!r}"
        return Entry(
            id=hashlib.blake2b(said.encode(), digest_size=16).hexdigest(),
            url=self.url,
            title=self.title,
            text=self.text,
            author=self.author,
            published_at=self.said_at or now,
        )


def faults(remark: Remark, now: datetime) -> Iterator[InvalidInput]:
    """Everything that is wrong with it, by the name of the field to correct."""
    if not remark.text.strip():
        yield InvalidInput("text", "must not be empty: write down what they said")
    yield from faults_of("text", remark.text, LONGEST_TEXT)
    yield from faults_of("title", remark.title, LONGEST_TITLE)
    yield from faults_of("author", remark.author or "", LONGEST_AUTHOR)
    if remark.url is not None and not (is_web_address(remark.url) and remark.url.isprintable()):
        yield InvalidInput("url", "must be a whole http or https address")
    if remark.said_at and remark.said_at > now + _TOLERANCE:
        yield InvalidInput("said_at", "must not lie in the future: leave it out for just now")
    elif remark.said_at and not plausible(remark.said_at, now):
        yield InvalidInput("said_at", "lies too far back to be believed: check its year")


def key_faults(key: str) -> Iterator[InvalidInput]:
    """What is wrong with a key by which a remark is known when it is sent again."""
    if not (key.isascii() and key.isprintable() and 0 < len(key) <= _LONGEST_KEY):
        yield InvalidInput("Idempotency-Key", f"must be 1 to {_LONGEST_KEY} printable ASCII characters")


def meant(remark: Remark, watches: Sequence[Watch], can_ask: bool) -> str | None:
    """The watch it is about whatever its words are; None where they name one of our own.

    It was said to us: one that names nobody, or a competitor only, is about the only thing of ours. Where we
    have several, whoever wrote it down is asked with InvalidInput. A mail cannot be asked: the first has it,
    so that it is not lost.
    """
    if remark.watch_id is not None:
        if all(watch.id != remark.watch_id for watch in watches):
            raise InvalidInput("watch", f"there is no {remark.watch_id!r}; {_there_are(watches)}")
        return remark.watch_id
    own = [watch for watch in watches if watch.kind is WatchKind.OWN]
    if Matcher(own).matches(Entry(title=remark.title, text=remark.text), str(remark.channel)):
        return None
    ids = sorted(watch.id for watch in own) or sorted(watch.id for watch in watches)
    if ids and (not can_ask or len(own) == 1):
        return ids[0]
    raise InvalidInput("watch", f"the words do not say which one is meant; {_there_are(watches)}")


def _there_are(watches: Sequence[Watch]) -> str:
    listed = ", ".join(repr(watch.id) for watch in sorted(watches, key=lambda watch: watch.id))
    return f"there are {listed}" if listed else "there are none yet"
