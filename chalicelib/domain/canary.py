"""The canary: a complaint of our own making that travels the whole road every day, to see that it is open.

    feed of ours ─▶ fetch queue ─▶ heard and judged ─▶ escalated ─▶ delivered ─▶ its link pressed

Everything on its way is real; only its destination, instead of reading, presses the button.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .changes import Dossier
from .deliveries import WENT_OUT
from .entries import Entry
from .identities import mention_id
from .mentions import Mention, MentionStatus
from .people import Person
from .policies import Destination, Policy, Step
from .sources import Source, source_id
from .watches import Watch, WatchKind

NAME = "canary"
_WORD = "earshotcanary"  # said nowhere else

PERSON = Person(NAME, "Canary", f"{NAME}@earshot.invalid")
POLICY = Policy(NAME, (Step(timedelta(0), (Destination(NAME, NAME),)),))
WATCH = Watch(
    NAME,
    "Canary",
    WatchKind.OWN,
    (_WORD,),
    policy_id=NAME,
    description="Earshot's own daily test. Not about you.",
)


def feed_of(api_url: str, now: datetime) -> Source:
    """Where the canary sings. It is fetched by order and once a day; nobody else need listen."""
    url = f"{api_url}/canary.xml"
    day = 24 * 60
    return Source(
        source_id("feed", url), "feed", url, now, title="Canary", least_interval=day, most_interval=day
    )


def song_of(api_url: str, day: date) -> Entry:
    """What it sings on a day: a plain complaint."""
    return Entry(
        id=f"{NAME}-{day}",
        url=f"{api_url}/canary/{day}",
        title=f"The {_WORD} of {day}",
        text=f"My {_WORD} broke again. It is useless, and nobody answers. I want my money back.",
        author=PERSON.name,
    )


def is_canary(mention: Mention) -> bool:
    """True for what we said ourselves: nobody's opinion, and no work of anybody's."""
    return mention.about == NAME


def id_of(api_url: str, day: date) -> str:
    """The id of the mention that it becomes."""
    return mention_id(song_of(api_url, day), "")


def trouble_of(dossier: Dossier | None) -> str | None:
    """How far it came, where it did not arrive; None where it did."""
    if dossier is None:
        return "it was not heard: look at the functions Plan and Fetch, and the fetch queue"
    mention, sent = dossier.mention, [each.status for each in dossier.deliveries]
    if mention.status in (MentionStatus.ACKNOWLEDGED, MentionStatus.RESOLVED):
        return None
    if mention.queued_since or dossier.escalation is None:
        return f"it was heard, judged {mention.verdict}, and not escalated: look at the function Escalate"
    if WENT_OUT.intersection(sent):
        return "its notice went out, but its link did not work: look at the function ApiHandler"
    return "it was escalated, but its notice did not go out: look at the function Deliver"
