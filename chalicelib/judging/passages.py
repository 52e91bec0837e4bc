"""Which sentences of a text speak of the subject: those near its name, and in a short text all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from .clauses import Clause, clauses, others_compared
from .tokens import NAME, Token, name_spans

_SHORT_TEXT = 3_000  # characters; a longer one is read only around the names
_AROUND = 500
_MOST_EXCERPTS = 8
_SHORT_STORY = 10  # sentences; in a text this short every sentence is about what it names
_FAR = 0.8
_AFTER, _BEFORE = (1.0, 0.9, 0.8, 0.7), (1.0, 0.7, 0.6)
_ENDS = frozenset((".", "!", "?", "…", "\n"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """tokens[first:last], with its clauses in order. `asks`: it ends with a question mark."""

    first: int
    last: int
    clauses: tuple[Clause, ...]
    asks: bool


def excerpt(text: str, names: Sequence[str]) -> str:
    """What of the text is worth reading: all of a short one; of a long one, what stands around the names."""
    if len(text) <= _SHORT_TEXT:
        return text
    spans = list(islice(name_spans(text, names), _MOST_EXCERPTS))
    if not spans:
        return text[:_SHORT_TEXT]
    pieces: list[tuple[int, int]] = []
    for start, end in spans:
        opens = max(0, start - _AROUND)
        if pieces and opens <= pieces[-1][1]:
            opens = pieces.pop()[0]
        pieces.append((opens, end + _AROUND))
    return "\n".join(text[first:last] for first, last in pieces)


def sentences(found: Sequence[Token], text: str) -> tuple[Sentence, ...]:
    """The sentences of `text`, whose tokens are `found`, with their clauses weighed."""
    spans = list(_spans(found))
    others = others_compared(found, text)
    weights = _weights([any(token.low == NAME for token in found[a:b]) for a, b in spans])
    told: list[Sentence] = []
    for (first, last), weight in zip(spans, weights, strict=True):
        before = told[-1].clauses[-1] if told else None
        parts = clauses(found, (first, last), others, weight, before)
        asks = any(token.low == "?" for token in found[max(first, last - 3) : last])
        told.append(Sentence(first, last, parts, asks))
    return tuple(told)


def _spans(found: Sequence[Token]) -> Iterator[tuple[int, int]]:
    first = 0
    for at, token in enumerate(found, start=1):
        if token.low in _ENDS and (at == len(found) or found[at].low not in _ENDS):
            yield first, at
            first = at
    if first < len(found):
        yield first, len(found)


def _weights(named: Sequence[bool]) -> list[float]:
    """By distance to the nearest sentence that names the subject. All alike where none does."""
    if not any(named):
        return [1.0] * len(named)
    least = _FAR if len(named) <= _SHORT_STORY else 0.0
    return [max(least, _nearness(named, at)) for at in range(len(named))]


def _nearness(named: Sequence[bool], at: int) -> float:
    after = (weight for distance, weight in enumerate(_AFTER) if at >= distance and named[at - distance])
    before = (
        weight for distance, weight in enumerate(_BEFORE) if any(named[at + distance : at + distance + 1])
    )
    return max((*after, *before), default=0.0)
