"""Tries a watch before it is saved: on the examples kept with it, and on what was heard of late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import folding
from .entries import Entry
from .mentions import TAKEN_UP, Mention
from .queries import Matcher, evidence, tree_for
from .query_trees import wanted
from .readings import Reading, Recognise
from .watches import Watch

_LEAST_ANSWERED = 3  # before it can be said what nobody answers
_LEAST_UNANSWERED = 3
_MOST_SUGGESTED = 5


@dataclass(frozen=True, slots=True)
class TermTally:
    """In how many mentions a term stands, and how many of those somebody answered."""

    phrase: str
    mentions: int
    answered: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What a watch would have made of `tried` mentions. `caught` and `lost` are beside the saved watch.

    `terms` are the noisiest first: those with the most mentions that nobody answered. `suggestions` are words
    that stand in several of these, and in none that somebody answered.
    """

    tried: int
    matched: tuple[Mention, ...]
    caught: tuple[Mention, ...]
    lost: tuple[Mention, ...]
    terms: tuple[TermTally, ...]
    suggestions: tuple[str, ...]

    @property
    def answered(self) -> int:
        return sum(map(_is_answered, self.matched))


def broken_examples(watch: Watch, recognise: Recognise) -> Iterator[str]:
    """What is wrong with each of the watch's own examples, in words."""
    matcher = Matcher([watch], recognise)
    for text in watch.must_match:
        if not matcher.matches(text):
            yield f"it does not match {text!r}, which it must"
    for text in watch.must_not_match:
        if found := matcher.matches(text):
            yield f"it matches {text!r}, which it must not, because of {found[0].phrase!r}"


def trial(
    saved: Watch | None, changed: Watch, mentions: Iterable[tuple[Mention, str]], recognise: Recognise
) -> Trial:
    """How the changed watch does on these mentions, each with the kind of its source."""
    before, after = Matcher([saved] if saved else [], recognise), Matcher([changed], recognise)
    tried, matched, caught, lost = 0, [], [], []
    for mention, kind in mentions:
        entry = entry_of(mention)
        was, is_now = bool(before.matches(entry, kind)), bool(after.matches(entry, kind))
        tried += 1
        if is_now:
            matched.append(mention)
        if is_now and not was:
            caught.append(mention)
        if was and not is_now:
            lost.append(mention)
    terms = tuple(sorted(_tallies(changed, matched), key=lambda tally: tally.answered - tally.mentions))
    return Trial(tried, tuple(matched), tuple(caught), tuple(lost), terms, _suggested(changed, matched))


def entry_of(mention: Mention) -> Entry:
    """What is known of the entry that it was."""
    return Entry(url=mention.url, title=mention.title, text=mention.text, author=mention.author)


def _is_answered(mention: Mention) -> bool:
    return mention.status in TAKEN_UP


def _tallies(watch: Watch, mentions: Iterable[Mention]) -> Iterator[TermTally]:
    tree = tree_for(watch)
    counts, answers = Counter[str](), Counter[str]()
    for mention in mentions:
        standing = list(evidence(tree, Reading(entry_of(mention))))
        counts.update(standing)
        answers.update(standing if _is_answered(mention) else ())
    for phrase in counts:
        yield TermTally(phrase, counts[phrase], answers[phrase])


def _suggested(watch: Watch, mentions: Iterable[Mention]) -> tuple[str, ...]:
    """Nothing, before enough was answered to tell what is not."""
    words = {True: Counter[str](), False: Counter[str]()}
    answered = 0
    for mention in mentions:
        words[_is_answered(mention)].update(Reading(entry_of(mention)).words)
        answered += _is_answered(mention)
    if answered < _LEAST_ANSWERED:
        return ()
    own = {
        word
        for term in wanted(tree_for(watch))
        for word in folding.words(folding.bare(folding.folded(folding.plain(term.phrase))))
    }
    unwanted = [
        (word, count)
        for word, count in words[False].items()
        if count >= _LEAST_UNANSWERED and word not in words[True] and word not in own and not word.isdigit()
    ]
    ranked = sorted(unwanted, key=lambda item: (-item[1], item[0]))
    return tuple(word for word, _ in ranked[:_MOST_SUGGESTED])
