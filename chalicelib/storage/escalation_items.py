"""How an escalation and the lines of history are kept."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what makes an index of a class.)

from __future__ import annotations

import hashlib
from datetime import timedelta

from pynamodb.attributes import TTLAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from ..domain.escalations import Escalation, EscalationStatus
from ..domain.history import Deed, HistoryLine, Via
from .attributes import IntegerAttribute, MemberAttribute, TimeAttribute, text_of
from .items import PRESENT, Connected, Item


class DueIndex(GlobalSecondaryIndex["EscalationItem"]):
    """Escalations by when their clock strikes."""

    class Meta:
        index_name = "due-index"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = TimeAttribute(range_key=True)


class EscalationItem(Item):
    """An escalation."""

    class Meta(Connected):
        table = "escalations"

    mention_id = UnicodeAttribute(hash_key=True)
    due_index = DueIndex()
    due = UnicodeAttribute(null=True)
    due_at = TimeAttribute(null=True)

    policy_id = UnicodeAttribute()
    opened_at = TimeAttribute()
    status = MemberAttribute(EscalationStatus)
    step = IntegerAttribute()
    round = IntegerAttribute(null=True)
    version = IntegerAttribute()
    expires = TTLAttribute()


class HistoryItem(Item):
    """A line. `seq` is time, deed and a hash of the rest: the same line written twice is one item."""

    class Meta(Connected):
        table = "history"

    mention_id = UnicodeAttribute(hash_key=True)
    seq = UnicodeAttribute(range_key=True)
    at = TimeAttribute()
    deed = MemberAttribute(Deed)
    by = UnicodeAttribute()
    via = MemberAttribute(Via)
    note = UnicodeAttribute(null=True)
    expires = TTLAttribute()


def item_of_escalation(escalation: Escalation, keep_for: timedelta) -> EscalationItem:
    """The escalation as it is kept."""
    return EscalationItem(
        mention_id=escalation.mention_id,
        due=PRESENT if escalation.due_at else None,
        due_at=escalation.due_at,
        policy_id=escalation.policy_id,
        opened_at=escalation.opened_at,
        status=escalation.status,
        step=escalation.step,
        round=escalation.round,
        version=escalation.version,
        expires=escalation.opened_at + keep_for,
    )


def escalation_of(item: EscalationItem) -> Escalation:
    """The inverse."""
    return Escalation(
        mention_id=item.mention_id,
        policy_id=item.policy_id,
        opened_at=item.opened_at,
        due_at=item.due_at,
        status=item.status,
        step=item.step,
        round=item.round or 0,
        version=item.version,
    )


def item_of_line(line: HistoryLine, keep_for: timedelta) -> HistoryItem:
    """The line as it is kept."""
    rest = hashlib.blake2b("\n".join((line.by, line.via, line.note)).encode(), digest_size=6)
    return HistoryItem(
        mention_id=line.mention_id,
        seq=f"{text_of(line.at)}#{line.deed}#{rest.hexdigest()}",
        at=line.at,
        deed=line.deed,
        by=line.by,
        via=line.via,
        note=line.note or None,
        expires=line.at + keep_for,
    )


def item_of_forgotten(line: HistoryLine, keep_for: timedelta) -> HistoryItem:
    """The line in the place where it is kept, without its note."""
    item = item_of_line(line, keep_for)
    item.note = None
    return item


def line_of(item: HistoryItem) -> HistoryLine:
    """The inverse."""
    return HistoryLine(item.mention_id, item.at, item.deed, item.by, item.via, item.note or "")
