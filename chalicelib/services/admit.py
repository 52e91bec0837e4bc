"""Admit a program or person to the API: the bearer token says who asks and what they may do."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from ..domain.people import Scope, Token, hash_of, parts_of
from ..errors import TemporaryError
from .ports import TokenStore

log = logging.getLogger(__name__)


class Admit:
    """Looks a token up by its id, compares its secret's hash, and remembers the day it was used on."""

    def __init__(self, tokens: TokenStore) -> None:
        self._tokens = tokens

    def __call__(self, token_text: str, now: datetime) -> Token | None:
        """The token, when it is one of ours and still valid; None otherwise, without saying why."""
        parts = parts_of(token_text)
        if parts is None:
            return None
        token_id, secret = parts
        token = self._tokens.get(token_id) or _nobody(now)
        if not token.admits(secret, now):
            return None
        if token.is_fresh(now):
            self._mark_used(token, now)
        return token

    def _mark_used(self, token: Token, now: datetime) -> None:
        """Nobody is kept out because this could not be written down."""
        try:
            self._tokens.mark_used(token.id, now.astimezone(UTC).date())
        except TemporaryError:
            log.warning("use of a token not noted", extra={"token": token.id}, exc_info=True)


def _nobody(now: datetime) -> Token:
    """Compared with when there is no such token, so that an unknown id takes as long as a wrong secret."""
    return Token("", hash_of(""), "", Scope.READ, now, now)
