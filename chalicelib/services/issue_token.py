"""Issue a token: a program speaks for a person from now on. Its secret is told once, and kept as a hash."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime

from ..domain.people import Scope, Token, hash_of, token_text
from ..errors import InvalidInput, KeyReused, NotPossible
from .ports import PersonStore, TokenStore

log = logging.getLogger(__name__)


class IssueToken:
    """Makes tokens."""

    def __init__(self, tokens: TokenStore, people: PersonStore) -> None:
        self._tokens = tokens
        self._people = people

    def __call__(
        self, person_id: str, scope: Scope, now: datetime, expires_at: datetime | None, key: str | None = None
    ) -> tuple[Token, str]:
        """The token, and its text, which nobody can be told again. With the same `key` one is made once.

        Raises InvalidInput where there is no such person; NotPossible where the key has made this one before,
        KeyReused where it has made another.
        """
        if self._people.get(person_id) is None:
            raise InvalidInput("person_id", f"there is nobody {person_id[:100]!r}")
        secret = secrets.token_urlsafe(32)
        token = Token(
            _id_of(key or secrets.token_hex(16)), hash_of(secret), person_id, scope, now, expires_at
        )
        if not self._tokens.add(token):
            raise self._made_before(token, key or "")
        log.info("token issued", extra={"token": token.id, "person": person_id, "scope": scope})
        return token, token_text(token.id, secret)

    def _made_before(self, token: Token, key: str) -> Exception:
        before = self._tokens.get(token.id)
        if before and (before.person_id, before.scope) != (token.person_id, token.scope):
            return KeyReused(key)
        return NotPossible(
            "Idempotency-Key",
            f"has made token {token.id} before, whose secret was told then; revoke it, and send another key",
        )


def _id_of(key: str) -> str:
    """Twelve hexadecimal digits, the same for the same key."""
    return hashlib.blake2b(key.encode(), digest_size=6).hexdigest()
