"""The sample that a trial starts with: watches, two people, a policy, and the town square's feeds."""

from __future__ import annotations

import json
import os
import secrets
import urllib.request
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib import wiring
from chalicelib.domain.escalations import Destination, Policy, Step
from chalicelib.domain.people import Person, Scope, Token, hash_of, token_text
from chalicelib.domain.watches import Watch, WatchKind

if TYPE_CHECKING:
    from .local import Local

MAIL_FROM = "earshot@larkfield.example"

WATCHES = (
    Watch("larkfield", "Larkfield", WatchKind.OWN, ("Larkfield",), ("red widget",)),
    Watch("brightmoor", "Brightmoor", WatchKind.COMPETITOR, ("Brightmoor",)),
    Watch("garden-lighting", "Garden lighting", WatchKind.THEME, (), ("garden lighting", "garden lamps")),
)
PEOPLE = (
    Person("ann", "Ann Archer", "ann@larkfield.example"),
    Person("ben", "Ben Baker", "ben@larkfield.example"),
)
POLICY = Policy(
    "default",
    (
        Step(timedelta(0), (Destination("email", "ann"), Destination("sns"))),
        Step(timedelta(minutes=30), (Destination("email", "ben"), Destination("sns"))),
    ),
)


def add(local: Local) -> str:
    """Add what is missing and queue the first fetches. Answers with a token for the API.

    What the user changed stays: only a system without watches gets the sample's.
    """
    local.use()
    local.cloud.client("ses").verify_email_identity(EmailAddress=MAIL_FROM)
    if not wiring.watches().all():
        _put_sample()
    now = wiring.now()
    for site in _sites(local):
        wiring.add_source()("feed", site, now, least_interval=1, most_interval=1)
    return token(local)


def token(local: Local) -> str:
    """The token of this machine's user, made once. It may do everything: only its owner can read the file."""
    file = local.home.path / "token"
    if not file.exists():
        text = new_token("ann", Scope.ADMIN, wiring.now())
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(text)
    return file.read_text()


def new_token(person_id: str, scope: Scope, now: datetime, expires_at: datetime | None = None) -> str:
    """A fresh token, stored by its hash. What is returned is the only copy of its secret."""
    token_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    wiring.tokens().put(Token(token_id, hash_of(secret), person_id, scope, now, expires_at))
    return token_text(token_id, secret)


def _put_sample() -> None:
    for watch in WATCHES:
        wiring.watches().put(watch)
    for person in PEOPLE:
        wiring.people().put(person)
    wiring.policies().put(POLICY)


def _sites(local: Local) -> list[str]:
    """The addresses of the square's feeds that belong to the sample."""
    base = f"http://127.0.0.1:{local.ports.square}"
    with urllib.request.urlopen(f"{base}/sites.json", timeout=5) as answer:  # noqa: S310  # our own server
        sites = json.load(answer)["sites"]
    return [f"{base}{site['feed']}" for site in sites if site["sample"]]
