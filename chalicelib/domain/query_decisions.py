"""Is a query true of what was said? The tree decides, on the places where its terms stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from .query_trees import And, Field, FieldName, Near, Not, Or, Term, Tree
from .readings import Reading, Span


def is_true(tree: Tree, reading: Reading) -> bool:  # noqa: PLR0911 (a line for each kind of tree)
    """True when the query matches."""
    match tree:
        case Term():
            return reading.says(tree)
        case And(parts):
            return all(is_true(part, reading) for part in parts)
        case Or(parts):
            return any(is_true(part, reading) for part in parts)
        case Not(part):
            return not is_true(part, reading)
        case Near():
            return _stand_near(tree, reading)
        case Field(FieldName.TITLE, part):
            return is_true(part, reading.title)
        case Field(FieldName.AUTHOR, part):
            return is_true(part, reading.author)
        case _:
            return _has_value(tree, reading)


def _has_value(field: Field, reading: Reading) -> bool:
    return holds(field.part, lambda value: isinstance(value, Term) and reading.fits(field.name, value.phrase))


def holds(tree: Tree, is_so: Callable[[Tree], bool]) -> bool:
    """The truth of AND, OR and NOT over parts of which `is_so` says whether they are true."""
    match tree:
        case And(parts):
            return all(holds(part, is_so) for part in parts)
        case Or(parts):
            return any(holds(part, is_so) for part in parts)
        case Not(part):
            return not holds(part, is_so)
        case _:
            return is_so(tree)


def catches_nearly_all(tree: Tree) -> bool:
    """True when a text need hold none of the query's words: all it does is exclude, or name a language."""
    return holds(tree, _is_so_of_nothing) or holds(tree, _is_so_of_words)


def _is_so_of_nothing(leaf: Tree) -> bool:
    return isinstance(leaf, Field) and holds(leaf.part, _is_so_of_nothing)


def _is_so_of_words(leaf: Tree) -> bool:
    """Of some words in the language that is asked for."""
    return _is_so_of_nothing(leaf) or (isinstance(leaf, Field) and leaf.name is FieldName.LANG)


def _stand_near(near: Near, reading: Reading) -> bool:
    first, second = _places(near.first, reading), _places(near.second, reading)
    if _follows(first, second, near.distance, reading):
        return True
    return not near.ordered and _follows(second, first, near.distance, reading)


def _follows(before: list[Span], after: list[Span], distance: int, reading: Reading) -> bool:
    """True when one of `after`, which are in order, begins within the distance behind one of `before`.

    The first that begins behind it is the closest, so the time grows with the places and not with the pairs.
    """
    for span in before:
        at = bisect_left(after, (span[1], span[1]))
        if at < len(after):
            apart = reading.words_apart(span, after[at])
            if apart is not None and apart <= distance:
                return True
    return False


def _places(side: Term | Or, reading: Reading) -> list[Span]:
    if isinstance(side, Term):
        return reading.spans(side)
    return sorted({span for part in side.parts if isinstance(part, Term) for span in reading.spans(part)})
