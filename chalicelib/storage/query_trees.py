"""How a query's tree is written in DynamoDB: as JSON text, so that nothing is parsed where we listen."""

from __future__ import annotations

import json

from pynamodb.attributes import Attribute
from pynamodb.constants import STRING

from ..domain.query_trees import And, Field, FieldName, Near, Not, Or, Term, Tree
from ..errors import PermanentError

_Json = dict[str, object] | str


class TreeAttribute(Attribute[Tree]):
    """A query's tree."""

    attr_type = STRING

    def serialize(self, value: Tree) -> str:
        return json.dumps(_written(value), ensure_ascii=False, separators=(",", ":"))

    def deserialize(self, value: str) -> Tree:
        try:
            return _read(json.loads(value))
        except (ValueError, RecursionError) as error:
            raise PermanentError(
                f"stored {self.attr_name!r} is unknown here: a newer version wrote it"
            ) from error


def _written(tree: Tree) -> _Json:  # noqa: PLR0911 (a case for each kind of tree)
    """A term is its phrase; everything else an object whose first name says what it is."""
    match tree:
        case And(parts):
            return {"and": [_written(part) for part in parts]}
        case Or(parts):
            return {"or": [_written(part) for part in parts]}
        case Not(part):
            return {"not": _written(part)}
        case Near(first, second, distance, ordered):
            return {"near": [_written(first), _written(second)], "distance": distance, "ordered": ordered}
        case Field(name, part):
            return {"field": str(name), "part": _written(part)}
        case Term(phrase, False, False):
            return phrase
        case Term(phrase, begins, exact_case):
            return {"term": phrase, "begins": begins, "exact_case": exact_case}


def _read(written: object) -> Tree:  # noqa: PLR0911 (a case for each kind of tree)
    """The inverse of `_written`. Raises ValueError."""
    match written:
        case str(phrase):
            return Term(phrase)
        case {"term": str(phrase), "begins": bool(begins), "exact_case": bool(exact_case), **rest} if (
            not rest
        ):
            return Term(phrase, begins, exact_case)
        case {"and": [*parts], **rest} if not rest:
            return And(tuple(map(_read, parts)))
        case {"or": [*parts], **rest} if not rest:
            return Or(tuple(map(_read, parts)))
        case {"not": part, **rest} if not rest:
            return Not(_read(part))
        case {"field": str(name), "part": part, **rest} if not rest:
            return Field(FieldName(name), _read(part))
        case {"near": [first, second], "distance": int(distance), "ordered": bool(ordered), **rest} if (
            not rest
        ):
            return Near(_side(first), _side(second), distance, ordered)
        case _:
            raise ValueError(f"{written!r} is no part of a query")


def _side(written: object) -> Term | Or:
    tree = _read(written)
    if not isinstance(tree, Term | Or):
        raise ValueError(f"{written!r} cannot stand beside near")
    return tree
