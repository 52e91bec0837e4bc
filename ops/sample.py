"""The sample that a trial starts with: watches, two people, a policy, and the town square's feeds."""

from __future__ import annotations

import json
import secrets
import urllib.request
from datetime import datetime, timedelta

from chalicelib import wiring
from chalicelib.domain.escalations import Destination, Policy, Step
from chalicelib.domain.people import Person, Scope, Token, hash_of, token_text
from chalicelib.domain.watches import Watch, WatchKind

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


def add(square: str) -> None:
    """Add what is missing, and listen at the square's feeds; `wiring` must be set to the system.

    What the user changed stays: only a system without watches gets the sample's.
    """
    if not wiring.watches().all():
        _put_sample()
    for url in _feeds(square):
        wiring.add_source()("feed", url, wiring.now(), least_interval=1, most_interval=1)


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


def _feeds(square: str) -> list[str]:
    """The addresses of the square's feeds that belong to the sample."""
    with urllib.request.urlopen(f"{square}sites.json", timeout=5) as answer:  # noqa: S310  # our own server
        sites = json.load(answer)["sites"]
    return [f"{square.rstrip('/')}{site['feed']}" for site in sites if site["sample"]]
