"""When is a mention looked at again where it was said, and what does its address say about it?

A mention is looked at when it is an hour, six hours, a day, three and seven days old, and while nobody has
answered it also at fourteen and thirty. Every hour asks for those found in the hours that are now so old:
nothing is remembered, and the cost grows only with what is due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urldefrag

from .addresses import canonical, host_of, is_web_address, site_of
from .mentions import OPEN, Mention, MentionFilter, MentionStatus
from .sources import Failure, FailureKind

_HOUR = timedelta(hours=1)
_AGES = (_HOUR, 6 * _HOUR, timedelta(days=1), timedelta(days=3), timedelta(days=7))
_AGES_WHILE_OPEN = (timedelta(days=14), timedelta(days=30))
# Looks are made one by one, among the fetches from the same host, which must not wait for them.
MOST_A_HOST = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered when it was asked whether anything is there; None for `failure` is yes.

    `url` is where the question ended, after redirects.
    """

    url: str
    failure: Failure | None = None


def hour_of(now: datetime) -> datetime:
    """When the hour began."""
    return now.replace(minute=0, second=0, microsecond=0)


def spans(now: datetime) -> tuple[MentionFilter, ...]:
    """The hours in which what is to be looked at now was found: others in every hour of the clock."""
    hour = hour_of(now)
    ages = (*_AGES, *_AGES_WHILE_OPEN)
    return tuple(MentionFilter(since=hour - age - _HOUR, until=hour - age) for age in ages)


def is_looked_at(mention: Mention, now: datetime) -> bool:
    """Whether the mention is worth asking for: said on the web, and recent or still open. (An order to look
    may lie in its queue for an hour.) What was said to us has at most the address of a ticket.
    """
    if mention.status is MentionStatus.DELETED or mention.channel or not is_web_address(mention.url):
        return False
    return mention.status in OPEN or hour_of(now) - mention.found_at <= _AGES[-1] + 2 * _HOUR


def by_host(mentions: Iterable[Mention]) -> dict[str, tuple[str, ...]]:
    """The ids of these mentions by the host to ask, at most `MOST_A_HOST` each: open ones first, then new."""
    hosts: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        assert mention.url is not None, mention.id
        hosts[host_of(mention.url)].append(mention)
    return {
        host: tuple(mention.id for mention in sorted(found, key=_urgency)[:MOST_A_HOST])
        for host, found in hosts.items()
    }


def _urgency(mention: Mention) -> tuple[bool, float, str]:
    return mention.status not in OPEN, -mention.found_at.timestamp(), mention.id


def page_of(mention: Mention) -> str:
    """The address to ask: a place within a page is not known to its server."""
    assert mention.url is not None, mention.id
    return urldefrag(mention.url).url


def front_page_to_ask(url: str, answer: Answer) -> str | None:
    """The site's front page, where only that can tell what the answer means: a site that is down or being
    deployed says 404 everywhere. None where there is nothing to ask.
    """
    return site_of(url) if _says(FailureKind.NOT_FOUND, url, answer) else None


def is_deleted(url: str, answer: Answer, front: Answer | None) -> bool:
    """True when what stood at `url` was taken away: 410 says so, and 404 where the front page is well.

    Whatever else it says (a wall, trouble, a redirect to another place) says nothing.
    """
    if _says(FailureKind.GONE, url, answer):
        return True
    is_well = front is not None and front.failure is None and _site(front.url) == _site(url)
    return is_well and _says(FailureKind.NOT_FOUND, url, answer)


def _says(kind: FailureKind, url: str, answer: Answer) -> bool:
    is_same_place = canonical(answer.url) == canonical(url)
    return is_same_place and answer.failure is not None and answer.failure.kind is kind


def _site(url: str) -> str:
    return host_of(url).removeprefix("www.")
