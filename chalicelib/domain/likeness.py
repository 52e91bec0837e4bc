"""Is it the same story again, at another address? Copies, shortened or with a page's boilerplate around, and
quotes have most of their words in common, two at a time; two stories on one topic have not.

What a mention leaves behind for that is its trace, under one key. Who looks for it asks for all keys that a
copy of theirs could have left: the words right behind what matched, which every copy that names us has.
How well this does is measured in docs/understanding-duplicates.md.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from .addresses import canonical, is_web_address
from .entries import Entry
from .mentions import Finding, Mention, excerpt, mention_id

# How long a story is looked for after its first mention. Syndication takes hours; what is said again in a
# month is said again.
STORY_LASTS = timedelta(days=7)
# How long an edit of a copy, and what takes it back, finds the mention that it hangs under.
COPY_LASTS = timedelta(days=90)
# Below this many words two people may well say the same: "Great lamp!", "does not work with my phone".
_FEWEST_WORDS = 8
# Measured on recorded documents: of the shorter text's pairs, of both texts' pairs, and how many.
_OF_SHORTER, _OF_BOTH, _FEWEST_PAIRS = 0.75, 0.25, 8
_OF_HEADLINE = 0.5
_MOST_PAIRS = 160  # 640 bytes: all of 500 characters, but for scripts without spaces
_MOST_NUMBERS = 16
_KEY_WORDS = 12
_TITLE_CHARS = 200
_AHEAD_CHARS = 300
_ADDRESS = re.compile(r"https?://\S+|www\.\S+", re.I)
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\w*\d[\w.,]*")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff]"
)


@dataclass(frozen=True, slots=True)
class Trace:
    """Leads from a key to a mention, until then. A story's has the hashes of its pairs of words, and of the
    numbers in its headline; a copy's has none: its key alone says which mention it hangs under.
    """

    key: str
    mention_id: str
    at: datetime
    until: datetime
    pairs: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a finding has in common with copies of it. `keys` are where their traces may lie, `copy_key` its
    own trace if it is known as a copy. `target` is the id of the mention at the address it only links to.
    """

    pairs: frozenset[int]
    numbers: frozenset[int]
    keys: tuple[str, ...]
    copy_key: str
    target: str | None


def likeness_of(finding: Finding) -> Likeness:
    """What tells the finding again: the words that a mention keeps, not all the page that stands around."""
    entry, first = finding.entry, finding.matches[0]
    kept = excerpt(entry.text, first.phrase)
    words = [*_words(entry.title[:_TITLE_CHARS]), *_words(kept)]
    target = _target(entry)
    own = finding.ids[0]
    keys = [f"link:{first.watch_id}:{place}" for place in (target, own) if place]
    if _length(words) >= _FEWEST_WORDS:
        keys += [f"words:{first.watch_id}:{each:08x}" for each in _key_words(entry, first.phrase)]
    return Likeness(
        pairs=_fewest(_pairs(words), _MOST_PAIRS),
        numbers=_fewest(_numbers(entry.title[:_TITLE_CHARS] or kept), _MOST_NUMBERS),
        keys=tuple(keys),
        copy_key=copy_key(own),
        target=target,
    )


def copy_key(mention_id: str) -> str:
    """Where it is kept that what would have had this id hangs under a mention."""
    return f"copy:{mention_id}"


def copy_of(mention_id: str, finding: Finding) -> Trace:
    """What leads from the finding, which is no mention of its own, to the one that it hangs under."""
    at = finding.found_at
    return Trace(copy_key(finding.ids[0]), mention_id, at, at + COPY_LASTS)


def story_of(finding: Finding, likeness: Likeness, found: Iterable[Trace]) -> Trace | None:
    """What the finding leaves behind when it becomes a mention: under the first of its keys where nothing
    lies. A mere link is known by where it leads. None where all are taken, or it has too few words.
    """
    taken = {trace.key for trace in found if trace.until > finding.found_at}
    own = f"link:{finding.matches[0].watch_id}:{finding.ids[0]}"
    free = (key for key in likeness.keys if key not in taken and key != own)
    at = finding.found_at
    key = next(free, None)
    return Trace(key, finding.ids[0], at, at + STORY_LASTS, likeness.pairs, likeness.numbers) if key else None


def alike(likeness: Likeness, found: Iterable[Trace], now: datetime) -> tuple[str, ...]:
    """The ids of the mentions that tell the same story, the likeliest first. A known copy's own is sure."""
    scores = {trace: _score(likeness, trace) for trace in found if trace.until > now}
    sure = sorted((trace for trace, score in scores.items() if score), key=lambda trace: -scores[trace])
    return tuple(dict.fromkeys(trace.mention_id for trace in sure))


def is_what_it_links_to(likeness: Likeness, mention: Mention) -> bool:
    """Whether the mention, which stands at the address that the finding links to, bears its headline."""
    theirs = frozenset(_pairs([*_words(mention.title), *_words(mention.text)]))
    return len(likeness.pairs & theirs) >= _OF_HEADLINE * max(len(likeness.pairs), 1)


def is_same_headline(one: str, other: str) -> bool:
    """Whether half of the shorter headline's words, two at a time, stand in the other one."""
    ours, theirs = frozenset(_pairs(_words(one))), frozenset(_pairs(_words(other)))
    return len(ours & theirs) >= _OF_HEADLINE * min(len(ours), len(theirs))


def _score(likeness: Likeness, trace: Trace) -> float:
    """How much of the shorter one both have; 0 where that is not enough to be the same story."""
    if trace.key == likeness.copy_key:
        return 2.0
    ours, theirs = _comparable(likeness.pairs, trace.pairs)
    shared = len(ours & theirs)
    of_shorter = shared / max(min(len(ours), len(theirs)), 1)
    if likeness.numbers - trace.numbers and trace.numbers - likeness.numbers:
        return 0.0  # "9.0-rc1 is out", "9.0-rc2 is out"
    if trace.key.startswith("link:"):
        return of_shorter if of_shorter >= _OF_HEADLINE else 0.0
    of_both = shared / max(len(ours | theirs), 1)
    is_same = of_shorter >= _OF_SHORTER and of_both >= _OF_BOTH and shared >= _FEWEST_PAIRS
    return of_shorter if is_same else 0.0


def _comparable(ours: frozenset[int], theirs: frozenset[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Where either was cut to its smallest hashes, only as far as both reach: a fair sample (bottom-k)."""
    reach = min((max(pairs) for pairs in (ours, theirs) if len(pairs) >= _MOST_PAIRS), default=None)
    if reach is None:
        return ours, theirs
    return frozenset(p for p in ours if p <= reach), frozenset(p for p in theirs if p <= reach)


def _target(entry: Entry) -> str | None:
    """The id of what stands at the one address that an entry is about which only has a title besides."""
    addresses = _ADDRESS.findall(entry.text)
    if not entry.title or len(addresses) != 1 or _length(_words(entry.text)) >= _FEWEST_WORDS:
        return None
    [url] = addresses
    if not is_web_address(url) or "/" not in canonical(url):
        return None  # a site's front page is no story
    return mention_id(Entry(url=url), "")


def _key_words(entry: Entry, phrase: str) -> list[int]:
    """The words from what matched on, in the text or else in the title, the smallest hash first; then pairs.

    Words outlast edits; pairs are for when so much is said of a watch that all its words are taken.
    """
    text = next((said for said in (entry.text, entry.title) if phrase.casefold() in said.casefold()), None)
    text = text if text is not None else entry.content
    at = max(text.casefold().find(phrase.casefold()), 0)
    ahead = _words(text[at : at + _AHEAD_CHARS])[: _KEY_WORDS + 1]
    words = sorted(set(map(_hash, ahead[:_KEY_WORDS])))
    return list(dict.fromkeys([*words, *sorted(_pairs(ahead))]))


def _words(text: str) -> list[str]:
    """Folded words, no punctuation or addresses; of scripts without spaces, overlapping pairs of signs."""
    found = _WORD.findall(unicodedata.normalize("NFKC", _ADDRESS.sub(" ", text)).casefold())
    return [word for run in found for word in _cut(run)]


def _numbers(text: str) -> Iterator[int]:
    """Whole ones: 2.0.1 is not 2.0.2, and 1,500 is 1500."""
    for number in _NUMBER.findall(_ADDRESS.sub(" ", text).casefold()):
        yield _hash(re.sub("[.,]", "", number))


def _cut(run: str) -> Iterator[str]:
    if not run.isascii() and _UNSPACED.search(run):
        yield from (run[at : at + 2] for at in range(max(len(run) - 1, 1)))
    else:
        yield run


def _length(words: Iterable[str]) -> float:
    """In words; of a script without spaces two signs count as one."""
    return sum(0.5 if _UNSPACED.match(word) else 1 for word in words)


def _pairs(words: list[str]) -> Iterator[int]:
    if len(words) == 1:
        yield _hash(words[0])
    yield from (_hash(" ".join(pair)) for pair in pairwise(words))


def _hash(words: str) -> int:
    """Of 32 bits, and the same on every machine, as Python's own is not."""
    return zlib.crc32(words.encode("utf-8", "surrogatepass"))


def _fewest(hashes: Iterable[int], most: int) -> frozenset[int]:
    return frozenset(sorted(set(hashes))[:most])
