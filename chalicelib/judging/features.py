"""What the trained judge looks at in a text: its words, their parts, and the measures beside them.

Training and judging both come here, so that a model is asked only what it was taught. Standard library only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, pairwise
from typing import NamedTuple

from .measures import measures
from .opinions import Reading, Signal
from .tokens import STOPS, Token

_NEGATION_REACH = 5
_NEGATED = "¬"
_GAP = "_"
_LONGEST_PART = 5


Span = tuple[int, int]


class Shown(NamedTuple):
    """What one text shows: grams of one to three words, and at which tokens each stands; words, of which the
    parts are looked at, and at which token each stands; the measures in the order of `NAMES`.
    """

    grams: list[str]
    spans: list[Span]
    words: list[str]
    places: list[int]
    measures: list[float]


def shown(reading: Reading, signals: Sequence[Signal]) -> Shown:
    """All that the model may weigh; `signals` are the rules' view. What is said of others is left out."""
    kept = [at for at in range(len(reading.found)) if reading.share(at) > 0]
    if not kept:
        kept = list(range(len(reading.found)))
    tokens = [reading.found[at] for at in kept]
    keys = [key_of(token.low) for token in tokens]
    negated = negated_at(tokens, reading.lexicon.role("negations"))
    figures, steps = measures(reading, tokens, negated, signals)
    grams, spans = _grams(keys, negated, kept)
    spelled = [has_parts(key) for key in keys]
    words, places = list(compress(keys, spelled)), list(compress(kept, spelled))
    return Shown(grams + steps, spans + [(0, 0)] * len(steps), words, places, figures)


@lru_cache(maxsize=16384)
def has_parts(key: str) -> bool:
    """True for a word, whose spelling may tell something."""
    return key[0].isalnum() or key[0] == "#"


@lru_cache(maxsize=16384)
def parts(word: str) -> tuple[str, ...]:
    """Pieces of 2 to 5 characters of a word, its ends marked by blanks."""
    padded = f" {word} "
    size = len(padded)
    return tuple(
        padded[at : at + length] for length in range(2, _LONGEST_PART + 1) for at in range(size - length + 1)
    )


@lru_cache(maxsize=16384)
def key_of(low: str) -> str:
    """A token as the model knows it: people, links and numbers are all alike."""
    first = low[0]
    if first == "@":
        return "@"
    if low.startswith(("http://", "https://", "www.")) or low == "http":
        return "<url>"
    if first.isdigit():
        return "".join("0" if sign.isdigit() else sign for sign in low[:6])
    return low[:40]


def negated_at(tokens: Sequence[Token], negations: frozenset[str]) -> list[bool]:
    """For each token, whether it stands in a negation's reach: five words, or to the clause's end."""
    found: list[bool] = []
    left = 0
    for token in tokens:
        if token.low in STOPS or token.low == "but":
            left = 0
        found.append(left > 0)
        left -= left > 0
        if token.low in negations:
            left = _NEGATION_REACH
    return found


def _grams(keys: Sequence[str], negated: Sequence[bool], kept: Sequence[int]) -> tuple[list[str], list[Span]]:
    """Words, pairs, threes, pairs with a gap; words and pairs in a negation's reach a second time, marked."""
    grams, spans = list(keys), [(place, place + 1) for place in kept]
    grams += map(" ".join, pairwise(keys))
    pairs = [(first, last + 1) for first, last in pairwise(kept)]
    spans += pairs
    threes = [(first, last + 1) for first, last in zip(kept, kept[2:], strict=False)]
    for one, two, three in zip(keys, keys[1:], keys[2:], strict=False):
        grams += (f"{one} {two} {three}", f"{one} {_GAP} {three}")
    spans += [span for span in threes for _ in range(2)]
    for at, is_negated in enumerate(negated):
        if is_negated:
            grams += (keys[at] + _NEGATED, f"{keys[at - 1]} {keys[at]}{_NEGATED}")
            spans += ((kept[at], kept[at] + 1), pairs[at - 1])
    return grams, spans
