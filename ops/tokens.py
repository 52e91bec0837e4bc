"""Makes tokens, and keeps the one of this machine's user."""

from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path

from chalicelib import wiring
from chalicelib.domain.people import Scope, Token, hash_of, token_text


def new_token(person_id: str, scope: Scope, now: datetime, expires_at: datetime | None = None) -> str:
    """A fresh token, stored by its hash. What is returned is the only copy of its secret."""
    token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    wiring.tokens().put(Token(token_id, hash_of(secret), person_id, scope, now, expires_at))
    return token_text(token_id, secret)


def kept_token(file: Path) -> str:
    """The token in this file; empty when there is none."""
    return file.read_text() if file.exists() else ""


def keep_token(file: Path, person_id: str, now: datetime) -> None:
    """See that the file holds a token that is admitted; a system that lost its state knows none.

    It may do everything, so only its owner can read the file.
    """
    if wiring.admit()(kept_token(file), now):
        return
    text = new_token(person_id, Scope.ADMIN, now)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
