"""The people who hear of mentions and answer them, and the tokens by which programs speak for them."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

_TOKEN = re.compile(r"esh_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be told. `id` is short and chosen by people; it stands in policies and history.

    `unreachable` says why no mail goes to their address any more; None while it does.
    """

    id: str
    name: str
    email: str
    unreachable: str | None = None

    def is_at(self, address: str) -> bool:
        """True when this is their mail address, however it is spelled."""
        return _spelled(self.email) == _spelled(address)


class Scope(StrEnum):
    """What a token may do; each includes the ones before it."""

    READ = "read"
    RESPOND = "respond"
    ADMIN = "admin"

    def allows(self, needed: Scope) -> bool:
        """True when a token of this scope may do what needs the other."""
        order = list(Scope)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token as it is stored: never the secret, only its SHA-256.

    The secret has 256 random bits, so a plain hash is enough: there is nothing to guess from. When it was
    used is known to the day: more would cost a write for each request.
    """

    id: str
    secret_hash: str
    person_id: str
    scope: Scope
    created_at: datetime
    expires_at: datetime | None = None
    last_used_on: date | None = None

    def admits(self, secret: str, now: datetime) -> bool:
        """True when this is the token's secret and it has not expired. Takes the same time either way."""
        same = hmac.compare_digest(hash_of(secret), self.secret_hash)
        return same and (self.expires_at is None or now < self.expires_at)

    def is_fresh(self, now: datetime) -> bool:
        """True when it was not used yet on this day of UTC."""
        return self.last_used_on is None or self.last_used_on < now.astimezone(UTC).date()


def hash_of(secret: str) -> str:
    """What is stored in place of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_text(token_id: str, secret: str) -> str:
    """The token as its holder keeps it: `esh_<id>_<secret>`. The prefix lets secret scanners find it."""
    return f"esh_{token_id}_{secret}"


def parts_of(token: str) -> tuple[str, str] | None:
    """The id and the secret in a token's text; None when it is not one of ours."""
    found = _TOKEN.fullmatch(token)
    return (found[1], found[2]) if found else None


def _spelled(address: str) -> str:
    """Mail goes to the domain's name in ASCII: https://www.rfc-editor.org/rfc/rfc5890#section-2.3.2.1"""
    local, _, domain = address.strip().casefold().rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return f"{local}@{domain}"
