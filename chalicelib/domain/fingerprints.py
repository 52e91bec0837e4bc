"""What is said, as hashes by which it is told again: its words, two at a time, and its numbers.

Case, punctuation and addresses do not count. Of long texts it is the smallest hashes: a fair sample.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .folding import UNSPACED

# Below this many words two people may well say the same: "Great lamp!", "does not work with my phone".
FEWEST_WORDS = 8
ADDRESS = re.compile(r"https?://\S+|www\.\S+", re.I)
# With those of the headline, 640 bytes: all of 500 characters, but for scripts without spaces.
_MOST_PAIRS, _MOST_NUMBERS = 128, 16
_MOST_PAIRS_ABOVE, _MOST_NUMBERS_ABOVE = 32, 8
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\w*\d[\w.,]*")
_QUOTED = re.compile('"([^"]*)"|[“„]([^“”„]*)[”“]|«([^«»]*)»|「([^「」]*)」')


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The hashes of a text's pairs of words, and of its numbers."""

    pairs: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, and under which headline; many have none."""

    text: Fingerprint = Fingerprint()
    headline: Fingerprint = Fingerprint()

    @property
    def pairs(self) -> frozenset[int]:
        """Of all that was said."""
        return self.text.pairs | self.headline.pairs

    @property
    def numbers(self) -> frozenset[int]:
        """Of all that was said."""
        return self.text.numbers | self.headline.numbers

    @property
    def reach(self) -> float:
        """The largest hash up to which no pair was left out."""
        text, headline = self.text.pairs, self.headline.pairs
        cut = [
            pairs
            for pairs, most in ((text, _MOST_PAIRS), (headline, _MOST_PAIRS_ABOVE))
            if len(pairs) >= most
        ]
        return min(map(max, cut), default=float("inf"))

    def up_to(self, reach: float) -> Said:
        """Only the pairs within reach: what of two may be compared where either was cut (bottom-k)."""
        if reach == float("inf"):
            return self
        return Said(_within(self.text, reach), _within(self.headline, reach))


NOTHING_SAID = Said()


def said(text: str, headline: str) -> Said:
    """What the text and the headline above it say."""
    return Said(
        _fingerprint(text, _MOST_PAIRS, _MOST_NUMBERS),
        _fingerprint(headline, _MOST_PAIRS_ABOVE, _MOST_NUMBERS_ABOVE),
    )


def passage_of(text: str) -> str:
    """What the text quotes, if that is half of it or more: it says again what others said. Else the text."""
    found = max(("".join(each) for each in _QUOTED.findall(text)), key=len, default="")
    quoted = length(words(found))
    return found if quoted >= FEWEST_WORDS and quoted >= length(words(text)) / 2 else text


def words(text: str) -> list[str]:
    """Folded words, no punctuation or addresses; of scripts without spaces, overlapping pairs of signs."""
    found = _WORD.findall(unicodedata.normalize("NFKC", ADDRESS.sub(" ", text)).casefold())
    return [word for run in found for word in _cut(run)]


def length(found: Iterable[str]) -> float:
    """In words; of a script without spaces two signs count as one."""
    return sum(0.5 if UNSPACED.match(word) else 1 for word in found)


def pairs(found: list[str]) -> Iterator[int]:
    """The hashes of these words, two at a time."""
    if len(found) == 1:
        yield hash_of(found[0])
    yield from (hash_of(" ".join(pair)) for pair in pairwise(found))


def hash_of(word: str) -> int:
    """Of 32 bits, and the same on every machine, as Python's own is not."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _fingerprint(text: str, most_pairs: int, most_numbers: int) -> Fingerprint:
    return Fingerprint(_fewest(pairs(words(text)), most_pairs), _fewest(_numbers(text), most_numbers))


def _within(fingerprint: Fingerprint, reach: float) -> Fingerprint:
    return Fingerprint(frozenset(pair for pair in fingerprint.pairs if pair <= reach), fingerprint.numbers)


def _numbers(text: str) -> Iterator[int]:
    """Whole ones: 2.0.1 is not 2.0.2, and 1,500 is 1500."""
    for number in _NUMBER.findall(ADDRESS.sub(" ", text).casefold()):
        yield hash_of(re.sub("[.,]", "", number))


def _cut(run: str) -> Iterator[str]:
    if not run.isascii() and UNSPACED.search(run):
        yield from (run[at : at + 2] for at in range(max(len(run) - 1, 1)))
    else:
        yield run


def _fewest(hashes: Iterable[int], most: int) -> frozenset[int]:
    return frozenset(sorted(set(hashes))[:most])
