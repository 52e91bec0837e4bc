"""What a host asked of us binds every source on it: one feed refused for asking too often means all wait."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .sources import Failure, FailureKind

# Nobody means more than a week; a larger number is a mistake, and would silence the source for good.
_LONGEST = timedelta(days=7)
# When it asks for patience without saying how long, or asks again and again. The steps lemon24/reader settled
# on for repeated refusals (issue 307), cut at a day.
_PATIENCE_MINUTES = (5, 15, 60, 240, 1440)
# Hosts that refused together, behind one gateway say, should not be asked together again: for each our
# patience is longer by a share of its own, up to this one.
# https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
_MOST_LONGER = 0.25
_ACTS_ON_HOST = frozenset({FailureKind.RATE_LIMITED, FailureKind.SERVER_ERROR})


@dataclass(frozen=True, slots=True)
class Host:
    """`strikes` counts the refusals in a row; nothing is asked before `resume_at`."""

    name: str
    resume_at: datetime | None = None
    strikes: int = 0

    def is_open(self, now: datetime) -> bool:
        """True when we may ask."""
        return self.resume_at is None or now >= self.resume_at


def after_failure(host: Host, failure: Failure, now: datetime) -> Host:
    """The host after this failure: left alone for as long as it asked, and longer each time it has to ask."""
    asked = failure.retry_after
    if failure.kind is FailureKind.RESTING and asked:  # it asked in good time: no strike
        return replace(host, resume_at=now + min(asked, _LONGEST))
    if asked is None and failure.kind is not FailureKind.RATE_LIMITED:
        return host
    if failure.kind not in _ACTS_ON_HOST:
        return host
    strikes = host.strikes + 1
    ours = _patience(host.name, strikes) if failure.kind is FailureKind.RATE_LIMITED else timedelta(0)
    wait = min(max(asked or timedelta(0), ours), _LONGEST)
    return Host(host.name, now + wait, strikes)


def _patience(name: str, strikes: int) -> timedelta:
    """Ours, whatever it asked for: longer with each strike, and each time by a share drawn from its name.

    Drawn, not thrown: whoever works the same failure out again must come to the same end.
    """
    minutes = _PATIENCE_MINUTES[min(strikes, len(_PATIENCE_MINUTES)) - 1]
    drawn = hashlib.blake2b(f"{name} {minutes}".encode(), digest_size=4).digest()
    share = int.from_bytes(drawn, "big") / 2**32
    return timedelta(minutes=minutes * (1 + _MOST_LONGER * share))


def after_success(host: Host, now: datetime, rest: timedelta | None = None) -> Host:
    """The host once it has answered as it should; it may all the same ask to be left alone for a while."""
    return Host(host.name, now + min(rest, _LONGEST) if rest else None)


def resting(host: Host, now: datetime) -> Host:
    """The host for the rest of this run when it does not answer: its other sources need not wait for it too.

    Never stored: each source keeps its own record of trouble.
    """
    return replace(host, resume_at=max(host.resume_at or now, now + timedelta(minutes=1)))
