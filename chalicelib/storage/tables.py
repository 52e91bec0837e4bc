"""The tables: for each, which questions its key and its indexes answer. The template creates them alike.

| table       | key             | index          | answers                                                   |
|-------------|-----------------|----------------|-----------------------------------------------------------|
| watches     | id              |                | one; all of them (they are few)                           |
| policies    | id              |                | one; all of them (they are few)                           |
| rotas       | id              |                | one; all of them (they are few)                           |
| people      | id              |                | one; all of them (they are few)                           |
| tokens      | id              |                | one; all of them (they are few)                           |
| sources     | id              |                | those of some fetch orders, with their hosts, in a batch; |
|             |                 |                | a page of all of them                                     |
|             |                 | slot-index     | which sources sit in this slot of the polling wheel?      |
| mentions    | id              |                | one                                                       |
|             |                 | found-index    | a day's mentions, in the order they were found            |
|             |                 | unqueued-index | which have waited for an escalation since before then?    |
|             |                 | reached-index  | which did people hear of or judge, newest first?          |
| escalations | mention_id      |                | one                                                       |
|             |                 | due-index      | whose clock has struck by now?                            |
| deliveries  | mention_id, id  |                | one; a mention's, oldest first                            |
|             |                 | due-index      | which are to be tried by now?                             |
|             | `digest:people` |                | one person's digest; all of them (they are few)           |
|             |                 | due-index      | whose digest is due by now?                               |
|             | `viewers:…`     |                | who was seen at this mention of late                      |
| history     | mention_id, seq |                | a mention's lines, oldest first                           |
| pulses      | id              |                | one                                                       |
|             |                 | due-index      | which storms are to be looked at by now?                  |
| traces      | id              |                | those that copies of a text may have left, in a batch     |
| calibrations| id              |                | the one there is                                          |

slot-index, unqueued-index, due-index and reached-index are sparse: an item has the index's key only while it
is active, waits, has a time, or once it has reached people. All else costs no storage or writes there.
"""

from __future__ import annotations

from collections.abc import Mapping

from .calibrations import CalibrationItem
from .delivery_items import DeliveryItem
from .escalation_items import EscalationItem, HistoryItem
from .items import Item
from .mention_items import MentionItem
from .people import PersonItem, TokenItem
from .policies import PolicyItem, RotaItem
from .pulses import PulseItem
from .source_items import SourceItem
from .traces import TraceItem
from .watches import WatchItem

ITEMS: Mapping[str, type[Item]] = {
    item.Meta.table: item
    for item in (
        WatchItem,
        PolicyItem,
        RotaItem,
        PersonItem,
        TokenItem,
        SourceItem,
        MentionItem,
        EscalationItem,
        DeliveryItem,
        HistoryItem,
        PulseItem,
        TraceItem,
        CalibrationItem,
    )
}
