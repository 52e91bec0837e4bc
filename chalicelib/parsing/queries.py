"""A query's text becomes its tree, or an error that says where and what to do.

Words beside each other must all stand in a text; NOT binds before AND, AND before OR. Operators may be
written in any case, since small ones that were taken for words would change the meaning unnoticed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..domain.query_decisions import catches_nearly_all
from ..domain.query_trees import Query
from ..errors import UnreadableQuery
from .complaints import unexpected, unreadable_sign, upset_balance
from .growing import Growing, Part, Refused

if TYPE_CHECKING:
    from lark import Lark

MOST_CHARS = 10_000
_GRAMMAR = r"""
?start: any_of
any_of: all_of (_OR all_of)*
all_of: _negated (_AND? _negated)*
_negated: excluded | near
excluded: (NOT | MINUS) _negated
near: _atom (NEAR _atom)*
_atom: term | fielded | grouped
grouped: OPEN any_of CLOSE
fielded: FIELD _atom
term: WORD | QUOTED

OPEN: "("
CLOSE: ")"
_OR.9: /or(?![^\s()"“”„«»|])|\|/i
_AND.9: /(?:and|&)(?![^\s()"“”„«»|])/i
NOT.9: /not(?![^\s()"“”„«»|])/i
MINUS.9: /-(?=[^\s)])/
NEAR.9: /o?near\/\d+(?![^\s()"“”„«»|])/i
FIELD.8: /[^\W\d_]+:(?!\/\/)/
QUOTED.7: /"(?:\\.|[^"\\])*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»/s
WORD: /(?:[^\s"“”„«»()|]|(?<=\w)\((?:dot|\.)\)(?=\w))+/i
%ignore /\s+/
"""


@cache
def _parser() -> Lark:
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr", lexer="basic", transformer=Growing(), propagate_positions=False)


def parse(text: str) -> Query:
    """The query that the text says. Raises UnreadableQuery."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    if len(text) > MOST_CHARS:
        reason = f"it is longer than {MOST_CHARS:,} characters; make several watches of it"
        raise UnreadableQuery(reason, text[:MOST_CHARS], MOST_CHARS)
    try:
        tokens = list(_parser().lex(text))
        fault = upset_balance(text, tokens)
        part = None if fault else _parser().parse(text)
    except UnexpectedCharacters as error:
        raise UnreadableQuery(*unreadable_sign(text, error.pos_in_stream or 0)) from error
    except UnexpectedToken as error:
        raise UnreadableQuery(*unexpected(text, tokens, error.token)) from error
    except Refused as error:
        raise UnreadableQuery(error.reason, text, error.at) from error
    if fault:
        raise UnreadableQuery(*fault)
    assert isinstance(part, Part)
    if catches_nearly_all(part.tree):
        reason = (
            "it matches nearly every text, since a text need hold none of its words; "
            "say what must stand there, beside what must not"
        )
        raise UnreadableQuery(reason, text, 0)
    return Query(text, part.tree)
