"""What happened to a mention: who did what, when, and by which road.

Lines are only ever added; but where the author takes back what was said, lines that quote it lose their note.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """What can happen to a mention."""

    NOTED = "noted"  # said to us directly, and written down
    EDITED = "edited"
    ESCALATED = "escalated"
    NOTIFIED = "notified"
    CALMED = "calmed"  # no complaint any more: the escalation ends
    JUDGED = "judged"  # a person said what it is
    ACKNOWLEDGED = "acknowledged"
    RELEASED = "released"  # nobody has it any more
    ASSIGNED = "assigned"  # handed to somebody
    SNOOZED = "snoozed"
    ANSWERED = "answered"
    PROMISED = "promised"
    REMINDED = "reminded"  # of what they promised
    LAPSED = "lapsed"  # a deadline has passed without a sign of life
    RESOLVED = "resolved"
    IGNORED = "ignored"
    REOPENED = "reopened"
    UNDELIVERED = "undelivered"  # a notice that could not be delivered
    RETRIED = "retried"  # a person had such a notice tried anew
    GROUPED = "grouped"  # told of with others, in a storm
    STORM_BEGAN = "storm began"
    STORM_ENDED = "storm ended"
    DELETED = "deleted"  # its author has taken it back
    HANDED_ON = "handed on"  # its author has taken it back, but others still carry the story


class Via(StrEnum):
    """The road a deed came by."""

    RULE = "rule"
    LINK = "link"
    API = "api"
    COMMAND = "command"
    MAIL = "mail"
    SLACK = "slack"


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`by` is a person's id, or "earshot" for what a rule did. `note` is a readable remark, maybe empty."""

    mention_id: str
    at: datetime
    deed: Deed
    by: str
    via: Via
    note: str = ""

    @property
    def quotes(self) -> bool:
        """True when the note may hold what was said: as it was written down, as it stood before an edit, or
        in the words of a person.
        """
        return bool(self.note) and (self.deed in _WORDS or self.by != EARSHOT)


EARSHOT = "earshot"
"""Who did what no person did."""


def by_rule(mention_id: str, at: datetime, deed: Deed, note: str = "") -> HistoryLine:
    """The line of what no person did."""
    return HistoryLine(mention_id, at, deed, EARSHOT, Via.RULE, note)


_WORDS = (Deed.NOTED, Deed.EDITED, Deed.JUDGED)
