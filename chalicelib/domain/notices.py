"""What a person is told: the whole story of a mention, so that whoever gets it next can answer it. And what a
destination that follows mentions is told of how one went on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .deliveries import Cause
from .history import HistoryLine
from .mentions import Mention
from .people import Person
from .playbook import Advice
from .storms import Storm
from .watches import Watch


@dataclass(frozen=True, slots=True)
class Notice:
    """All that a person needs to know about a mention in order to answer it.

    `acknowledge_url` and `not_ours_url` are the person's own signed links while nobody has it; `mine_url`
    leads whoever has it to what they can do. All are None where the notice goes to nobody in particular.
    `cause` says why they are told, `history` what was done so far, oldest first. While many complain, the
    notice of the first stands for all: then `storm` says how many. `step` counts from 1, of `steps`;
    `is_last` says that none follows, in this round or another. `sources` names the places where it was
    sighted, by source id. `to` is what the destination names: a person's id, or a channel; None where there
    is only one. The same notice has the same `delivery_id` however often it is sent, so that who receives it
    can tell. `turn` is the one in which it asks.
    """

    mention: Mention
    watch: Watch | None
    advice: Advice
    person: Person | None
    acknowledge_url: str | None
    mention_url: str
    step: int
    steps: int
    sources: Mapping[str, str]
    to: str | None = None
    delivery_id: str = ""
    cause: Cause = Cause.STEP
    turn: int = 0
    history: tuple[HistoryLine, ...] = ()
    not_ours_url: str | None = None
    mine_url: str | None = None
    storm: Storm | None = None
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Sequel:
    """How a mention went on after the notices of a turn: `cause` says it, since `at`. Nobody is asked for
    anything. `to` and `delivery_id` are as in a notice.
    """

    mention: Mention
    cause: Cause
    turn: int
    at: datetime
    to: str | None
    delivery_id: str
