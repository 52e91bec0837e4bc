"""A notice in short, as channels of a team show it: who said what, and all that is needed to answer.

Each notifier lays it out in its service's way, and keeps strangers' words from acting there.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.notices import Notice
from .untrusted import Link, shown
from .wording import URGENT, Wording, worded

_ID_CHARS = 64


@dataclass(frozen=True, slots=True)
class Outline:
    """Single lines of clean text, not yet escaped for anything. `facts` and `links` are named."""

    headline: str
    who: str
    quote: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, Link], ...]
    footer: str


def outlined(notice: Notice) -> Outline:
    """What the notice says, in short."""
    words = worded(notice)
    links = (
        (f"Read it on {words.original.host}" if words.original else "", words.original),
        ("I have it", words.acknowledge),
        ("In Earshot", words.look),
    )
    return Outline(
        headline=f"{URGENT if words.is_urgent else ''}{words.about}: {words.verdict}",
        who=f"{words.author or 'Somebody'} {words.on}{words.place}".strip(),
        quote=": ".join(filter(None, (words.title, words.text))) or "(The words are no longer kept here.)",
        facts=_facts(words),
        links=tuple((label, link) for label, link in links if link),
        footer=f"{words.progress}. {words.next_step} Mention {shown(notice.mention.id, _ID_CHARS)}",
    )


def _facts(words: Wording) -> tuple[tuple[str, str], ...]:
    advice = words.do[0] if words.do else ""
    return (
        ("When", ". ".join(filter(None, (words.spoken, words.edited)))),
        ("How soon", words.urgency),
        ("Why", f"{words.judged}. {words.reason}. {words.judged_by}"),
        ("Playbook", f"{advice} {words.never}".strip()),
        ("Where", words.seen),
    )
