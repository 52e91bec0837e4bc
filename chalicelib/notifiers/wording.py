"""A notice in words. Notifiers print these and nothing else: nothing untrusted goes out as it came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..domain.channels import channel_of
from ..domain.deliveries import Cause
from ..domain.history import Deed
from ..domain.life_cycle import HELD
from ..domain.mentions import Mention, MentionStatus
from ..domain.notices import Notice
from ..domain.storms import Storm
from ..domain.urgency import Urgency, told
from ..domain.verdicts import Judgement, Verdict
from .untrusted import Link, link_to, shown

URGENT = "[Urgent] "  # what subjects begin with
_NAME_CHARS = 60
_TITLE_CHARS = 200
_TEXT_CHARS = 600
_EVIDENCE_CHARS = 40
_REASON_CHARS = 160
_MOST_EVIDENCE = 6
_MOST_PLACES = 5
_NOTE_CHARS = 300
_MOST_LINES = 10
_CAUSES = {
    Cause.ASSIGNED: "It was handed to you",
    Cause.REMINDER: "A reminder of what you promised",
    Cause.STORM: "How the storm stands",
}
_OWNERS = {Cause.ASSIGNED: "to whom it was handed", Cause.REMINDER: "who promised a second word"}
# What people did, and what time did to it; that others were told says nothing about the author.
_TOLD = frozenset(
    {
        Deed.NOTED,
        Deed.EDITED,
        Deed.JUDGED,
        Deed.ACKNOWLEDGED,
        Deed.RELEASED,
        Deed.ASSIGNED,
        Deed.SNOOZED,
        Deed.ANSWERED,
        Deed.PROMISED,
        Deed.LAPSED,
        Deed.RESOLVED,
        Deed.IGNORED,
        Deed.REOPENED,
    }
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything a notice says, as single lines of clean text; "" or None where there is nothing to say.

    `about` names the watch, `place` where it was said (host, else the source's name), with `on` before it; or
    how it was said to us, as in "by phone", and `on` is empty. `title` is empty when the text begins with it.
    `urgency` says how soon it wants an answer, what was heard in it, and how far it goes. `why_you` says why
    this one is told, where it is not simply their step; `told_as` what they are to it; `storm` how many
    complain beside this one, a line each; `so_far` what was done, a line each. Links are absolute http or
    https addresses.
    """

    about: str
    verdict: str
    is_urgent: bool
    urgency: str
    author: str
    on: str
    place: str
    title: str
    text: str
    spoken: str
    edited: str
    judged: str
    reason: str
    judged_by: str
    seen: str
    do: tuple[str, ...]
    never: str
    progress: str
    next_step: str
    why_you: str
    told_as: str
    storm: tuple[str, ...]
    so_far: tuple[str, ...]
    original: Link | None
    acknowledge: Link | None
    not_ours: Link | None
    mine: Link | None
    look: Link | None


def worded(notice: Notice) -> Wording:
    """What the notice says."""
    mention = notice.mention
    original = link_to(mention.url)
    text = shown(mention.text, _TEXT_CHARS)
    title = shown(mention.title, _TITLE_CHARS)
    return Wording(
        about=shown(notice.watch.name if notice.watch else mention.about, _NAME_CHARS),
        verdict=mention.verdict.value,
        is_urgent=mention.urgency is Urgency.URGENT,
        urgency=told(mention.urgency, mention.signals, mention.reach),
        author=shown(mention.author or "", _NAME_CHARS),
        on="" if mention.channel else "on ",
        place=original.host if original and not mention.channel else _place(notice, 0),
        title="" if text.startswith(title.rstrip("…")) else title,
        text=text,
        spoken=_spoken(mention),
        edited=f"Edited since: {_utc(mention.edited_at)}" if mention.edited_at else "",
        judged=_judged(mention),
        reason=_reason(mention),
        judged_by=f"A {'person' if mention.ruling else 'machine'} judged this. Read it before you answer.",
        seen=_seen(notice),
        do=notice.advice.do,
        never=notice.advice.never,
        progress=_progress(notice),
        next_step=_next_step(notice),
        why_you=_why_you(notice),
        told_as=_told_as(notice),
        storm=tuple(_storm(notice.storm) if notice.storm else _after_storm(notice)),
        so_far=_so_far(notice),
        original=original,
        acknowledge=link_to(notice.acknowledge_url),
        not_ours=link_to(notice.not_ours_url),
        mine=link_to(notice.mine_url),
        look=link_to(notice.mention_url),
    )


def _place(notice: Notice, number: int) -> str:
    source_id = notice.mention.sightings[number].source_id
    if channel := channel_of(source_id):
        return channel.words
    return shown(notice.sources.get(source_id, source_id), _NAME_CHARS)


def _spoken(mention: Mention) -> str:
    if mention.published_at is None:
        return f"Found {_utc(mention.found_at)}; when it was said is not known"
    later = mention.found_at - mention.published_at
    found = "at once" if later < timedelta(minutes=1) else f"{_span(later)} later"
    return f"{_utc(mention.published_at)}, found {found}"


def _utc(at: datetime) -> str:
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def _span(length: timedelta) -> str:
    minutes = round(length / timedelta(minutes=1))
    for unit, size in (("day", 48 * 60), ("hour", 2 * 60)):
        if minutes >= size:
            count = round(minutes / (size / 2))
            return f"{count} {unit}s"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _judged(mention: Mention) -> str:
    if ruling := mention.ruling:
        return f"{ruling.verdict.value.capitalize()}, says {shown(ruling.by, _NAME_CHARS)}"
    return _judged_by_machine(mention.judgement)


def _judged_by_machine(judgement: Judgement) -> str:
    if judgement.verdict is Verdict.UNSURE:
        return "We are unsure what this is"
    return f"{judgement.verdict.value.capitalize()}, {judgement.sureness}"


def _reason(mention: Mention) -> str:
    judgement = mention.judgement
    if mention.ruling:
        return f"The machine had said: {_judged_by_machine(judgement)}"
    if reason := shown(judgement.reason, _REASON_CHARS):
        return f"A machine's reason: {reason}"
    words = [shown(word, _EVIDENCE_CHARS) for word in judgement.evidence[:_MOST_EVIDENCE]]
    quoted = ", ".join(f"“{word}”" for word in words if word)
    return f"Because of {quoted}" if quoted else "No single word made it so"


def _seen(notice: Notice) -> str:
    if notice.mention.channel:
        return f"Said to us {_place(notice, 0)}"
    total = len(notice.mention.sightings)
    names = dict.fromkeys(_place(notice, number) for number in range(min(total, _MOST_PLACES)))
    more = f" and {total - _MOST_PLACES} more" if total > _MOST_PLACES else ""
    return f"Seen in {total} place{'' if total == 1 else 's'}: {', '.join(names)}{more}"


def _progress(notice: Notice) -> str:
    if notice.cause is Cause.STEP:
        return f"Step {notice.step} of {notice.steps}"
    return _CAUSES[notice.cause]


def _why_you(notice: Notice) -> str:
    """Who handed it over and what they wrote, or what was promised, in the words of history."""
    deed = {Cause.ASSIGNED: Deed.ASSIGNED, Cause.REMINDER: Deed.PROMISED}.get(notice.cause)
    line = next((line for line in reversed(notice.history) if line.deed is deed), None)
    if line is None:
        return ""
    by, note = shown(line.by, _NAME_CHARS), shown(line.note, _NOTE_CHARS)
    return f"{by} handed this over {note}" if deed is Deed.ASSIGNED else f"{by} promised a second word {note}"


def _told_as(notice: Notice) -> str:
    if notice.cause in _OWNERS:
        return _OWNERS[notice.cause]
    if notice.to and notice.to.startswith("@"):
        return f"who is on duty by the rota {shown(notice.to[1:], _NAME_CHARS)}"
    return "who is named in the escalation policy"


def _storm(storm: Storm) -> Iterator[str]:
    yield f"A storm: {storm.count} complaints since {_utc(storm.since)}. This notice stands for all of them."
    places = [f"{shown(place, _NAME_CHARS)} ({count})" for place, count in storm.places[:_MOST_PLACES]]
    elsewhere = storm.count - sum(count for _, count in storm.places[:_MOST_PLACES])
    yield f"Where: {', '.join([*places, *([f'elsewhere ({elsewhere})'] if elsewhere > 0 else [])])}"
    if storm.fastest.growth > 1:
        story = storm.fastest
        yield f"The fastest-growing story is mention {story.mention_id}, seen {story.sightings} times"


def _after_storm(notice: Notice) -> Iterator[str]:
    """What is told of a storm once it is over."""
    ended = next((line for line in reversed(notice.history) if line.deed is Deed.STORM_ENDED), None)
    if notice.cause is Cause.STORM and ended:
        yield f"The storm is over: {shown(ended.note, _NOTE_CHARS)}."


def _so_far(notice: Notice) -> tuple[str, ...]:
    lines = [line for line in notice.history if line.deed in _TOLD][-_MOST_LINES:]
    return tuple(
        f"{_utc(line.at)}: {line.deed} by {shown(line.by, _NAME_CHARS)}"
        + (f": {shown(line.note, _NOTE_CHARS)}" if line.note else "")
        for line in lines
    )


def _next_step(notice: Notice) -> str:
    if notice.mine_url and notice.mention.status in HELD:
        return "If there is no sign of life before its deadline, others are asked again."
    if notice.mine_url and notice.mention.status is MentionStatus.ANSWERED:
        return "It was answered, and no clock runs. Resolve it once nothing is left to be done."
    if notice.cause is Cause.STORM:
        if notice.storm:
            return "You are told again when it has grown, and when it is over."
        return "What was told of together stands in the lists: each still wants an answer."
    return _if_nobody_does(notice)


def _if_nobody_does(notice: Notice) -> str:
    if notice.is_last:
        return "No further step follows: if nobody acknowledges it, nobody else is told."
    if notice.step < notice.steps:
        return "If nobody acknowledges it, the next step follows."
    return "If nobody acknowledges it, the steps begin anew."
