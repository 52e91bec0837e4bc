"""The sample that a trial starts with: watches, two people, a policy, and the town square's feeds."""

from __future__ import annotations

import json
import urllib.request
from datetime import timedelta

from chalicelib import wiring
from chalicelib.domain.people import Person
from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.domain.sources import source_id
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

    What the user changed stays: only a system without watches and people gets the sample's, and a feed that
    is known is left as it is, paused or not.
    """
    if not wiring.watches().all() and not wiring.people().all():
        _put_sample()
    known = {source.id for source in wiring.sources().all()}
    for url in _feeds(square):
        if source_id("feed", url) not in known:
            add = wiring.add_source()
            add(add.draft("feed", url, wiring.now(), 1, 1), wiring.now())


def _put_sample() -> None:
    for watch in WATCHES:
        wiring.watches().put(watch)
    for person in PEOPLE:
        wiring.save_person()(person, wiring.now())
    wiring.policies().put(POLICY)


def _feeds(square: str) -> list[str]:
    """The addresses of the square's feeds that belong to the sample."""
    with urllib.request.urlopen(f"{square}sites.json", timeout=5) as answer:  # noqa: S310  # our own server
        sites = json.load(answer)["sites"]
    return [f"{square.rstrip('/')}{site['feed']}" for site in sites if site["sample"]]
