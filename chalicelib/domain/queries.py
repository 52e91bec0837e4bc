"""Which watches does a text speak of? Whole words, any script, whatever the case; on visible text only.

All phrases of all watches are compiled once into one index by their first word, so the time follows the
length of the text and not the number of watches. The query language proper (AND, OR, NOT, near) will compile
to the same `Matcher`: phrases find the candidates, and the tree of the query decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from .watches import Watch, WatchKind

# Scripts written without spaces between words: there a phrase may begin and end anywhere.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"  # Japanese, Han
)
# Korean puts spaces between words, and hangs particles on them: a name ends where the particle begins.
_HANGUL = re.compile("[\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of a watch stands in the text."""

    watch_id: str
    phrase: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    folded: str
    anchor_at: int  # where, within `folded`, its first word begins
    found: tuple[Match, ...]
    starts_free: bool
    ends_free: bool


class Matcher:
    """Built once from all watches, then asked about many texts."""

    def __init__(self, watches: Iterable[Watch]) -> None:
        self._rank: dict[str, tuple[int, int]] = {}
        grouped: dict[str, list[Match]] = defaultdict(list)
        for position, watch in enumerate(watches):
            self._rank[watch.id] = (_RANK[watch.kind], position)
            for phrase in watch.phrases:
                grouped[_folded(phrase)].append(Match(watch.id, phrase))
        self._by_word: dict[str, list[_Phrase]] = defaultdict(list)
        self._by_sign: dict[str, list[_Phrase]] = defaultdict(list)
        grouped.pop("", None)  # a phrase of invisible marks only: nothing to look for
        for folded, found in grouped.items():
            self._index(folded, tuple(found))

    def _index(self, folded: str, found: tuple[Match, ...]) -> None:
        word = _word().search(folded)
        at = word.start() if word else 0
        ends_in_hangul = _HANGUL.match(folded[-1]) is not None
        ends_free = ends_in_hangul or _is_free(folded[-1])
        phrase = _Phrase(folded, at, found, _is_free(folded[0]), ends_free)
        if word and not _UNSPACED.match(word.group()) and not ends_in_hangul:
            self._by_word[_spaced_head(word.group())].append(phrase)
        else:
            self._by_sign[folded[at]].append(phrase)

    def matches(self, text: str) -> tuple[Match, ...]:
        """Every watch the text speaks of, each with one of its phrases; our own first, then as given."""
        folded = _folded(text)
        found = {match.watch_id: match for match in self._found(folded)}
        return tuple(sorted(found.values(), key=lambda match: self._rank[match.watch_id]))

    def _found(self, text: str) -> Iterator[Match]:
        for phrase, start in self._candidates(text):
            end = start + len(phrase.folded)
            if start < 0 or not text.startswith(phrase.folded, start):
                continue
            opens = phrase.starts_free or start == 0 or not _continues(text[start - 1])
            closes = phrase.ends_free or end == len(text) or not _continues(text[end])
            if opens and closes:
                yield from phrase.found

    def _candidates(self, text: str) -> Iterator[tuple[_Phrase, int]]:
        for word in _runs(text):
            for phrase in self._by_word.get(word.group(), ()):
                yield phrase, word.start() - phrase.anchor_at
        if self._by_sign:
            for at, sign in enumerate(text):
                for phrase in self._by_sign.get(sign, ()):
                    yield phrase, at - phrase.anchor_at


_RANK = {WatchKind.OWN: 0, WatchKind.COMPETITOR: 1, WatchKind.THEME: 2}


def _folded(text: str) -> str:
    """One spelling for compatible forms, cases and spaces: NFKC, case folding, single blanks.

    The typographic apostrophe is the typewriter's; soft hyphens and zero-width marks are not there.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_SPELLED_PLAINLY))
    return " ".join(_INVISIBLE.sub("", plain).casefold().split())


# What would become letters of the name (Acme™), or hide that it is the same name.
_SPELLED_PLAINLY = {
    **dict.fromkeys(map(ord, "\u2122\u2120"), " "),
    **dict.fromkeys(map(ord, "\u2010\u2011"), "-"),
    ord("\u2019"): "'",
}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")


@cache
def _word() -> re.Pattern[str]:
    """Letters, digits, underscores, and the marks that combine with them, which `\\w` leaves out."""
    marks = "".join(chr(c) for c in range(0x300, 0xFFFF) if unicodedata.category(chr(c))[0] == "M")
    return re.compile(f"[\\w{marks}]+")


def _runs(text: str) -> Iterator[re.Match[str]]:
    """The words of a text; a run that mixes scripts is cut where an unspaced script begins or ends."""
    for run in _word().finditer(text):
        if _UNSPACED.search(run.group()):
            yield from _SPACED_RUN.finditer(text, run.start(), run.end())
        else:
            yield run


_SPACED_RUN = re.compile(f"[^{_UNSPACED.pattern[1:-1]}]+")


def _spaced_head(word: str) -> str:
    """The part of a phrase's first word before any unspaced script: `IKEA` of `IKEA家具`."""
    head = _SPACED_RUN.match(word)
    assert head is not None
    return head.group()


def _continues(sign: str) -> bool:
    """True when a word does not end before this character."""
    return _word().match(sign) is not None and not _UNSPACED.match(sign)


def _is_free(edge: str) -> bool:
    """True when a phrase with this first or last character needs no word boundary there."""
    return not _continues(edge)
