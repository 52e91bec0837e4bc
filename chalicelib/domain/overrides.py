"""What a person's ruling changes: the verdict of a mention, and whether people are still to be told of it."""

from __future__ import annotations

from dataclasses import replace

from . import escalations
from .changes import Change
from .escalations import Escalation, EscalationStatus
from .history import Deed, HistoryLine, Via
from .mentions import OPEN, Mention
from .rulings import Ruling
from .verdicts import Verdict


def is_ruled_so(mention: Mention, ruling: Ruling) -> bool:
    """True when a person has said the same before."""
    return mention.ruling is not None and mention.ruling.verdict is ruling.verdict


def overridden(
    mention: Mention, escalation: Escalation | None, ruling: Ruling, escalates: bool, line: HistoryLine
) -> Change:
    """The mention as this person rules, with `line` in its history.

    What turns out bad, and of which nobody is being told, waits for an escalation where it `escalates`,
    unless somebody has it already, or all were told before. What turns out not to be bad ends the escalation
    of a complaint; of praise people hear by a policy of its own, where it `escalates`.
    """
    after = replace(mention, ruling=ruling, version=mention.version + 1)
    if ruling.verdict is Verdict.BAD:
        is_told = escalation is not None and escalation.status is not EscalationStatus.CLOSED
        if escalates and not is_told and mention.status in OPEN:
            after = replace(after, queued_since=mention.queued_since or ruling.at)
        return Change(after, None, (line,))
    after = replace(after, queued_since=ruling.at if escalates and mention.status in OPEN else None)
    if escalation is None or escalation.status is not EscalationStatus.OPEN:
        return Change(after, None, (line,))
    note = f"{ruling.by} judged it {ruling.verdict}"
    calmed = HistoryLine(mention.id, ruling.at, Deed.CALMED, "earshot", Via.RULE, note)
    return Change(after, escalations.closed(escalation), (line, calmed))
