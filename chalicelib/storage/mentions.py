"""Mentions with their escalations and history: what one use case writes together is written together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from ..domain.changes import Change
from ..domain.deliveries import Delivery
from ..domain.escalations import Escalation
from ..domain.history import HistoryLine
from ..domain.likeness import Trace
from ..domain.mentions import Mention, MentionFilter, Page
from .attributes import text_of
from .batches import Wanted, read_together
from .commits import Write, follows, write_all
from .delivery_items import DeliveryItem, delivery_of, item_of_delivery
from .escalation_items import (
    EscalationItem,
    HistoryItem,
    escalation_of,
    item_of_escalation,
    item_of_forgotten,
    item_of_line,
    line_of,
)
from .failures import told_apart
from .items import PRESENT, is_key
from .mention_items import MentionItem, item_of_mention, mention_of
from .pages import read_page
from .traces import TraceItem, item_of_trace, may_be_written, trace_of

_A_READ = 500  # mentions; some half of what one answer may hold


class DynamoMentionStore:
    """The tables mentions, escalations, deliveries, history and traces.

    `keep_for` is how long each thing is kept: a mention from when it was found, an escalation from when it
    was opened, a line from when it happened, so that nothing of a mention goes before it does.

    Single mentions are read consistently, so that who lost a write sees what won, and people see what they
    have just done. The indexes, and so the lists, may be a moment behind.
    """

    def __init__(self, keep_for: timedelta) -> None:
        self._keep_for = keep_for

    @told_apart()
    def get(self, mention_id: str) -> Mention | None:
        item = MentionItem.find(mention_id, consistent_read=True)
        return mention_of(item) if item else None

    @told_apart()
    def escalation(self, mention_id: str) -> Escalation | None:
        item = EscalationItem.find(mention_id, consistent_read=True)
        return escalation_of(item) if item else None

    @told_apart()
    def history(self, mention_id: str) -> tuple[HistoryLine, ...]:
        """Oldest first."""
        lines = HistoryItem.query(mention_id, consistent_read=True) if is_key(mention_id) else ()
        return tuple(map(line_of, lines))

    @told_apart()
    def page(self, wanted: MentionFilter, cursor: str | None, limit: int) -> Page:
        """Raises InvalidInput for a cursor that is none of ours."""
        return read_page(wanted, cursor, limit)

    def reached(self, since: datetime, until: datetime) -> Iterator[Mention]:
        """Those that people were told of or said something to, newest first, read as they are asked for."""
        between = MentionItem.found.between(text_of(since), text_of(until))
        with told_apart():
            for item in MentionItem.reached_index.query(
                PRESENT, between, scan_index_forward=False, page_size=_A_READ
            ):
                yield mention_of(item)

    @told_apart()
    def unqueued(self, before: datetime) -> tuple[str, ...]:
        """Ids of the mentions that have waited since before then, longest first."""
        waiting = MentionItem.unqueued_index.query(PRESENT, MentionItem.queued_since < before)
        return tuple(item.id for item in waiting)

    @told_apart()
    def overdue(self, now: datetime) -> tuple[str, ...]:
        """Ids of the mentions whose clock has struck by now, longest first."""
        due = EscalationItem.due_index.query(PRESENT, EscalationItem.due_at <= now)
        return tuple(item.mention_id for item in due)

    @told_apart()
    def gather(
        self, mention_ids: Collection[str], trace_keys: Collection[str], surely: bool
    ) -> tuple[tuple[Mention, ...], tuple[Trace, ...]]:
        """One batch read. Read consistently, it would cost twice: who is misled by a moment loses a write."""
        items = read_together(
            [Wanted(MentionItem, mention_ids, surely), Wanted(TraceItem, trace_keys, surely)],
        )
        mentions = tuple(mention_of(item) for item in items if isinstance(item, MentionItem))
        return mentions, tuple(trace_of(item) for item in items if isinstance(item, TraceItem))

    @told_apart()
    def delivery(self, mention_id: str, delivery_id: str) -> Delivery | None:
        if not (is_key(mention_id) and is_key(delivery_id)):
            return None
        try:
            return delivery_of(DeliveryItem.get(mention_id, delivery_id, consistent_read=True))
        except DeliveryItem.DoesNotExist:
            return None

    @told_apart()
    def deliveries(self, mention_id: str) -> tuple[Delivery, ...]:
        """All of a mention's, oldest first."""
        items = DeliveryItem.query(mention_id, consistent_read=True) if is_key(mention_id) else ()
        return tuple(map(delivery_of, items))

    @told_apart()
    def undelivered(self, now: datetime) -> tuple[tuple[str, str], ...]:
        """Mention and id of the deliveries that are due by now, longest first."""
        due = DeliveryItem.due_index.query(PRESENT, DeliveryItem.due_at <= now)
        return tuple((item.mention_id, item.id) for item in due)

    @told_apart()
    def commit(self, change: Change) -> bool:
        """Write the change as a whole. False when it lost.

        A trace goes before, by itself: in one transaction it and the mention would cost twice.
        """
        if (trace := change.trace) and not write_all([Write(item_of_trace(trace), may_be_written(trace))]):
            return False
        writes = tuple(self._writes(change))
        return write_all(writes) if writes else True

    def _writes(self, change: Change) -> Iterator[Write]:
        if mention := change.mention:
            item = item_of_mention(mention, self._keep_for)
            yield Write(item, follows(MentionItem.version, mention.version))
        if escalation := change.escalation:
            kept = item_of_escalation(escalation, self._keep_for)
            yield Write(kept, follows(EscalationItem.version, escalation.version))
        for delivery in change.deliveries:
            made = item_of_delivery(delivery, self._keep_for)
            yield Write(made, follows(DeliveryItem.version, delivery.version))
        for line in dict.fromkeys(change.history):
            yield Write(item_of_line(line, self._keep_for))
        for line in dict.fromkeys(change.forgotten):
            yield Write(item_of_forgotten(line, self._keep_for))
