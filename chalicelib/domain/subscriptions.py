"""A subscription: a hub has promised to push what is new at a source, so that we need not ask so often.

    named ─▶ asked ─▶ verified ─▶ asked again in the last third of its lease, at the same callback
     ▲        └─▶ denied  └─▶ dead: a poll found what was never pushed
     └──── after a week ───┴────┘

The protocol is WebSub (https://www.w3.org/TR/websub/). A source is polled on, once a day, while it is
verified: that renews the lease in time, and shows whether the hub keeps its promise.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from .entries import Entry, plausible
from .people import hash_of
from .polling import LADDER, snapped

LEASE = timedelta(days=10)  # what the specification calls a good default
_LONGEST_LEASE = timedelta(days=14)
_DAILY = 1440  # minutes
_UNANSWERED = timedelta(days=1)
_AFTER_A_NO = timedelta(days=7)
# Leases so short that they cannot be renewed in time must not have the hub asked at every poll.
_LEAST_PAUSE = timedelta(minutes=15)
# A hub may learn of something a while after it was published, and its push may wait in our queue.
_GRACE = timedelta(hours=1)
# Pushes that were sent within the lease may arrive after it.
_LATE = timedelta(days=1)
_LONGEST_REASON = 200
_OUR_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class SubscriptionState(StrEnum):
    """How far we got with the hub."""

    NAMED = "named"  # the source names it; nothing was asked yet
    ASKED = "asked"  # maybe again, while the last lease still runs
    VERIFIED = "verified"
    DENIED = "denied"
    DEAD = "dead"  # it missed what a poll found


@dataclass(frozen=True, slots=True)
class Hub:
    """A hub, and what it calls the source: the topic, which need not be the address we fetch."""

    url: str
    topic: str = field(repr=False)  # an address of the source's: see there


@dataclass(frozen=True, slots=True)
class Subscription:
    """`since` is when the state began. The hub's promise holds from `lease_from` to `lease_until`, renewals
    included. `key_hash` is of the key in our callback's address. `reason` is the hub's for denying it.
    """

    hub: Hub
    state: SubscriptionState = SubscriptionState.NAMED
    since: datetime | None = None
    lease_from: datetime | None = None
    lease_until: datetime | None = None
    pushed_at: datetime | None = None
    key_hash: str = field(default="", repr=False)
    reason: str = ""

    def is_due(self, now: datetime) -> bool:
        """Whether the hub is to be asked now, for the first time or again."""
        if self.since is None:
            return True
        waited = now - self.since
        if self.state in (SubscriptionState.DENIED, SubscriptionState.DEAD):
            return waited >= _AFTER_A_NO
        if self.state is not SubscriptionState.VERIFIED or self.lease_until is None:
            return waited >= _UNANSWERED
        last_third = self.lease_until - (self.lease_until - self.since) / 3
        return now >= last_third and waited >= _LEAST_PAUSE

    def pace(self, usual: int) -> int:
        """Minutes between polls of a source whose usual pace this is. A short lease must see several, since
        each is a chance to renew it. Anything but a verified subscription changes nothing.
        """
        if self.state is not SubscriptionState.VERIFIED or self.lease_until is None or self.since is None:
            return usual
        lease_minutes = (self.lease_until - self.since) / timedelta(minutes=1)
        return max(usual, snapped(lease_minutes / 4, LADDER[0], _DAILY))

    def has_key(self, key: str) -> bool:
        """Whether this is the key in the callback's address."""
        return hmac.compare_digest(self.key_hash.encode(), hash_of(key).encode())

    def awaits(self, topic: str) -> bool:
        """Whether the hub may verify that we want this topic of it."""
        wanted = self.state in (SubscriptionState.ASKED, SubscriptionState.VERIFIED)
        return wanted and topic == self.hub.topic

    def takes_pushes(self, now: datetime) -> bool:
        """Whether what the hub pushes is still wanted. A dead one's is: late is better than never."""
        return self.lease_until is not None and now < self.lease_until + _LATE

    def asked(self, key_hash: str, now: datetime) -> Subscription:
        """The subscription once it is asked for. What the last lease promises holds on."""
        return replace(self, state=SubscriptionState.ASKED, since=now, key_hash=key_hash, reason="")

    def verified(self, lease: timedelta | None, now: datetime) -> Subscription:
        """The subscription once the hub has made sure that we want it; without a lease, what we asked for."""
        holds_on = self.lease_until is not None and now < self.lease_until
        return replace(
            self,
            state=SubscriptionState.VERIFIED,
            since=now,
            lease_from=(self.lease_from if holds_on else None) or now,
            lease_until=now + min(LEASE if lease is None else lease, _LONGEST_LEASE),
        )

    def denied(self, reason: str, now: datetime) -> Subscription:
        """The subscription once the hub has said no, or that it is over."""
        return replace(
            self,
            state=SubscriptionState.DENIED,
            since=now,
            lease_from=None,
            lease_until=None,
            reason=" ".join(reason.split())[:_LONGEST_REASON],
        )

    def has_missed(self, entry: Entry, now: datetime) -> bool:
        """Whether this entry, which a poll has found and nobody pushed, should have been pushed."""
        at = plausible(entry.published_at or entry.updated_at, now)
        if at is None or entry.is_deleted or self.lease_from is None or self.lease_until is None:
            return False
        return self.lease_from <= at < self.lease_until and at <= now - _GRACE

    def dead(self, now: datetime) -> Subscription:
        """The subscription once the hub has missed something."""
        return replace(self, state=SubscriptionState.DEAD, since=now, lease_from=None)


def after_poll(
    before: Subscription | None, hub: Hub | None, unheard: Iterable[Entry], now: datetime
) -> Subscription | None:
    """What is known of the hub once a poll has found the source naming this one, and these entries that
    nobody had told of. However often a source changes its mind, hubs are not asked more than once a day.
    """
    if before is None:
        return Subscription(hub) if hub else None
    if before.hub == hub:
        return before.dead(now) if any(before.has_missed(entry, now) for entry in unheard) else before
    is_recent = before.since is not None and now - before.since < _UNANSWERED
    if hub is None:
        return before if is_recent else None
    return Subscription(hub, since=before.since if is_recent else None)


def callback_key(root: str, source_id: str, hub: Hub) -> str:
    """What makes the address of this subscription's callback unguessable; the same at every renewal."""
    return _derived(root, "earshot.websub.callback.v1", source_id, hub)


def push_secret(root: str, source_id: str, hub: Hub) -> str:
    """What the hub signs its pushes with; shorter than the 200 bytes that are allowed, and no other hub's."""
    return _derived(root, "earshot.websub.secret.v1", source_id, hub)


def _derived(root: str, purpose: str, source_id: str, hub: Hub) -> str:
    return hmac.new(
        root.encode(), "\n".join((purpose, source_id, hub.url, hub.topic)).encode(), "sha256"
    ).hexdigest()


def can_call_back(api_url: str, hub: Hub) -> bool:
    """Whether the hub could reach us there. An API on our own machine is reached from there alone."""
    is_here = urlsplit(api_url).hostname in _OUR_OWN_MACHINE
    return bool(api_url) and (not is_here or urlsplit(hub.url).hostname in _OUR_OWN_MACHINE)
