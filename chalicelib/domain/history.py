"""What happened to a mention: who did what, when, and by which road. Lines are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """What can happen to a mention."""

    EDITED = "edited"
    ESCALATED = "escalated"
    NOTIFIED = "notified"
    CALMED = "calmed"  # edited, and no complaint any more: the escalation ends
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class Via(StrEnum):
    """The road a deed came by."""

    RULE = "rule"
    LINK = "link"
    API = "api"


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """`by` is a person's id, or "earshot" for what a rule did. `note` is a readable remark, maybe empty."""

    mention_id: str
    at: datetime
    deed: Deed
    by: str
    via: Via
    note: str = ""
