"""Is it the same story again, at another address? Copies, shortened or with a page's boilerplate around, and
quotes have most of their words in common, two at a time; two stories on one topic have not.

What a mention leaves behind for that is its trace, under one key. Who looks for it asks for all keys that a
copy of theirs could have left: the words right behind what matched, which every copy that names us has.
How well this does is measured in docs/understanding-duplicates.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from .addresses import canonical, is_web_address
from .entries import Entry
from .fingerprints import (
    ADDRESS,
    FEWEST_WORDS,
    NOTHING_SAID,
    Said,
    hash_of,
    length,
    pairs,
    passage_of,
    said,
    words,
)
from .identities import mention_id
from .mentions import Finding, Mention, excerpt
from .queries import Match

# How long a story is looked for after its first mention. Syndication takes hours; what is said again in a
# month is said again.
STORY_LASTS = timedelta(days=7)
# How long an edit of a copy, and what takes it back, finds the mention that it hangs under.
COPY_LASTS = timedelta(days=90)
# Measured on recorded documents: of the shorter text's pairs, of both texts' pairs, and how many. A headline
# has few words, but who passes it on says little else.
_OF_SHORTER, _OF_BOTH, _FEWEST_PAIRS = 0.7, 0.15, 8
_OF_BOTH_ABOVE, _FEWEST_PAIRS_ABOVE = 0.4, 6
_OF_LINK = 0.5
_OF_HEADLINE = 0.8
_KEY_WORDS = 12
_CROWDED = 0.5  # of the usual keys; measured, too
_TITLE_CHARS = 200
_AROUND_CHARS = 300


@dataclass(frozen=True, slots=True)
class Trace:
    """Leads from a key to a mention, until then. A story's has what was said; a copy's has not: its key alone
    says which mention it hangs under.
    """

    key: str
    mention_id: str
    at: datetime
    until: datetime
    said: Said = NOTHING_SAID


@dataclass(frozen=True, slots=True)
class Likeness:
    """What an entry has in common with copies of it. `keys` are where their traces may lie, `copy_key` is its
    own trace if it is known as a copy. `target` is the id of the mention at the one address it links to.
    `rare_keys` are those of the keys under which nothing lies unless most of the others are taken.
    """

    said: Said
    keys: tuple[str, ...]
    copy_key: str
    target: str | None
    rare_keys: frozenset[str] = frozenset()

    @property
    def usual_keys(self) -> tuple[str, ...]:
        """The keys but the rare ones."""
        return tuple(key for key in self.keys if key not in self.rare_keys)


def likeness_of(entry: Entry, match: Match, own: str) -> Likeness:
    """What tells the entry again, which would have the id `own`: the words that a mention of it keeps, not
    all the page that stands around; and of a quote, what is quoted.
    """
    title = entry.title[:_TITLE_CHARS]
    text = passage_of(excerpt(entry.text, match.phrase))
    target = _target(entry)
    is_mere_link = target and title and length(words(entry.text)) < FEWEST_WORDS
    keys = [f"link:{match.watch_id}:{place}" for place in ((target, own) if is_mere_link else (own,))]
    rare: list[str] = []
    if length([*words(title), *words(text)]) >= FEWEST_WORDS:
        single, paired, above = (
            [f"words:{match.watch_id}:{each:08x}" for each in hashes]
            for hashes in _key_words(text, title, match.phrase)
        )
        keys += dict.fromkeys([*single, *paired, *above])
        rare = paired
    return Likeness(said(text, title), tuple(keys), copy_key(own), target, frozenset(rare))


def is_crowded(likeness: Likeness, found: Iterable[Trace]) -> bool:
    """Whether so many of the usual keys are taken that a copy may lie under a rare one: who left it there
    found none of its own free, and most of those are ours. What is past its time counts: it was not, then.
    """
    taken = {trace.key for trace in found}
    usual = [key for key in likeness.usual_keys if key.startswith("words:")]
    return sum(key in taken for key in usual) > _CROWDED * len(usual)


def copy_key(mention_id: str) -> str:
    """Where it is kept that what would have had this id hangs under a mention."""
    return f"copy:{mention_id}"


def copy_of(mention_id: str, finding: Finding) -> Trace:
    """What leads from the finding, which is no mention of its own, to the one that it hangs under."""
    at = finding.found_at
    return Trace(copy_key(finding.ids[0]), mention_id, at, at + COPY_LASTS)


def story_of(finding: Finding, likeness: Likeness, found: Iterable[Trace]) -> Trace | None:
    """What the finding leaves behind when it becomes a mention: under the first of its keys where nothing
    lies that leads elsewhere. A mere link is known by where it leads. None where all are taken, or it has too
    few words.
    """
    own, at = finding.ids[0], finding.found_at
    taken = {trace.key for trace in found if trace.until > at and trace.mention_id != own}
    here = f"link:{finding.matches[0].watch_id}:{own}"
    key = next((key for key in likeness.keys if key not in taken and key != here), None)
    return Trace(key, own, at, at + STORY_LASTS, likeness.said) if key else None


def alike(likeness: Likeness, found: Iterable[Trace], now: datetime) -> tuple[str, ...]:
    """The ids of the mentions that tell the same story, the likeliest first. A known copy's own is sure."""
    scores = {trace: _score(likeness, trace) for trace in found if trace.until > now}
    sure = sorted((trace for trace, score in scores.items() if score), key=lambda trace: -scores[trace])
    return tuple(dict.fromkeys(trace.mention_id for trace in sure))


def is_what_it_links_to(likeness: Likeness, mention: Mention) -> bool:
    """Whether the mention, which stands at the address that the entry links to, says the same: half of it
    under a headline, where sites add their name; else more, as people add what they think.
    """
    ours, least = likeness.said.pairs, _OF_LINK if likeness.said.headline.pairs else _OF_SHORTER
    theirs = frozenset(pairs([*words(mention.title), *words(mention.text)]))
    return len(ours & theirs) >= least * max(len(ours), 1)


def is_same_headline(one: str, other: str) -> bool:
    """Whether the shorter headline's words, two at a time, stand in the other one, but for a few."""
    ours, theirs = frozenset(pairs(words(one))), frozenset(pairs(words(other)))
    return len(ours & theirs) >= _OF_HEADLINE * min(len(ours), len(theirs))


def _score(likeness: Likeness, trace: Trace) -> float:
    """How much of the shorter one both have; 0 where that is not enough to be the same story."""
    if trace.key == likeness.copy_key:
        return 2.0
    reach = min(likeness.said.reach, trace.said.reach)
    ours, theirs = likeness.said.up_to(reach), trace.said.up_to(reach)
    if trace.key.startswith("link:"):
        of_shorter = _of_shorter(ours.pairs, theirs.pairs, 0, 1)
        return of_shorter if of_shorter >= _OF_LINK and not _differ_in_numbers(ours, theirs) else 0.0
    if len(ours.pairs & theirs.pairs) < _FEWEST_PAIRS_ABOVE or _differ_in_numbers(ours, theirs):
        return 0.0
    best = max(_of_shorter(*compared) for compared in _comparisons(ours, theirs))
    return best if best >= _OF_SHORTER else 0.0


def _comparisons(ours: Said, theirs: Said) -> Iterator[tuple[frozenset[int], frozenset[int], float, int]]:
    """All that is said; what stands below the headlines, as others put up their own; and the headline alone
    with what is passed on without one.
    """
    yield ours.pairs, theirs.pairs, _OF_BOTH, _FEWEST_PAIRS
    yield ours.text.pairs, theirs.text.pairs, _OF_BOTH, _FEWEST_PAIRS
    ours_above, theirs_above = ours.headline.pairs, theirs.headline.pairs
    if bool(ours_above) != bool(theirs_above):
        one, other = ours_above or ours.text.pairs, theirs_above or theirs.text.pairs
        yield one, other, _OF_BOTH_ABOVE, _FEWEST_PAIRS_ABOVE


def _of_shorter(ours: frozenset[int], theirs: frozenset[int], least_of_both: float, fewest: int) -> float:
    shared = len(ours & theirs)
    if shared < fewest or shared < least_of_both * len(ours | theirs):
        return 0.0
    return shared / min(len(ours), len(theirs))


def _differ_in_numbers(ours: Said, theirs: Said) -> bool:
    """Whether each headline has a number that the other lacks: "9.0-rc1 is out", "9.0-rc2 is out". Where one
    has no headline, whether all that is said has.
    """
    above = ours.headline.numbers, theirs.headline.numbers
    both = ours.headline.pairs and theirs.headline.pairs
    one, other = above if both else (ours.numbers, theirs.numbers)
    return bool(one - other and other - one)


def _target(entry: Entry) -> str | None:
    """The id of what stands at the one address that an entry has; whether that is what it is about, is seen
    by its words.
    """
    addresses = ADDRESS.findall(entry.text)
    if len(addresses) != 1:
        return None
    [url] = addresses
    if not is_web_address(url) or "/" not in canonical(url):
        return None  # a site's front page is no story
    return mention_id(Entry(url=url), "")


def _key_words(text: str, title: str, phrase: str) -> tuple[list[int], list[int], list[int]]:
    """The words from what matched on, in the text or else in the title, the smallest hash first: before all
    those that stand behind it in both, as who passes on the headline has them, too. Then pairs of them, for
    when so much is said of a watch that all its words are taken; and the rest of the title's.

    Words outlast edits: a copy has most of them.
    """
    below, above = _behind(text, phrase), _behind(title, phrase)
    near = below or above or words(text or title)[: _KEY_WORDS + 1]
    named = len(words(phrase))
    shared = set(near[named:_KEY_WORDS]) & set(above[named:_KEY_WORDS]) if below else set()
    ranked = [shared, set(near[:_KEY_WORDS])]
    hashes = [each for found in ranked for each in sorted(map(hash_of, found))]
    return hashes, sorted(pairs(near)), sorted(map(hash_of, above[:_KEY_WORDS]))


def _behind(text: str, phrase: str) -> list[str]:
    """The words from the phrase on; where the text ends soon, those right before it follow. None where the
    phrase does not stand there as it is.
    """
    at = text.casefold().find(phrase.casefold())
    if at < 0:
        return []
    found = words(text[at : at + _AROUND_CHARS])[: _KEY_WORDS + 1]
    missing = _KEY_WORDS + 1 - len(found)
    before = words(text[max(0, at - _AROUND_CHARS) : at])
    return [*found, *before[::-1][:missing]]
