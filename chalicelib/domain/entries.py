"""An entry is one thing a source says: a post, an article, a comment, a review. Most are never about us.

`SeenEntries` is the compact memory of what a source said before. It lives in the source's own item, so an old
entry costs no read; whatever it forgets, the conditional write of the mention remembers.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .reach import Reach, is_far

_RECORD = struct.Struct(">QI")
_KEEP_DEPARTED = 100
_MOST_KEPT = 1_100  # by then a poll is long due, which forgets what the source shows no more


@dataclass(frozen=True, slots=True)
class Entry:
    """What a source says, as visible text: no markup, entities resolved. Times are aware UTC, or None.

    `id` and `url` stand as in the document (the address made absolute); either may be missing.
    `is_deleted` is a tombstone: the source says that what had this id or address is no more. `reach` is None
    where the source does not tell it.
    """

    id: str | None = None
    url: str | None = None
    title: str = ""
    text: str = ""
    author: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    is_deleted: bool = False
    reach: Reach | None = None

    @property
    def key(self) -> str:
        """What tells this entry from others of the same source: its id, else its address, else its words."""
        return self.id or self.url or self.content

    @property
    def content(self) -> str:
        """Title and text in one, as people read them."""
        return f"{self.title}\n{self.text}".strip()


def plausible(at: datetime | None, now: datetime) -> datetime | None:
    """A date we believe: not from before the web, not from the future. Feeds carry both."""
    if at is None or at.year < 1991 or at > now + timedelta(days=1):
        return None
    return min(at, now)


def _bytes(text: str) -> bytes:
    """Documents hold halves of characters (lone surrogates), which are not text but must not stop us."""
    return text.encode("utf-8", "surrogatepass")


def _key_hash(entry: Entry) -> int:
    return int.from_bytes(hashlib.blake2b(_bytes(entry.key), digest_size=8).digest(), "big")


def _fingerprint(entry: Entry, for_far: bool = False) -> int:
    """Of its words, for one that reaches few or for one that reaches very many. How many does not count: that
    changes with every poll.
    """
    person = b"far" if for_far else b""
    found = hashlib.blake2b(_bytes(entry.content), digest_size=4, person=person)
    return int.from_bytes(found.digest(), "big")


@dataclass(frozen=True, slots=True)
class SeenEntries:
    """Key hashes with fingerprints of the content, in the order last seen. 12 bytes an entry."""

    _marks: dict[int, int] = field(default_factory=dict)

    def has(self, entry: Entry) -> bool:
        """True when this entry was seen with exactly this content. An edited one was not."""
        kept = self._marks.get(_key_hash(entry))
        if kept is None:
            return False
        return kept == _fingerprint(entry) or kept == _fingerprint(entry, for_far=True)

    def is_news(self, entry: Entry) -> bool:
        """True when this entry was not seen with this content, or it reaches very many only now."""
        kept = self._marks.get(_key_hash(entry))
        return kept is None or kept != _mark(entry, kept)

    def knows(self, entry: Entry) -> bool:
        """True when this entry was seen, whatever it said then."""
        return _key_hash(entry) in self._marks

    def after(self, entries: Iterable[Entry]) -> SeenEntries:
        """What is remembered once this document was read: its entries, and the latest that have left it."""
        current = dict(map(self._marked, entries))
        departed = [(k, v) for k, v in self._marks.items() if k not in current]
        return SeenEntries({**current, **dict(departed[:_KEEP_DEPARTED])})

    def along_with(self, entries: Iterable[Entry]) -> SeenEntries:
        """What is remembered once these were seen, which are not all that the source shows."""
        seen = dict(map(self._marked, entries))
        older = [(k, v) for k, v in self._marks.items() if k not in seen]
        return SeenEntries({**seen, **dict(older[: max(_MOST_KEPT - len(seen), 0)])})

    def _marked(self, entry: Entry) -> tuple[int, int]:
        key = _key_hash(entry)
        return key, _mark(entry, self._marks.get(key))

    def __len__(self) -> int:
        return len(self._marks)

    def to_bytes(self) -> bytes:
        """For storage; `from_bytes` reads it back."""
        return b"".join(_RECORD.pack(key, mark) for key, mark in self._marks.items())

    @classmethod
    def from_bytes(cls, packed: bytes) -> SeenEntries:
        return cls(dict(_RECORD.iter_unpack(packed)))


def _mark(entry: Entry, kept: int | None) -> int:
    """What has once reached very many has done so for good: votes come and go about any bound. `kept` is the
    mark that it had so far.
    """
    near = _fingerprint(entry)
    if not is_far(entry.reach) and kept in (None, near):
        return near
    far = _fingerprint(entry, for_far=True)
    return far if is_far(entry.reach) or kept == far else near
