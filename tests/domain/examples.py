"""Values that domain tests start from; each test changes only what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.entries import Entry
from chalicelib.domain.escalations import Escalation
from chalicelib.domain.mentions import Finding, Mention, new_mention
from chalicelib.domain.policies import Destination, Policy, Step
from chalicelib.domain.queries import Match
from chalicelib.domain.sources import Source, source_id
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.domain.watches import Watch, WatchKind

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

OWN = Watch("larkfield", "Larkfield", WatchKind.OWN, ("Larkfield",), ("red widget",))
COMPETITOR = Watch("brightmoor", "Brightmoor", WatchKind.COMPETITOR, ("Brightmoor",))
THEME = Watch("lighting", "Garden lighting", WatchKind.THEME, (), ("garden lighting",))
WATCHES = {watch.id: watch for watch in (OWN, COMPETITOR, THEME)}

POLICY = Policy(
    "default",
    (
        Step(timedelta(0), (Destination("email", "ann"), Destination("sns"))),
        Step(timedelta(minutes=30), (Destination("email", "ben"),)),
    ),
)


def an_entry(**changes: Any) -> Entry:
    """A complaint, told ten minutes ago."""
    entry = Entry(
        id="post-1",
        url="https://blog.example/posts/1",
        title="My lamp",
        text="The Larkfield lamp broke after a day.",
        author="Joan",
        published_at=NOW - 10 * MINUTE,
    )
    return replace(entry, **changes)


def a_judgement(verdict: Verdict = Verdict.BAD) -> Judgement:
    return Judgement(verdict, 0.8, ("broke",), "test-1")


def a_finding(entry: Entry | None = None, **changes: Any) -> Finding:
    finding = Finding(
        entry=entry or an_entry(),
        matches=(Match("larkfield", "Larkfield"),),
        judgement=a_judgement(),
        source_id="blog",
        found_at=NOW,
    )
    return replace(finding, **changes)


def a_mention(escalates: bool = True, **changes: Any) -> Mention:
    return replace(new_mention(a_finding(), escalates), **changes)


def a_source(**changes: Any) -> Source:
    url = changes.pop("url", "https://blog.example/feed.xml")
    source = Source(id=source_id("feed", url), kind="feed", url=url, added_at=NOW)
    return replace(source, **changes)


def an_escalation(**changes: Any) -> Escalation:
    escalation = Escalation(mention_id=a_mention().id, policy_id="default", opened_at=NOW, due_at=NOW)
    return replace(escalation, **changes)
