"""Says what a query means in plain words, for people who check that it says what they meant."""

from __future__ import annotations

from collections.abc import Iterator

from .query_trees import And, Field, FieldName, Near, Not, Or, Term, Tree

_WHERE = {FieldName.TITLE: "in the title", FieldName.AUTHOR: "in the author's name"}
_VALUES = {
    FieldName.SITE: "it is said at",
    FieldName.LANG: "its language is",
    FieldName.KIND: "it was heard through a source of kind",
    FieldName.LINK: "its words show a link to",
}


def explain(tree: Tree) -> str:
    """What must be so, a line for each condition; those that belong together are indented."""
    return "\n".join(_lines(tree, ""))


def _lines(tree: Tree, lead: str) -> Iterator[str]:
    """`lead` says of what the lines are true, like "not" or "in the title"."""
    match tree:
        case Not(part):
            yield from _lines(part, _joined(lead, "not"))
        case Field(name, part) if name.holds_words:
            yield from _lines(part, _joined(lead, _WHERE[name]))
        case Field(name, part) if isinstance(part, Term):
            yield _joined(lead, f"{_VALUES[name]} {part.phrase}")
        case Field(name, part):
            yield from _grouped(_spread(name, part), lead)
        case And() | Or():
            yield from _grouped(tree, lead)
        case _:
            yield _joined(lead, _said(tree))


def _spread(name: FieldName, tree: Tree) -> Tree:
    """The field said of each value, rather than once of all."""
    match tree:
        case And(parts):
            return And(tuple(_spread(name, part) for part in parts))
        case Or(parts):
            return Or(tuple(_spread(name, part) for part in parts))
        case Not(part):
            return Not(_spread(name, part))
        case _:
            return Field(name, tree)


def _grouped(tree: Tree, lead: str) -> Iterator[str]:
    if not isinstance(tree, And | Or):
        yield from _lines(tree, lead)
        return
    if isinstance(tree, Or) and all(isinstance(part, Term) for part in tree.parts):
        yield _joined(lead, _said(tree))
        return
    yield _joined(lead, "all of these:" if isinstance(tree, And) else "at least one of these:")
    for part in tree.parts:
        first, *others = _lines(part, "")
        yield f"  - {first}"
        yield from (f"    {line}" for line in others)


def _said(tree: Term | Or | Near) -> str:
    """In one line: of alternatives, there are terms only."""
    match tree:
        case Or(parts):
            return "one of " + ", ".join(_said(part) for part in parts if isinstance(part, Term))
        case Near(first, second, distance, ordered):
            words = "the next word" if distance == 1 else f"at most {distance} words"
            if ordered:
                how = "followed at once by" if distance == 1 else f"followed within {distance} words by"
            else:
                how = "right beside" if distance == 1 else f"{words} away from"
            return f"{_said(first)}, {how} {_said(second)}"
        case _:
            what = f"words that begin with “{tree.phrase}”" if tree.begins else f"“{tree.phrase}”"
            return f"{what}, in exactly these capitals" if tree.exact_case else what


def _joined(lead: str, said: str) -> str:
    return f"{lead} {said}" if lead else said
