"""The shapes in which mentions, and what went wrong, are shown. Texts are untrusted: others wrote them."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from ..domain.channels import Channel
from ..domain.deliveries import Cause, DeliveryStatus
from ..domain.escalations import EscalationStatus
from ..domain.history import Via
from ..domain.mentions import Ignored, MentionStatus
from ..domain.signals import Signal
from ..domain.urgency import Urgency
from ..domain.verdicts import Verdict
from ..domain.watches import WatchKind


class Ruling(msgspec.Struct):
    """A person's verdict."""

    verdict: Verdict
    by: str
    at: datetime


class Answer(msgspec.Struct):
    """What somebody said to the author, and where: in public, or null for a private word."""

    text: str
    url: str | None
    by: str
    at: datetime


class Reach(msgspec.Struct):
    """How far it goes, as its source told; null is not told. `audience` is how often it was seen, or how many
    follow its author; `reactions` are votes, likes, reposts and replies together.
    """

    audience: int | None
    reactions: int | None


class Mention(msgspec.Struct, kw_only=True):
    """One thing said about a watch. The confidence counts hits where it is calibrated; else it only ranks."""

    id: str
    url: str | None
    title: str
    text: str
    author: str | None
    channel: Channel | None
    verdict: Verdict
    confidence: float
    calibrated: bool
    ruling: Ruling | None
    weight: int
    reach: Reach | None
    urgency: Urgency
    signals: list[Signal]
    status: MentionStatus
    owner: str | None
    until: datetime | None
    answer: Answer | None
    ignored: Ignored | None
    version: int
    about: str
    watch_ids: list[str]
    found_at: datetime
    published_at: datetime | None
    edited_at: datetime | None


class MentionPage(msgspec.Struct):
    """Mentions, newest first; `next` leads on, relative to the address that was asked; null at the end."""

    mentions: list[Mention]
    next: str | None


class Changed(msgspec.Struct):
    """The mention as it stands now. `is_first` is false where just that had been done before."""

    mention: Mention
    is_first: bool


class WatchName(msgspec.Struct):
    """What a mention is about."""

    id: str
    name: str
    kind: WatchKind


class Sighting(msgspec.Struct):
    """A road by which a mention reached us."""

    source_id: str
    url: str | None
    seen_at: datetime
    is_copy: bool
    author: str | None


class Probabilities(msgspec.Struct):
    """They add up to 1."""

    bad: float
    indifferent: float
    good: float
    troll: float


class Judgement(msgspec.Struct):
    """What the judge says, beside which a person's ruling may stand."""

    verdict: Verdict
    confidence: float
    calibrated: bool
    probabilities: Probabilities | None
    evidence: list[str]
    judged_by: str
    reason: str | None


class Escalation(msgspec.Struct):
    """`step` is how many steps were taken; rounds count from 1."""

    status: EscalationStatus
    policy_id: str
    opened_at: datetime
    due_at: datetime | None
    step: int
    round: int


class Delivery(msgspec.Struct):
    """A notice to a destination; or how the mention went on after one: `taken`, `freed` or `over`. Steps
    count from 1; `at` is when it was sent or given up, `failure` says why it could not be delivered.
    `opened_at` is when its person saw the page behind its link, `acknowledged_at` when they did something
    about the mention.
    """

    id: str
    cause: Cause
    step: int
    destination: str
    person_id: str | None
    status: DeliveryStatus
    attempts: int
    queued_at: datetime
    at: datetime | None
    failure: str | None
    opened_at: datetime | None
    acknowledged_at: datetime | None


class HistoryLine(msgspec.Struct):
    """Something that happened; `by` is a person's id, or `earshot` for what a rule did."""

    at: datetime
    deed: str
    by: str
    via: Via
    note: str


class Advice(msgspec.Struct):
    """What the playbook advises."""

    do: list[str]
    never: str


class Dossier(Mention, kw_only=True):
    """A mention with all that is known about it. What its author has taken back has no advice."""

    watches: list[WatchName]
    sightings: list[Sighting]
    judgement: Judgement
    escalation: Escalation | None
    deliveries: list[Delivery]
    history: list[HistoryLine]
    advice: Advice | None


class Fault(msgspec.Struct):
    """What is wrong with a field; in a query's text, where."""

    field: str
    reason: str
    line: int | UnsetType = UNSET
    column: int | UnsetType = UNSET


class Problem(msgspec.Struct):
    """What went wrong (RFC 9457). `detail` is for whoever asked; `errors` name the fields to correct."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | UnsetType = UNSET
