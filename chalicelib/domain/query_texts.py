"""Writes a query's tree as text again, so that parsing the text gives the same tree."""

from __future__ import annotations

import re

from .query_trees import And, Field, Near, Not, Or, Term, Tree

OPERATORS = frozenset({"and", "or", "not", "near", "onear"})
_NEEDS_NO_QUOTES = re.compile(r"(?=.*[^\W_])[@#]?\w+(?:[.&'_+-]\w+)*")


def to_text(tree: Tree) -> str:
    """The query in its own language, with no more parentheses and quotation marks than it needs."""
    match tree:
        case And(parts):
            return " AND ".join(map(_whole, parts))
        case Or(parts):
            return " OR ".join(map(_whole, parts))
        case Not(part):
            return f"NOT {_whole(part)}"
        case Near(first, second, distance, ordered):
            return f"{_whole(first)} {'onear' if ordered else 'near'}/{distance} {_whole(second)}"
        case Field(name, part):
            return f"{name}:{_whole(part)}"
        case _:
            return _term(tree)


def _whole(tree: Tree) -> str:
    """As a part of something larger."""
    return _term(tree) if isinstance(tree, Term) else _fielded(tree)


def _fielded(tree: Tree) -> str:
    return to_text(tree) if isinstance(tree, Field) else f"({to_text(tree)})"


def _term(term: Term) -> str:
    mark = "*" if term.begins else ""
    case = "case:" if term.exact_case else ""
    is_plain = _NEEDS_NO_QUOTES.fullmatch(term.phrase) and term.phrase.lower() not in OPERATORS
    if is_plain:
        return f"{case}{term.phrase}{mark}"
    escaped = re.sub(r'(["\\*])', r"\\\1", term.phrase)
    return f'{case}"{escaped}{mark}"'
