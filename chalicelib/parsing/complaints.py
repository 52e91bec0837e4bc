"""What to say about a text that is no query: the reason, in words that help, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lark import Token

Complaint = tuple[str, str, int]  # reason, text, place
_QUOTES = '"“”„«»'
_JOINS = {"_OR": "OR", "_AND": "AND", "NEAR": "near"}


def unreadable_sign(text: str, at: int) -> Complaint:
    """For what is no part of the language."""
    if text[at] in _QUOTES:
        return "this quotation mark has no partner; close the phrase with another one", text, at
    return f"{text[at]!r} cannot stand here; in quotation marks it can", text, at


def upset_balance(text: str, tokens: Sequence[Token]) -> Complaint | None:
    """For parentheses without a partner, and those with nothing in them."""
    if not tokens:
        return "the query is empty; write a word that must stand in a text", text, 0
    opened: list[Token] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "OPEN":
            opened.append(token)
        elif token.type == "CLOSE" and not opened:
            return "this ) closes nothing; take it away, or write a ( before", text, token.start_pos or 0
        elif token.type == "CLOSE":
            opened.pop()
            if before is not None and before.type == "OPEN":
                return "there is nothing between these parentheses", text, before.start_pos or 0
    if opened:
        return "this ( is never closed; write a ) where it ends", text, opened[-1].start_pos or 0
    return None


def unexpected(text: str, tokens: Sequence[Token], token: Token) -> Complaint:
    """For an operator that has nothing on one of its sides."""
    place = len(text.rstrip()) if token.type == "$END" else token.start_pos or 0
    before = next((each for each in reversed(tokens) if (each.start_pos or 0) < place), None)
    if before is not None and before.type in ("NOT", "MINUS", "FIELD", *_JOINS):
        at = before.start_pos or 0
        if before.type == "FIELD":
            return (
                f"{before} needs a word behind it; if you mean it as a word, put it in quotation marks",
                text,
                at,
            )
        if before.type in ("NOT", "MINUS"):
            return (
                'NOT needs something behind it that must not stand there; the word itself is "not"',
                text,
                at,
            )
        return _one_sided(before, "after"), text, at
    if token.type in _JOINS:
        return _one_sided(token, "before"), text, place
    return f"{str(token)!r} cannot stand here", text, place


def _one_sided(token: Token, side: str) -> str:
    name = _JOINS[token.type]
    return f'{name} joins two things, and there is none {side} it; the word itself is "{str(token).lower()}"'
