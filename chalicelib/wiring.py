"""Puts the real parts into use cases, as the functions of `app.py`, the routes and the commands call them.

Like the parts, use cases are made once per process, on first use, and imported only then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING

from .parts import (
    budgets,
    client,
    fetch_queue,
    fetcher,
    judge,
    keys,
    link_signer,
    loop,
    mentions,
    negatives_queue,
    notifier,
    now,
    operator,
    people,
    policies,
    reader,
    recognise,
    settings,
    sources,
    tokens,
    watches,
)

if TYPE_CHECKING:
    from .domain.polling import FetchOrder
    from .domain.sources import Source
    from .services.add_source import AddSource
    from .services.admit import Admit
    from .services.check import Checked
    from .services.cover import Cover
    from .services.follow_up import FollowUp
    from .services.hear import Hear
    from .services.look import Look
    from .services.note import Note
    from .services.notify import Notify
    from .services.override import Override
    from .services.plan import Plan
    from .services.preview import Preview
    from .services.receive import Receive
    from .services.recheck import Recheck, Visit
    from .services.respond import Respond
    from .services.save_watch import SaveWatch
    from .services.subscribe import Subscribe
    from .services.take_push import TakePush
    from .services.warn import Warn
    from .sources.discovery import Feed


@cache
def plan() -> Plan:
    """Queue what is due."""
    from .services.plan import Plan

    return Plan(sources(), fetch_queue())


@cache
def fetch() -> Callable[[Sequence[FetchOrder]], Collection[FetchOrder]]:
    """Carry out fetch orders; one event loop serves all of a worker's invocations."""
    from .services.fetch import Fetch

    use_case = Fetch(sources(), reader(), hear(), visit(), warn(), subscribe(), take_push())
    return lambda orders: loop().run(use_case(orders, now()))


@cache
def subscribe() -> Subscribe:
    """Ask hubs to push."""
    from .services.subscribe import Subscribe
    from .sources.hubs import WebSubHubs

    return Subscribe(sources(), WebSubHubs(fetcher()), keys(), settings().api_url)


@cache
def take_push() -> TakePush:
    """Hear what a hub pushed."""
    from .services.take_push import TakePush

    return TakePush(sources(), reader(), hear(), keys())


@cache
def receive() -> Receive:
    """Take what hubs say at our callback."""
    from .services.receive import Receive

    return Receive(sources(), fetch_queue())


@cache
def warn() -> Warn:
    """Tell the operator of sources."""
    from .services.warn import Warn

    return Warn(sources(), operator())


@cache
def visit() -> Visit:
    """Look at a mention again where it was said."""
    from .services.recheck import Visit
    from .services.withdraw import Withdraw

    return Visit(mentions(), fetcher(), Withdraw(mentions()))


@cache
def recheck() -> Recheck:
    """Queue looks at what came of age."""
    from .services.recheck import Recheck

    return Recheck(mentions(), fetch_queue())


@cache
def read_order() -> Callable[[str], FetchOrder]:
    """Read an order from a message of the fetch queue."""
    from .queues import parse_order

    return parse_order


@cache
def hear() -> Hear:
    """Turn entries into mentions."""
    from .services.hear import Hear

    within = settings().escalate_within
    return Hear(watches(), mentions(), negatives_queue(), judge(), within, recognise())


@cache
def save_watch() -> SaveWatch:
    """Listen for what keeps its word."""
    from .services.save_watch import SaveWatch

    return SaveWatch(watches(), recognise())


@cache
def preview() -> Preview:
    """Try a watch on what was heard."""
    from .services.preview import Preview

    return Preview(watches(), mentions(), sources(), recognise())


@cache
def note() -> Note:
    """Write down what was said to us directly."""
    from .services.note import Note

    return Note(mentions(), hear())


@cache
def open_mail() -> Callable[[str], None]:
    """Note the mails that a message of the inbound queue announces."""
    from .mailroom import S3Mailroom, parse_arrivals
    from .services.open_mail import OpenMail
    from .sources.kinds.inbound_mail import read_received

    use_case = OpenMail(S3Mailroom(client("s3")), read_received, note())

    def open_all(body: str) -> None:
        for arrival in parse_arrivals(body):
            use_case(arrival, now())

    return open_all


@cache
def escalate() -> Callable[[str], None]:
    """Take the due step of the mention that a message of the negatives queue names."""
    from .queues import parse_mention_id
    from .services.escalate import Escalate

    use_case = Escalate(mentions(), policies(), watches(), notify())
    return lambda body: use_case(parse_mention_id(body), now())


@cache
def notify() -> Notify:
    """Tell one destination."""
    from .services.notify import Notify

    return Notify(people(), watches(), sources(), link_signer(), notifier, settings().api_url)


@cache
def follow_up() -> FollowUp:
    """Push again what is late."""
    from .services.follow_up import FollowUp

    return FollowUp(mentions(), negatives_queue())


@cache
def respond() -> Respond:
    """Acknowledge and resolve."""
    from .services.respond import Respond

    return Respond(mentions())


@cache
def override() -> Override:
    """Put a person's verdict before the machine's."""
    from .services.override import Override

    return Override(mentions(), watches(), negatives_queue(), settings().escalate_within)


@cache
def look() -> Look:
    """Lists and dossiers."""
    from .services.look import Look

    return Look(mentions())


@cache
def cover() -> Cover:
    """The coverage ledger."""
    from .services.cover import Cover
    from .sources import kinds

    return Cover(sources(), budgets(), kinds.declared)


@cache
def admit() -> Admit:
    """Check bearer tokens."""
    from .services.admit import Admit

    return Admit(tokens())


@cache
def add_source() -> AddSource:
    """Listen to another place."""
    from .services.add_source import AddSource
    from .sources import kinds

    return AddSource(sources(), fetch_queue(), watches(), keys(), kinds.declared)


@cache
def check() -> Callable[[Source], Checked]:
    """One dry fetch."""
    from .services.check import Check

    use_case = Check(sources(), reader(), hear())
    return lambda source: loop().run(use_case(source, now()))


@cache
def discover() -> Callable[[str], Sequence[Feed]]:
    """The feeds of a web site."""
    from .sources.discovery import feeds_of

    return lambda url: loop().run(feeds_of(fetcher(), url))
