"""The same story at other places: its copies hang under the first mention of it, and only that is escalated.

A copy is a sighting with a `copy_id`. It may stand for the story when the first place has taken it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .addresses import host_of, is_web_address, unwrapped
from .likeness import is_same_headline
from .mentions import Finding, Mention, MentionStatus
from .verdicts import Verdict


def joins(mention: Mention, finding: Finding, escalates: bool) -> bool:
    """Whether a finding that tells the same story may hang under this mention instead of being one.

    Only where nobody misses anything by it: a complaint joins a complaint that people hear of, and nothing
    joins what was taken back, or what is about something else. One site does not tell one story under two
    headlines: what is alike there is what stands below all its pages.
    """
    if mention.status is MentionStatus.DELETED or mention.about != finding.matches[0].watch_id:
        return False
    site, title = _site(finding.entry.url), finding.entry.title
    is_retitled = bool(title and mention.title) and not is_same_headline(title, mention.title)
    if site and site == _site(mention.url) and is_retitled:
        return False
    return not escalates or (mention.verdict is Verdict.BAD and mention.is_heard_of)


def _site(url: str | None) -> str | None:
    return host_of(url) if url and is_web_address(url) else None


def without_copy(mention: Mention, source_id: str, ids: Iterable[str]) -> Mention:
    """The mention once a source has taken back its copy at this place. Equal when it showed none there."""
    gone = {(source_id, each) for each in ids}
    kept = tuple(seen for seen in mention.sightings if (seen.source_id, seen.copy_id) not in gone)
    if kept == mention.sightings:
        return mention
    return replace(mention, sightings=kept, version=mention.version + 1)


def handed_on(mention: Mention) -> Mention | None:
    """The mention once its author has taken it back while others still carry the story: the next copy stands
    for it, and what was said is forgotten until that is heard again. None where nobody else carries it.
    """
    first = mention.sightings[0]
    others = tuple(seen for seen in mention.sightings if seen.copy_id != first.copy_id)
    if mention.status is MentionStatus.DELETED or not others:
        return None
    return replace(
        mention,
        url=unwrapped(others[0].url) if others[0].url and is_web_address(others[0].url) else None,
        title="",
        text="",
        author=others[0].author,
        judgement=mention.judgement.wordless,
        sightings=others,
        reach=None,
        version=mention.version + 1,
    )
