"""The life of a mention: what people may do about it, when, and what becomes of it then.

    new ─▶ notified ─▶ acknowledged ─▶ answered ─▶ promised ─▶ resolved
     │        ▲  │        │ │  ▲          │            │  │        │
     │        │  │        │ └──┴── assign, snooze, hand on │        │
     │        └──┼────────┴── released, or the deadline lapsed      │
     │           │                                      │           │
     ├───────────┴─▶ any of those to its right, or ignored ◀────────┤
     │                                                              │
     ├── everywhere ─▶ deleted                     reopened ─▶ notified

Nobody has what is new or notified. Of two who acknowledge, the first has it, until a deadline; whatever its
owner does then starts the time anew. Past it the mention is notified again, and the escalation goes on where
it stood. Resolved and ignored are final: only a person reopens them. Deleted is final for good: its author
has taken it back, and nothing that was said is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .history import Deed
from .mentions import OPEN, Ignored, Mention, MentionStatus
from .rulings import Ruling
from .verdicts import Verdict

if TYPE_CHECKING:
    from .acts import Act

_ALIVE = OPEN | {MentionStatus.ACKNOWLEDGED, MentionStatus.ANSWERED, MentionStatus.PROMISED}
HELD = frozenset({MentionStatus.ACKNOWLEDGED, MentionStatus.PROMISED})
"""Somebody has it, until a time."""
FINAL = frozenset({MentionStatus.RESOLVED, MentionStatus.IGNORED, MentionStatus.DELETED})
"""Nobody does anything about it, unless a person reopens it; what is deleted stays so."""
# An acknowledgement that comes again so soon is the same request, as after a time-out; later, a sign of life.
_SOON = timedelta(minutes=2)


def may(mention: Mention, deed: Deed) -> bool:
    """Whether somebody could do this now. Whether it is theirs to do is another question."""
    return mention.status in _FROM[deed]


def after(mention: Mention, act: Act, deadline: datetime) -> Mention | None:
    """The mention after this was done; None where it cannot be done now: somebody else was first, or it is
    over. Equal to `mention` when that was done before. Who has it then does until the `deadline`, where the
    act does not say.
    """
    if _is_done(mention, act, deadline):
        return mention
    if not may(mention, act.deed) or not _is_theirs(mention, act):
        return None
    moved = _MOVES[act.deed](mention, replace(act, until=act.until or deadline))
    return replace(moved, queued_since=None, turn=mention.turn + 1, version=mention.version + 1)


def lapsed(mention: Mention) -> Mention:
    """The mention once its owner let the deadline pass: nobody has it any more."""
    assert mention.status in HELD, mention
    return replace(_freed(mention), turn=mention.turn + 1, version=mention.version + 1)


def _is_done(mention: Mention, act: Act, deadline: datetime) -> bool:
    """True when what was asked for is so already, as when a request comes twice."""
    if act.deed is Deed.ASSIGNED:
        return _assigned(mention, replace(act, until=act.until or mention.until)) == mention
    if mention.status is not _LEADS_TO.get(act.deed):
        return False
    match act.deed:
        case Deed.ACKNOWLEDGED:
            held, asked = mention.until, act.until or deadline - _SOON
            return mention.owner == act.by and held is not None and held >= asked
        case Deed.SNOOZED | Deed.PROMISED:
            return (mention.owner, mention.until) == (act.by, act.until)
        case Deed.ANSWERED:
            known, said = mention.answer, act.answer
            return known is not None and said is not None and replace(known, at=said.at) == said
        case _:
            return mention.owner == act.by and mention.ignored is act.ignored


def _is_theirs(mention: Mention, act: Act) -> bool:
    """Who has it may keep it longer; others take it only while nobody has it. All else is anybody's: in a
    small team somebody must be able to go on, and history says who did.
    """
    takes = act.deed in (Deed.ACKNOWLEDGED, Deed.SNOOZED)
    return not takes or mention.status in OPEN or mention.owner == act.by


def _held(mention: Mention, act: Act) -> Mention:
    return replace(mention, status=MentionStatus.ACKNOWLEDGED, owner=act.to or act.by, until=act.until)


def _freed(mention: Mention) -> Mention:
    return replace(mention, status=MentionStatus.NOTIFIED, owner=None, until=None)


def _assigned(mention: Mention, act: Act) -> Mention:
    """What was answered or promised stays so, and is the other's now."""
    if mention.status is MentionStatus.PROMISED or mention.status is MentionStatus.ANSWERED:
        return replace(mention, owner=act.to)
    return _held(mention, act)


def _answered(mention: Mention, act: Act) -> Mention:
    owner = mention.owner or act.by
    return replace(mention, status=MentionStatus.ANSWERED, owner=owner, until=None, answer=act.answer)


def _promised(mention: Mention, act: Act) -> Mention:
    return replace(mention, status=MentionStatus.PROMISED, owner=act.by, until=act.until)


def _resolved(mention: Mention, act: Act) -> Mention:
    return replace(mention, status=MentionStatus.RESOLVED, owner=mention.owner or act.by, until=None)


def _ignored(mention: Mention, act: Act) -> Mention:
    """Leaving it be as a troll's is a ruling, too."""
    is_troll = act.ignored is Ignored.TROLL
    ruling = Ruling(Verdict.TROLL, act.by, act.at, mention.ruling) if is_troll else mention.ruling
    left = replace(mention, status=MentionStatus.IGNORED, owner=mention.owner or act.by, until=None)
    return replace(left, ignored=act.ignored, ruling=ruling)


def _reopened(mention: Mention, _: Act) -> Mention:
    """What was left be as a troll's is none after all, unless it was ruled anew meanwhile."""
    ruling = mention.ruling
    if mention.ignored is Ignored.TROLL and ruling and ruling.verdict is Verdict.TROLL:
        ruling = ruling.earlier
    return replace(_freed(mention), ignored=None, ruling=ruling)


_FROM: dict[Deed, frozenset[MentionStatus]] = {
    Deed.ACKNOWLEDGED: OPEN | {MentionStatus.ACKNOWLEDGED},
    Deed.SNOOZED: OPEN | {MentionStatus.ACKNOWLEDGED},
    Deed.RELEASED: HELD,
    Deed.ASSIGNED: _ALIVE,
    Deed.ANSWERED: _ALIVE,
    Deed.PROMISED: _ALIVE,
    Deed.RESOLVED: _ALIVE,
    Deed.IGNORED: _ALIVE,
    Deed.REOPENED: frozenset({MentionStatus.ANSWERED, MentionStatus.RESOLVED, MentionStatus.IGNORED}),
}

_LEADS_TO = {
    Deed.ACKNOWLEDGED: MentionStatus.ACKNOWLEDGED,
    Deed.SNOOZED: MentionStatus.ACKNOWLEDGED,
    Deed.ANSWERED: MentionStatus.ANSWERED,
    Deed.PROMISED: MentionStatus.PROMISED,
    Deed.RESOLVED: MentionStatus.RESOLVED,
    Deed.IGNORED: MentionStatus.IGNORED,
}

_MOVES: dict[Deed, Callable[[Mention, Act], Mention]] = {
    Deed.ACKNOWLEDGED: _held,
    Deed.SNOOZED: _held,
    Deed.RELEASED: lambda mention, _: _freed(mention),
    Deed.ASSIGNED: _assigned,
    Deed.ANSWERED: _answered,
    Deed.PROMISED: _promised,
    Deed.RESOLVED: _resolved,
    Deed.IGNORED: _ignored,
    Deed.REOPENED: _reopened,
}
