"""Which watches does a text speak of? On visible text only, for very many watches at once.

    all watches ─▶ index of their terms ─▶ which stand in the text? ─▶ candidates ─▶ the query decides

Of each query, the index holds as many terms as it takes for it to be true: of words joined by AND, one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .entries import Entry
from .noises import tree_of
from .query_decisions import is_true
from .query_index import FEW, PhraseIndex
from .query_texts import to_text
from .query_trees import And, Field, FieldName, Near, Not, Or, Term, Tree, wanted
from .readings import Reading, Recognise, nobody_knows
from .watches import Watch, WatchKind


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of a watch stands in the text."""

    watch_id: str
    phrase: str


class Matcher:
    """Built once from all watches, then asked about many texts. For `few` see `PhraseIndex`."""

    def __init__(self, watches: Iterable[Watch], recognise: Recognise = nobody_knows, few: int = FEW) -> None:
        self._recognise = recognise
        self._watches = sorted(watches, key=lambda watch: _RANK[watch.kind])
        self._trees = [tree_for(watch) for watch in self._watches]
        self._index = PhraseIndex(few)
        self._everywhere: set[int] = set()  # what must be asked about every text
        self._wanted = [tuple(wanted(tree)) for tree in self._trees]
        sharing = Counter(term for terms in self._wanted for term in terms)
        for number, tree in enumerate(self._trees):
            terms = anchors(tree, sharing)
            if terms is None:
                self._everywhere.add(number)
            for term in terms or ():
                self._index.add(term, number)

    def matches(self, said: Entry | str, kind: str = "") -> tuple[Match, ...]:
        """Every watch that it speaks of, each with one of its phrases; our own first, then as given.

        `kind` is that of the source that says it.
        """
        entry = Entry(text=said) if isinstance(said, str) else said
        reading = Reading(entry, kind, self._recognise)
        candidates = self._index.owners(reading) | self._everywhere
        return tuple(
            self._match(number, reading) for number in sorted(candidates) if self._is_true(number, reading)
        )

    def _is_true(self, number: int, reading: Reading) -> bool:
        return is_true(self._trees[number], reading)

    def _match(self, number: int, reading: Reading) -> Match:
        return Match(self._watches[number].id, self._reason(number, reading))

    def _reason(self, number: int, reading: Reading) -> str:
        return next(_standing(self._wanted[number], reading), None) or to_text(self._trees[number])


_RANK = {WatchKind.OWN: 0, WatchKind.COMPETITOR: 1, WatchKind.THEME: 2}


def tree_for(watch: Watch) -> Tree:
    """What a text must say for this watch: its query, else any of its phrases; without noise it excludes."""
    if watch.query:
        tree = watch.query.tree
    else:
        terms = tuple(Term(" ".join(phrase.split())) for phrase in watch.phrases)
        tree = Or(terms) if len(terms) > 1 else terms[0]
    return And((tree, *(Not(tree_of(noise)) for noise in watch.without))) if watch.without else tree


def anchors(tree: Tree, sharing: Mapping[Term, int]) -> tuple[Term, ...] | None:
    """Terms of which one at least stands in every text that the query is true of; None if there are none.

    `sharing` says how many queries hold a term: one that many share is a common word.
    """
    match tree:
        case Term():
            return (tree,)
        case Or(parts):
            each = [anchors(part, sharing) for part in parts]
            return None if None in each else tuple(term for terms in each for term in terms or ())
        case And(parts):
            return _rarest((anchors(part, sharing) for part in parts), sharing)
        case Near(first, second):
            return _rarest((anchors(first, sharing), anchors(second, sharing)), sharing)
        case Field(FieldName.TITLE, part):
            return anchors(part, sharing)
        case _:
            return None


def _rarest(
    choices: Iterable[tuple[Term, ...] | None], sharing: Mapping[Term, int]
) -> tuple[Term, ...] | None:
    """The choice that the fewest texts will have: few terms, long ones, and none that many queries share.

    A rough guess will do: with each letter a word gets three times as rare.
    """

    def commonness(terms: tuple[Term, ...]) -> float:
        return sum(sharing.get(term, 1) * 3.0 ** -len(term.phrase) for term in terms)

    return min((choice for choice in choices if choice is not None), key=commonness, default=None)


def evidence(tree: Tree, reading: Reading) -> Iterator[str]:
    """The phrases of the query that stand there; a query about other fields has none."""
    yield from dict.fromkeys(_standing(wanted(tree), reading))


def _standing(terms: Iterable[Term], reading: Reading) -> Iterator[str]:
    return (term.phrase for term in terms if reading.says(term))
