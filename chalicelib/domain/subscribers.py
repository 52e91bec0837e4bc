"""Who gets a digest, when, and up to what they were told.

    due ─┬─▶ nothing to tell: due again
         ├─▶ withheld, as mails do not reach them: due again, and a later one tells it, too
         └─▶ claimed: due again ─┬─▶ mailed: told up to there
                                 ├─▶ not now: due sooner
                                 └─▶ not at all: the next one tells it, too

It is claimed before it is mailed, under its version: whatever runs twice, late or at once, nobody gets two
for one time, and one after an outage. A worker that dies between the two loses the mail, and nothing of what
it said: the next one tells it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .timetables import Rhythm, Timetable

# A mention is stored, and seen in lists, some time after the moment that it says it was found at: the fetch
# function may run for two minutes.
_SETTLED = timedelta(minutes=10)
_MOST_BACK = timedelta(days=14)  # what waited for longer than two weeks is in the lists
_PAUSE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """What was found before `since` they were told of. `due_at` is None while it is off. In addresses, which
    pass through many hands, the `key` stands for the person. `failure` says why the last one was not mailed.
    """

    person_id: str
    key: str
    timetable: Timetable
    since: datetime
    due_at: datetime | None
    sent_at: datetime | None = None
    failure: str | None = None
    version: int = 1


def joined(person_id: str, key: str, timetable: Timetable, now: datetime) -> Subscriber:
    """Somebody from now on."""
    return Subscriber(person_id, key, timetable, now, timetable.next_after(now))


def changed(subscriber: Subscriber, timetable: Timetable, now: datetime) -> Subscriber:
    """The subscriber with another timetable; equal where it is the same. Who comes back is told of what is
    found from then on.
    """
    if subscriber.timetable == timetable:
        return subscriber
    was_off = subscriber.timetable.rhythm is Rhythm.OFF
    since = now if was_off else subscriber.since
    return _next(subscriber, timetable=timetable, since=since, due_at=timetable.next_after(now), failure=None)


def is_due(subscriber: Subscriber, now: datetime) -> bool:
    """True when it is time for a digest."""
    return subscriber.due_at is not None and subscriber.due_at <= now


def window(subscriber: Subscriber, now: datetime) -> tuple[datetime, datetime]:
    """From when until when a digest that is made now tells what was found."""
    until = now - _SETTLED
    return max(min(subscriber.since, until), until - _MOST_BACK), until


def passed(subscriber: Subscriber, until: datetime, now: datetime) -> Subscriber:
    """The subscriber when there was nothing to tell."""
    since = max(subscriber.since, until)
    return _next(subscriber, since=since, due_at=subscriber.timetable.next_after(now), failure=None)


def withheld(subscriber: Subscriber, why: str, now: datetime) -> Subscriber:
    """The subscriber when there is nobody to mail."""
    return _next(subscriber, due_at=subscriber.timetable.next_after(now), failure=why)


def claimed(subscriber: Subscriber, now: datetime) -> Subscriber:
    """The subscriber whose digest one worker is about to mail."""
    return _next(subscriber, due_at=subscriber.timetable.next_after(now))


def told(subscriber: Subscriber, until: datetime, now: datetime) -> Subscriber:
    """The subscriber once the mail is out."""
    return _next(subscriber, since=max(subscriber.since, until), sent_at=now, failure=None)


def postponed(claim: Subscriber, why: str, now: datetime, at_least: timedelta) -> Subscriber:
    """The subscriber when it cannot be mailed for now: after a pause, unless the next one is due before."""
    assert claim.due_at is not None, claim
    return _next(claim, due_at=min(claim.due_at, now + max(_PAUSE, at_least)), failure=why)


def failed(claim: Subscriber, why: str) -> Subscriber:
    """The subscriber when it cannot be mailed at all."""
    return _next(claim, failure=why)


def _next(subscriber: Subscriber, **changes: object) -> Subscriber:
    return replace(subscriber, version=subscriber.version + 1, **changes)  # type: ignore[arg-type]
