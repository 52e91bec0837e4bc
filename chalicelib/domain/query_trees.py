"""What a query means, as a tree: terms that must stand in a text, joined by AND, OR, NOT and near.

Text becomes a tree in `parsing`, when a query is saved; from then on the tree alone is read and matched.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

MOST_APART = 100  # words; further apart, AND says the same
LEAST_BEGINNING = 3  # signs before a wildcard; a shorter beginning stands in nearly every text


class FieldName(StrEnum):
    """Where to look instead of in title and text. In the first two stand words, the others have values."""

    TITLE = "title"
    AUTHOR = "author"
    SITE = "site"
    LANG = "lang"
    KIND = "kind"
    LINK = "link"

    @property
    def holds_words(self) -> bool:
        return self in (FieldName.TITLE, FieldName.AUTHOR)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together. `begins`: a longer word at the end will do. `exact_case`: capitals count."""

    phrase: str
    begins: bool = False
    exact_case: bool = False

    def __post_init__(self) -> None:
        if not self.phrase or self.phrase != " ".join(self.phrase.split()):
            raise ValueError("a term is at least one word, with single blanks between words")


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Anything but this."""

    part: Tree


@dataclass(frozen=True, slots=True)
class Near:
    """Both, at most `distance` words on from each other: 1 is the next word. `ordered`: `first` comes first.

    Either side is a term, or several of which one will do. Title and text are far from each other.
    """

    first: Term | Or
    second: Term | Or
    distance: int
    ordered: bool = False

    def __post_init__(self) -> None:
        for side in (self.first, self.second):
            alternatives = side.parts if isinstance(side, Or) else (side,)
            if not all(isinstance(part, Term) for part in alternatives):
                raise ValueError("near stands between words, or words in parentheses with OR between them")
        if not 1 <= self.distance <= MOST_APART:
            raise ValueError(f"near takes a distance from 1 to {MOST_APART} words")


@dataclass(frozen=True, slots=True)
class Field:
    """What must be so of one field of what was said."""

    name: FieldName
    part: Tree

    def __post_init__(self) -> None:
        for part in within(self.part):
            if isinstance(part, Field):
                raise ValueError(f"{part.name}: cannot stand within {self.name}:")
            if self.name.holds_words or isinstance(part, And | Or | Not):
                continue
            if isinstance(part, Near) or part.begins or part.exact_case:
                raise ValueError(f"{self.name}: takes plain values, without near, case: and *")


Tree: TypeAlias = Term | And | Or | Not | Near | Field


@dataclass(frozen=True, slots=True)
class Query:
    """A query as its author wrote it, and what it means."""

    text: str
    tree: Tree


def children(tree: Tree) -> tuple[Tree, ...]:
    """The trees directly below this one."""
    if isinstance(tree, And | Or):
        return tree.parts
    if isinstance(tree, Not | Field):
        return (tree.part,)
    return (tree.first, tree.second) if isinstance(tree, Near) else ()


def within(tree: Tree) -> Iterator[Tree]:
    """This tree and all below it, as they are read."""
    yield tree
    for child in children(tree):
        yield from within(child)


def wanted(tree: Tree) -> Iterator[Term]:
    """The terms that a text is looked for by: none that are excluded, no values of fields."""
    if isinstance(tree, Term):
        yield tree
    elif not isinstance(tree, Not) and not (isinstance(tree, Field) and not tree.name.holds_words):
        for child in children(tree):
            yield from wanted(child)
