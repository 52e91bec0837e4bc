"""Admit a program or person to the API: the bearer token says who asks and what they may do."""

from __future__ import annotations

from datetime import datetime

from ..domain.people import Scope, Token, hash_of, parts_of
from .ports import TokenStore


class Admit:
    """Looks a token up by its id and compares its secret's hash."""

    def __init__(self, tokens: TokenStore) -> None:
        self._tokens = tokens

    def __call__(self, token_text: str, now: datetime) -> Token | None:
        """The token, when it is one of ours and still valid; None otherwise, without saying why."""
        parts = parts_of(token_text)
        if parts is None:
            return None
        token_id, secret = parts
        token = self._tokens.get(token_id) or _nobody(now)
        return token if token.admits(secret, now) else None


def _nobody(now: datetime) -> Token:
    """Compared with when there is no such token, so that an unknown id takes as long as a wrong secret."""
    return Token("", hash_of(""), "", Scope.READ, now, now)
