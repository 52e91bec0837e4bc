"""A mention as a person reads it: who said what, where and when, how it was judged, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..domain.addresses import host_of, is_web_address
from ..domain.mentions import Mention
from ..domain.playbook import Advice, advice_for
from ..domain.urgency import told
from ..domain.watches import Watch
from .times import ago, spoken


@dataclass(frozen=True, slots=True)
class Story:
    """Everything is untrusted text, except `url`, which is a web address or None.

    `place` is the host of `url`; `way` says how it was said to us, where it was.
    `sureness` follows the verdict: how sure the judge is, or which person says so.
    """

    title: str
    text: str
    author: str | None
    place: str | None
    way: str | None
    url: str | None
    when: str
    when_ago: str
    was_published: bool
    about: str
    verdict: str
    urgency: str
    sureness: str
    evidence: tuple[str, ...]
    reason: str
    advice: Advice


def story_of(mention: Mention, watch: Watch | None, now: datetime) -> Story:
    """The story as it is told now."""
    url = mention.url if is_web_address(mention.url) else None
    judgement, ruling = mention.judgement, mention.ruling
    return Story(
        title=mention.title,
        text=mention.text,
        author=mention.author,
        place=host_of(url).removeprefix("www.") if url else None,
        way=mention.channel.words.capitalize() if mention.channel else None,
        url=url,
        when=spoken(mention.spoken_at),
        when_ago=ago(mention.spoken_at, now),
        was_published=mention.published_at is not None,
        about=watch.name if watch else mention.about,
        verdict=str(mention.verdict),
        urgency=told(mention.urgency, mention.signals, mention.reach),
        sureness=f"says {ruling.by}" if ruling else judgement.sureness,
        evidence=() if ruling else judgement.evidence,
        reason="" if ruling else judgement.reason,
        advice=advice_for(mention.verdict),
    )
