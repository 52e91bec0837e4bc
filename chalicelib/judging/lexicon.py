"""What a language's words and phrases weigh. Reads `lexicons/*.txt`, which people write by hand.

A file has sections: `[opinions -2]`, `[mockery]`. In each stand entries parted by commas, of one or more
words: `worst*` stands for any ending, `<n>` for a number in digits or letters, `~` for up to three words,
`<name>` for the subject's name. A line that begins with "# " is a remark. The longest that fits wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from .tokens import STOPS, Token, spellings, tokens


class Kind(StrEnum):
    """What an entry tells: each is a section of the files."""

    OPINIONS = "opinions"  # what people think; negation turns it
    HARMS = "harms"  # what happened to them; often without a negative word
    REMEDIES = "remedies"  # what was made good, or simply worked
    SCORN = "scorn"  # mockery that needs no trouble beside it
    ABILITIES = "abilities"  # what a thing or a company should do; counts only when it does not
    LUKEWARM = "lukewarm"
    MOCKERY = "mockery"  # praise that is meant the other way round when trouble follows
    IRONY = "irony"  # marks that people set themselves
    ABUSE = "abuse"  # of people for what they are, threats, wishes of harm
    EXPERIENCE = "experience"  # whoever says these has dealt with the company


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase of a section. Weight 1 where the section has none."""

    kind: Kind
    weight: float


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found at tokens[first:last]."""

    entry: Entry
    first: int
    last: int


class _Node:
    """A place in the tree of entries: where each next word leads, and what is complete here."""

    __slots__ = ("entries", "stems", "words")

    def __init__(self) -> None:
        self.words: dict[str, _Node] = {}
        self.stems: dict[str, _Node] = {}
        self.entries: tuple[Entry, ...] = ()


_NUMBER = re.compile(
    r"\d+(?:[.,]\d+)?(?:st|nd|rd|th)?|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty"
    r"|several|many|numerous|countless|multiple"
    r"|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|deux|trois|quatre|cinq|six|sept|huit|neuf|dix"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez"
)
_WILDCARD = re.compile(r"<name>|<n>|~|\S+\*")
_GAP, _N = "~", "<n>"
_GAP_WORDS = 3
_LEAST_STEM, _LONGEST_WORD = 3, 30


class Lexicon:
    """The entries of one language, and its small words by role (negations, boosters, …)."""

    def __init__(self, text: str) -> None:
        self._root = _Node()
        self._roles: dict[str, frozenset[str]] = {}
        for title, entries in _sections(text):
            kind, _, weight = title.partition(" ")
            if kind in _KINDS:
                meaning = Entry(Kind(kind), float(weight or 1))
                for entry in entries:
                    self._add(_keys(entry), meaning)
            else:
                self._roles[kind] = frozenset(" ".join(_keys(entry)) for entry in entries)
        self._starts = lru_cache(maxsize=8192)(self._find_starts)

    def role(self, name: str) -> frozenset[str]:
        """The small words that play this role; none when the language's file does not say."""
        return self._roles.get(name, frozenset())

    def hits(self, found: Sequence[Token]) -> Iterator[Hit]:
        """Every entry that stands in the tokens; for each place and kind the longest."""
        for first, token in enumerate(found):
            starts = self._starts(token.low)
            if not starts:
                continue
            best: dict[Kind, Hit] = {}
            for node in starts:
                for last, entry in _ends(node, found, first + 1):
                    known = best.get(entry.kind)
                    if known is None or last > known.last:
                        best[entry.kind] = Hit(entry, first, last)
            yield from best.values()

    def _add(self, keys: Sequence[str], entry: Entry) -> None:
        node = self._root
        for key in keys:
            is_stem = len(key) > 1 and key.endswith("*")
            branch, name = (node.stems, key[:-1]) if is_stem else (node.words, key)
            if name not in branch:
                branch[name] = _Node()
            node = branch[name]
        node.entries += (entry,)

    def _find_starts(self, low: str) -> tuple[_Node, ...]:
        return tuple(_steps(self._root, low))


def _steps(node: _Node, low: str) -> Iterator[_Node]:
    """Where one word leads from here."""
    for spelling in spellings(low):
        if spelling in node.words:
            yield node.words[spelling]
    if node.stems:
        for length in range(_LEAST_STEM, min(len(low), _LONGEST_WORD) + 1):
            if low[:length] in node.stems:
                yield node.stems[low[:length]]
    if _N in node.words and _NUMBER.fullmatch(low):
        yield node.words[_N]


def _ends(node: _Node, found: Sequence[Token], at: int) -> Iterator[tuple[int, Entry]]:
    """Every way to finish an entry whose words up to `at` have matched."""
    for entry in node.entries:
        yield at, entry
    if at < len(found) and (node.words or node.stems):
        for following in _steps(node, found[at].low):
            yield from _ends(following, found, at + 1)
    if _GAP in node.words:
        after = node.words[_GAP]
        for place in range(at, min(at + _GAP_WORDS + 1, len(found))):
            for following in _steps(after, found[place].low):
                yield from _ends(following, found, place + 1)
            if found[place].low in STOPS:
                break


_KINDS = frozenset(Kind)


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    for section in "\n".join(lines).split("\n[")[1:]:
        title, _, body = section.partition("]")
        yield title, [" ".join(entry.split()) for entry in body.split(",") if entry.strip()]


def _keys(entry: str) -> list[str]:
    """An entry's words, cut and spelled as a text's are, with the wildcards kept."""
    keys: list[str] = []
    for part in entry.split():
        if part.isalpha() or _WILDCARD.fullmatch(part):
            keys.append(part.casefold())
        else:
            keys.extend(token.low for token in tokens(part))
    return keys


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language (`en`), read once; `signs` holds the emoji that all share."""
    folder = Path(__file__).with_name("lexicons")
    signs = (folder / "signs.txt").read_text(encoding="utf-8")
    return Lexicon((folder / f"{language}.txt").read_text(encoding="utf-8") + signs)
