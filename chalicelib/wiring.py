"""Puts the real parts into use cases, as the functions of `app.py`, the routes and the commands call them.

Like the parts, use cases are made once per process, on first use, and imported only then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from .parts import (
    ADVISERS,
    budgets,
    calibrations,
    client,
    dead_letters,
    delivery_queue,
    digest_mailer,
    discover,
    fetch_queue,
    fetcher,
    follower,
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
    pulses,
    reader,
    recognise,
    rotas,
    settings,
    sources,
    subscribers,
    tokens,
    viewers,
    watches,
)

if TYPE_CHECKING:
    from .domain.policies import Destination
    from .domain.query_trees import Query
    from .domain.sources import Source
    from .services.add_source import AddSource
    from .services.admit import Admit
    from .services.canary import Canary
    from .services.check import Checked
    from .services.cover import Cover
    from .services.follow_up import FollowUp
    from .services.hear import Hear
    from .services.issue_token import IssueToken
    from .services.look import Look
    from .services.look_after import LookAfter
    from .services.note import Note
    from .services.notify import Notify
    from .services.override import Override
    from .services.plan import Plan
    from .services.ports import DeadLetters
    from .services.preview import Preview
    from .services.receive import Receive
    from .services.recheck import Recheck, Visit
    from .services.respond import Respond
    from .services.retry import Retry
    from .services.review import Review
    from .services.save_person import SavePerson
    from .services.save_policy import SavePolicy
    from .services.save_watch import SaveWatch
    from .services.see import See
    from .services.send_digest import SendDigest
    from .services.set_digest import SetDigest
    from .services.subscribe import Subscribe
    from .services.take_push import TakePush
    from .services.warn import Warn


@cache
def plan() -> Plan:
    """Queue what is due."""
    from .services.plan import Plan

    return Plan(sources(), fetch_queue())


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
def hear() -> Hear:
    """Turn entries into mentions."""
    from .services.hear import Hear

    within = settings().escalate_within
    fitted = calibrations().get
    return Hear(watches(), mentions(), negatives_queue(), judge(), within, recognise(), fitted)


@cache
def save_watch() -> SaveWatch:
    """Listen for what keeps its word."""
    from .services.save_watch import SaveWatch

    return SaveWatch(watches(), policies(), recognise())


@cache
def save_policy() -> SavePolicy:
    """Change who hears when, and who is on duty."""
    from . import notifiers
    from .services.save_policy import SavePolicy

    def trouble(destination: Destination) -> str | None:
        return notifiers.trouble(destination, lambda: keys().names())

    return SavePolicy(policies(), rotas(), people(), watches(), trouble)


@cache
def save_person() -> SavePerson:
    """Keep who can be told."""
    from .services.save_person import SavePerson

    return SavePerson(people(), tokens(), save_policy(), set_digest())


@cache
def set_digest() -> SetDigest:
    """Say who gets digests, and when."""
    from .services.set_digest import SetDigest

    return SetDigest(subscribers())


@cache
def send_digest() -> SendDigest:
    """Mail a digest, or see what it would say."""
    from .services.send_digest import SendDigest

    stores = (subscribers(), people(), mentions(), watches(), sources())
    return SendDigest(*stores, link_signer(), digest_mailer, settings().api_url)


@cache
def issue_token() -> IssueToken:
    """Let a program speak for a person."""
    from .services.issue_token import IssueToken

    return IssueToken(tokens(), people())


@cache
def retry() -> Retry:
    """Try a delivery anew."""
    from .services.retry import Retry

    return Retry(mentions(), delivery_queue())


@cache
def look_after() -> LookAfter:
    """Is anything late?"""
    from .services.look_after import LookAfter

    return LookAfter(sources(), mentions())


@cache
def preview() -> Preview:
    """Try a watch on what was heard."""
    from .services.preview import Preview

    return Preview(watches(), mentions(), sources(), recognise())


@cache
def parse_query() -> Callable[[str], Query]:
    """Read a query. It raises UnreadableQuery."""
    from .parsing.queries import parse

    return parse


@cache
def note() -> Note:
    """Write down what was said to us directly."""
    from .services.note import Note

    return Note(mentions(), hear())


@cache
def notify() -> Notify:
    """Tell one destination."""
    from .services.notify import Notify

    return Notify(
        mentions(),
        people(),
        rotas(),
        policies(),
        pulses(),
        watches(),
        sources(),
        link_signer(),
        notifier,
        follower,
        settings().api_url,
    )


@cache
def follow_up() -> FollowUp:
    """Push again what is late."""
    from .services.follow_up import FollowUp

    return FollowUp(mentions(), negatives_queue(), delivery_queue(), pulses(), subscribers())


@cache
def canary() -> Canary:
    """Try the whole road."""
    from .services.canary import Canary

    stores = (watches(), policies(), people(), sources())
    return Canary(*stores, look(), fetch_queue(), respond(), operator(), settings().api_url)


@cache
def respond() -> Respond:
    """Let people do something about a mention."""
    from .services.respond import Respond

    return Respond(mentions(), policies(), watches(), people(), negatives_queue(), delivery_queue())


@cache
def reply_in_slack() -> Callable[[str, Mapping[str, object]], None]:
    """Answer whoever pressed a button there."""
    from .notifiers import slack_replies

    return slack_replies.build(settings())


@cache
def override() -> Override:
    """Put a person's verdict before the machine's."""
    from .services.calibrate import Calibrate
    from .services.override import Override

    calibrate = Calibrate(mentions(), calibrations())
    return Override(mentions(), watches(), negatives_queue(), settings().escalate_within, calibrate)


@cache
def look() -> Look:
    """Lists and dossiers."""
    from .services.look import Look

    return Look(mentions())


@cache
def see() -> See:
    """Let people see who else is looking."""
    from .services.see import See

    return See(mentions(), viewers())


@cache
def review() -> Review:
    """What people made of what they were told."""
    from .services.review import Review

    return Review(mentions(), calibrations(), budgets(), ADVISERS)


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
