"""Whom each clause of a sentence speaks of, and how much it weighs against its neighbours.

"Acme is better than Globex, whose service is horrible" has three clauses. For Acme the first counts and the
others do not; for Globex the last counts, and the first counts the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from .tokens import NAME, Token

_TURNS = frozenset("but however yet except aber jedoch mais pourtant pero ma mas maar".split())
_CONCEDES = frozenset("though although while whereas despite obwohl aunque".split())
_COMPARES = frozenset("than unlike versus vs compared als que".split())
_CUTS = _TURNS | _CONCEDES | frozenset(("whose", ";", "–", "—", "-"))
_JOINTS = frozenset((",", "and", "und", "et", "y"))
_BEFORE_BUT, _AFTER_BUT, _CONCEDED = 0.6, 1.25, 0.6
_COMPARED = -0.8
_LEADS = frozenset("than unlike versus vs whereas".split())
_LINKS = frozenset("to from with of".split())
_BEFORE_ANOTHER = _LEADS | _LINKS
_CHANGES = frozenset("switch switched switching change changed changing compared instead".split())
_NO_NAMES = frozenset(
    """i i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december christmas easter""".split()
)
_SIGHT = 3  # tokens between "than" and the name it leads to


class Owner(Enum):
    """Whom a clause speaks of; its value is the share that counts."""

    SUBJECT = 1.0
    PERHAPS_ANOTHER = 0.5
    ANOTHER = 0.0


@dataclass(frozen=True, slots=True)
class Clause:
    """tokens[first:last]. `weight` says how much it speaks of the subject; below 0, the reverse holds."""

    first: int
    last: int
    weight: float
    owner: Owner


Span = tuple[int, int]


def others_compared(found: Sequence[Token], text: str) -> frozenset[str]:
    """Who else is spoken of: capitalised words after "than", "unlike", "switched from"."""
    return frozenset(
        _bare(found[at].low)
        for at, before in enumerate(found[:-1], start=1)
        if before.low in _BEFORE_ANOTHER and _leads_to_another(found, at) and _is_proper(found[at], text)
    )


def _leads_to_another(found: Sequence[Token], at: int) -> bool:
    if found[at - 1].low in _LEADS:
        return True
    recent = (token.low for token in found[max(0, at - 5) : at - 1])
    return found[at - 1].low in _LINKS and any(low in _CHANGES for low in recent)


def _is_proper(token: Token, text: str) -> bool:
    written = text[token.start : token.end]
    return written[:1].isupper() and token.low not in _NO_NAMES and token.low != NAME


def _bare(low: str) -> str:
    return low.removesuffix("'s")


def clauses(
    found: Sequence[Token], sentence: Span, others: frozenset[str], weight: float, before: Clause | None
) -> tuple[Clause, ...]:
    """The clauses of one sentence that weighs `weight`; `before` is the clause that was said before it."""
    starts = [sentence[0], *_cuts(found, sentence, others)]
    spans = list(zip(starts, [*starts[1:], sentence[1]], strict=True))
    names = [any(token.low == NAME for token in found[a:b]) for a, b in spans]
    owners = list(_owners(found, spans, others, names, before))
    heads = [found[a].low for a, _ in spans]
    shares = [
        share * (_COMPARED if _is_compared(heads, names, at) else owners[at].value)
        for at, share in enumerate(_shares(heads))
    ]
    return tuple(
        Clause(*span, weight * share, owner) for span, share, owner in zip(spans, shares, owners, strict=True)
    )


def _cuts(found: Sequence[Token], sentence: Span, others: frozenset[str]) -> Iterator[int]:
    def is_entity(at: int) -> bool:
        return at < sentence[1] and (found[at].low == NAME or _bare(found[at].low) in others)

    opens_with_another = found[sentence[0]].low in _COMPARES
    for at in range(sentence[0] + 1, sentence[1]):
        low = found[at].low
        if (
            low in _CUTS
            or (low in _COMPARES and any(is_entity(at + ahead) for ahead in range(1, _SIGHT + 1)))
            or (low in _JOINTS and is_entity(at + 1))
            or (low == "," and opens_with_another)
        ):
            yield at


def _owners(
    found: Sequence[Token],
    spans: Sequence[Span],
    others: frozenset[str],
    names: Sequence[bool],
    before: Clause | None,
) -> Iterator[Owner]:
    """A clause that names nobody speaks of whom the last one spoke."""
    speaks_of_another = before is not None and before.owner is not Owner.SUBJECT
    owner = Owner.PERHAPS_ANOTHER if speaks_of_another and not any(names) else Owner.SUBJECT
    for (first, last), is_named in zip(spans, names, strict=True):
        if is_named:
            owner = Owner.SUBJECT
        elif any(_bare(token.low) in others for token in found[first:last]):
            owner = Owner.ANOTHER
        yield owner


def _shares(heads: Sequence[str]) -> list[float]:
    """What follows "but" weighs more than what stood before; what follows "although" weighs less."""
    turn = max((at for at, head in enumerate(heads) if head in _TURNS), default=0)
    shares = [1.0 if not turn else _BEFORE_BUT if at < turn else _AFTER_BUT for at in range(len(heads))]
    return [
        share * (_CONCEDED if head in _CONCEDES else 1.0) for share, head in zip(shares, heads, strict=True)
    ]


def _is_compared(heads: Sequence[str], names: Sequence[bool], at: int) -> bool:
    """True for the clause that something is said in of another, "than" the subject."""
    if names[at]:
        return False
    after = at + 1 < len(heads) and names[at + 1] and heads[at + 1] in _COMPARES
    return after or (at == 1 and names[0] and heads[0] in _COMPARES)
