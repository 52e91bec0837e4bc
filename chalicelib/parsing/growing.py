"""Grows the tree of a query from the bottom, while the grammar recognises its parts.

That way no depth of parentheses exhausts the stack. What the grammar allows and the language does not is
refused here, where its place is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..domain.query_texts import OPERATORS
from ..domain.query_trees import LEAST_BEGINNING, And, Field, FieldName, Near, Not, Or, Term, Tree
from ..domain.readings import sought

if TYPE_CHECKING:
    from lark import Token

DEEPEST = 40  # levels of parentheses and NOT
_FIELDS = (*FieldName, "case")


class Refused(Exception):
    """The reason, in words for the query's author, and the place."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


@dataclass(frozen=True, slots=True)
class Part:
    """A tree, where in the text it begins, and how many levels it has."""

    tree: Tree
    at: int
    depth: int = 1


class Growing:
    """The callbacks of the grammar's rules, by their names."""

    def any_of(self, parts: list[Part]) -> Part:
        return parts[0] if len(parts) == 1 else _joined(Or, parts)

    def all_of(self, parts: list[Part]) -> Part:
        return parts[0] if len(parts) == 1 else _joined(And, parts)

    def excluded(self, found: list[Token | Part]) -> Part:
        sign, part = found
        assert isinstance(part, Part)
        return _deeper(Not(part.tree), _place(sign), [part])

    def near(self, found: list[Token | Part]) -> Part:
        parts = [part for part in found if isinstance(part, Part)]
        signs = [sign for sign in found if not isinstance(sign, Part)]
        if not signs:
            return parts[0]
        if len(signs) > 1:
            reason = "near joins two things; for three write: a near/5 b AND b near/5 c"
            raise Refused(reason, _place(signs[1]))
        name, _, distance = signs[0].lower().partition("/")
        first, second = parts
        try:
            tree = _near(first.tree, second.tree, int(distance), name == "onear")
        except ValueError as error:
            raise Refused(str(error), _place(signs[0])) from error
        return _deeper(tree, first.at, parts)

    def grouped(self, found: list[Token | Part]) -> Part:
        opens, part, _ = found
        assert isinstance(part, Part)
        return Part(part.tree, _place(opens), part.depth)

    def fielded(self, found: list[Token | Part]) -> Part:
        sign, part = found
        assert isinstance(part, Part)
        assert not isinstance(sign, Part)
        name, at = sign[:-1].lower(), _place(sign)
        if name == "case":
            return Part(_exactly(part, at), at)
        if name not in _FIELDS:
            raise Refused(_unknown_field(sign[:-1]), at)
        try:
            return _deeper(Field(FieldName(name), part.tree), at, [part])
        except ValueError as error:
            raise Refused(str(error), at) from error

    def term(self, found: list[Token]) -> Part:
        [token] = found
        at = _place(token)
        term = _quoted(token, at) if token.type == "QUOTED" else _word(token, at)
        if sought(term) is None:
            raise Refused("nothing of this can be seen in a text", at)
        if term.begins and len(term.phrase) < LEAST_BEGINNING:
            raise Refused(f"write at least {LEAST_BEGINNING} letters before *: too many words begin so", at)
        return Part(term, at)


def _place(sign: Token | Part) -> int:
    return sign.at if isinstance(sign, Part) else sign.start_pos or 0


def _joined(kind: type[And] | type[Or], parts: list[Part]) -> Part:
    return _deeper(kind(tuple(part.tree for part in parts)), parts[0].at, parts)


def _deeper(tree: Tree, at: int, parts: list[Part]) -> Part:
    depth = 1 + max(part.depth for part in parts)
    if depth > DEEPEST:
        raise Refused(f"it is nested more than {DEEPEST} levels deep; make several watches of it", at)
    return Part(tree, at, depth)


def _near(first: Tree, second: Tree, distance: int, ordered: bool) -> Near:
    if not isinstance(first, Term | Or) or not isinstance(second, Term | Or):
        raise ValueError("near stands between words, or words in parentheses with OR between them")
    return Near(first, second, distance, ordered)


def _exactly(part: Part, at: int) -> Term:
    if not isinstance(part.tree, Term):
        raise Refused('case: takes one word, or several in quotation marks: case:"Apple Store"', at)
    return Term(part.tree.phrase, part.tree.begins, exact_case=True)


def _unknown_field(name: str) -> str:
    close = get_close_matches(name.lower(), _FIELDS, 1)
    meant = (
        f"did you mean {close[0]}:?" if close else f"there are {', '.join(f'{field}:' for field in _FIELDS)}"
    )
    return f"there is no field {name}: ({meant}); a word with a colon goes in quotation marks"


def _quoted(token: Token, at: int) -> Term:
    """Within quotation marks a backslash takes the meaning from the sign behind it."""
    inside, begins, phrase = token[1:-1].strip(), False, ""
    signs = iter(enumerate(inside))
    for place, sign in signs:
        if sign == "\\" and token[0] == '"':
            phrase += next(signs, (place, ""))[1]
        elif sign == "*" and place == len(inside) - 1:
            begins = True
        elif sign == "*":
            raise Refused(_WILDCARD, at + 1 + place)
        else:
            phrase += sign
    phrase = " ".join(phrase.split())
    if not phrase:
        raise Refused("there is nothing between these quotation marks", at)
    return Term(phrase, begins)


def _word(token: Token, at: int) -> Term:
    text, begins = str(token), token.endswith("*")
    if text.lower().split("/")[0] in OPERATORS:
        advice = (
            "near needs a distance in words, as in near/5"
            if "near" in text.lower()
            else "it joins two things"
        )
        raise Refused(f'{advice}; if you mean the word itself, write "{text}"', at)
    if text.isascii() and not any(sign.isalnum() or sign == "*" for sign in text):
        raise Refused(f'{text} is no word; if you mean it, write "{text}"', at)
    if text.endswith((",", ";")):
        raise Refused(
            f'write OR or AND instead of {text[-1]!r}; if it is part of the name, "{text}"',
            at + len(text) - 1,
        )
    if begins:
        text = text[:-1]
    if "*" in text or not text:
        raise Refused(_WILDCARD, at + text.find("*") if text else at)
    return Term(text, begins)


_WILDCARD = (
    '* stands for the rest of a word, at its end, as in lamp*; if you mean the sign itself, write "\\*"'
)
