"""How well copies are told from other stories, on pairs made of the recorded documents.

Run with `-s` to see the figures that stand in `docs/understanding-duplicates.md`.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations

from chalicelib.domain.copies import joins
from chalicelib.domain.entries import Entry
from chalicelib.domain.likeness import Likeness, Trace, alike, likeness_of, story_of
from chalicelib.domain.mentions import Finding, new_mention
from chalicelib.domain.queries import Match
from chalicelib.errors import SourceRefused, SourceUnavailable
from chalicelib.sources import kinds
from tests.domain.examples import NOW, a_finding

from .recorded import recordings, skip_without

RECORDINGS = recordings(lambda one: one.kind in kinds.NAMES and one.kind not in ("opml", "websub"))
pytestmark = skip_without(RECORDINGS)

_NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")  # stands for what is watched
_MOST_STORIES = 700
_MOST_NAMING = 400
# What is joined and should not be, read by hand: the document, and which two entries of it.
WRONG = {
    ("bluesky_search/rstats_2025.json", 62, 63),  # announced in the same words, but for the name
    ("google_news_rss/bears_ears_2026.xml", 7, 40),  # expected, and done
    ("medium/gabriel_browser_saved_2025.xml", 2, 3),  # parts of a series that begin alike
    ("youtube_feed/feeder.xml", 11, 13),  # thanks to the same people below
}
# At least so many of the copies are told, whichever comes first.
LEAST = {
    "edited, 1 word in 20": 0.93,
    "edited, 1 word in 10": 0.83,
    "sentences left out": 0.85,
    "shortened": 0.98,
    "with boilerplate around": 0.84,
    "quoted": 0.70,
}


@cache
def _entries() -> tuple[tuple[str, int, Entry], ...]:
    """Everything that was recorded and says something, with where it stands."""
    found = []
    for recording in RECORDINGS:
        try:
            document = kinds.read(recording.kind, recording.body, None, "https://source.example/")
        except (SourceRefused, SourceUnavailable):
            continue
        found += [(recording.name, n, entry) for n, entry in enumerate(document.entries) if entry.content]
    return tuple(found)


def _finding(entry: Entry, name: str, number: int) -> Finding:
    there = replace(entry, id=None, url=f"https://place.example/{number}", is_deleted=False)
    return a_finding(there, matches=(Match("watch", name),))


def _is_told(first: Finding, second: Finding) -> bool:
    """Whether the second is found by the trace of the first, and told to be the same story."""
    likeness = likeness_of(second)
    trace = story_of(first, likeness_of(first), ())
    return trace is not None and trace.key in likeness.keys and bool(alike(likeness, [trace], NOW))


def _stories(dice: random.Random) -> list[tuple[Entry, str]]:
    """Entries of some length, each once, with a name that stands early in them."""
    named = {e.content: (e, name[0]) for _, _, e in _entries() if (name := _NAME.search(e.text[:250]))}
    stories = [(entry, name) for entry, name in named.values() if len(entry.content.split()) >= 20]
    dice.shuffle(stories)
    return stories[:_MOST_STORIES]


def _copies(entry: Entry, name: str, dice: random.Random, words: list[str]) -> Iterator[tuple[str, Entry]]:
    def some(count: int) -> str:
        start = dice.randrange(len(words) - count)
        return " ".join(words[start : start + count])

    def altered(share: float) -> str:
        told = entry.text.split(" ")
        return " ".join(
            dice.choice(words) if dice.random() < share and name not in word else word for word in told
        )

    yield "edited, 1 word in 20", replace(entry, text=altered(0.05))
    yield "edited, 1 word in 10", replace(entry, text=altered(0.10))
    sentences = re.split(r"(?<=[.!?]) ", entry.text)
    if len(sentences) > 4:
        kept = " ".join(each for each in sentences if name in each or dice.random() > 0.2)
        yield "sentences left out", replace(entry, text=kept)
    cut = max(200, entry.text.find(name) + 60)
    if len(entry.text) > cut + 80:
        start = entry.text[:cut].rpartition(" ")[0]
        yield "shortened", replace(entry, text=f"{start} … Read more")
    around = f"{some(12)} {entry.text} {some(40)}"
    yield "with boilerplate around", replace(entry, title=f"{some(2)}: {entry.title}", text=around)
    yield "quoted", replace(entry, title="", text=f"{some(10)} “{entry.text[:400]}”")


def test_copies_are_told_whichever_comes_first() -> None:
    dice = random.Random(4)
    words = [word for _, _, entry in _entries() for word in entry.text.split()]
    pairs: Counter[str] = Counter()
    told: Counter[str] = Counter()

    for entry, name in _stories(dice):
        for kind, copy in _copies(entry, name, dice, words):
            one, other = _finding(entry, name, 1), _finding(copy, name, 2)
            pairs[kind] += 2
            told[kind] += _is_told(one, other) + _is_told(other, one)

    for kind, count in pairs.items():
        print(f"\n{kind:24} {count:5} pairs, told {told[kind] / count:.1%}", end="")
    assert not {kind for kind, least in LEAST.items() if told[kind] < least * pairs[kind]}


def test_copies_are_told_among_many_stories_of_one_watch() -> None:
    """Common words are soon taken as keys; then rarer ones and pairs are."""
    dice = random.Random(4)
    words = [word for _, _, entry in _entries() for word in entry.text.split()]
    stories = _stories(dice)
    laid: dict[str, Trace] = {}
    for number, (entry, name) in enumerate(stories):
        finding = _finding(entry, name, number)
        if trace := story_of(finding, likeness_of(finding), laid.values()):
            laid[trace.key] = trace

    told = 0
    for number, (entry, name) in enumerate(stories):
        kind, copy = next(_copies(entry, name, dice, words))
        likeness = likeness_of(_finding(copy, name, len(stories)))
        found = [laid[key] for key in likeness.keys if key in laid]
        told += _finding(entry, name, number).ids[0] in alike(likeness, found, NOW)

    print(f"\n{kind:24} {len(stories):5} copies, told among as many others {told / len(stories):.1%}")
    assert told >= 0.90 * len(stories)


@cache
def _known(number: int, name: str) -> tuple[Finding, Likeness]:
    """The entry where it stands."""
    finding = a_finding(_entries()[number][2], matches=(Match("watch", name),))
    return finding, likeness_of(finding)


def _joined(one: int, other: int, name: str) -> bool:
    """Whether they are told to be the same story, if the trace of one is found by the other."""
    (first, theirs), (second, ours) = _known(one, name), _known(other, name)
    key = next((key for key in theirs.keys if key.startswith("words:")), None)
    if key is None:
        return False
    trace = Trace(key, "m1", NOW, NOW.replace(year=2099), theirs.pairs, theirs.numbers)
    is_alike = bool(alike(ours, [trace], NOW))
    return is_alike and joins(new_mention(first, escalates=False), second, escalates=False)


def test_other_stories_on_the_same_topic_are_not_joined() -> None:
    """All pairs of entries that share a name and are not the same entry."""
    naming: dict[str, list[int]] = defaultdict(list)
    for number, (_, _, entry) in enumerate(_entries()):
        for name in sorted(set(_NAME.findall(entry.content))):
            naming[name].append(number)
    pairs: dict[tuple[int, int], str] = {}
    for name, numbers in sorted(naming.items()):
        for one, other in combinations(numbers[:_MOST_NAMING], 2):
            ours, theirs = _entries()[one][2], _entries()[other][2]
            if ours.url != theirs.url and ours.content != theirs.content:
                pairs.setdefault((one, other), name)

    joined = [(one, other) for (one, other), name in pairs.items() if _joined(one, other, name)]

    wrong = {(*_entries()[one][:2], _entries()[other][1]) for one, other in joined} & WRONG
    right = 1 - len(wrong) / len(joined)
    print(f"\n{len(pairs)} pairs, {len(joined)} joined, {len(wrong)} of them wrongly: precision {right:.1%}")
    assert right >= 0.97
    assert len(joined) <= 175, "more are joined than were read by hand"
