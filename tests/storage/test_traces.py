"""The contract of MentionStore about traces, and what keeping one costs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.fingerprints import Fingerprint, Said
from chalicelib.domain.likeness import Trace, copy_of, likeness_of, story_of
from chalicelib.services.hear import Hear, Occasion
from chalicelib.services.ports import MentionStore
from chalicelib.storage.mentions import DynamoMentionStore
from chalicelib.storage.traces import item_of_trace
from tests.domain.examples import NOW, OWN, a_finding, a_mention, an_entry
from tests.fakes import FakeJudge, FakeNegativesQueue, FakeWatchStore
from tests.tables import NAMES, size_of

from .answers import Call, answer, answering
from .conftest import KEEP_FOR

UNTIL = NOW.replace(microsecond=0) + timedelta(days=7)
SAID = Said(
    Fingerprint(frozenset({0, 7, 2**32 - 1}), frozenset({9})), Fingerprint(frozenset({3}), frozenset({4}))
)
TRACE = Trace("words:larkfield:0a", "m1a", NOW, UNTIL, SAID)
COPY = Trace("copy:m1b", "m1a", NOW, UNTIL)


def lying(mentions: MentionStore, *keys: str) -> set[Trace]:
    """The traces that lie there."""
    _, found = mentions.gather((), keys, surely=True)
    return set(found)


@pytest.mark.parametrize("surely", [False, True])
def test_mentions_and_traces_come_back_whole_and_what_is_not_there_is_absent(
    mentions: MentionStore, surely: bool
) -> None:
    mentions.commit(Change(a_mention(), trace=TRACE))
    mentions.commit(Change(trace=COPY))
    ids = (a_mention().id, a_mention().id, "m1none")

    found, traces = mentions.gather(ids, (TRACE.key, COPY.key, COPY.key, "words:larkfield:0b"), surely)

    assert found == (a_mention(),)
    assert set(traces) == {TRACE, COPY}
    assert mentions.gather((), (), surely) == ((), ())


def test_as_many_as_a_batch_holds_are_asked_for(mentions: MentionStore) -> None:
    mentions.commit(Change(trace=TRACE))

    assert lying(mentions, TRACE.key, *map(str, range(99))) == {TRACE}


def test_trace_to_another_mention_is_not_written_over_and_takes_the_change_with_it(
    mentions: MentionStore,
) -> None:
    mentions.commit(Change(trace=TRACE))

    assert not mentions.commit(Change(a_mention(), trace=replace(TRACE, mention_id="m1other")))

    assert mentions.get(a_mention().id) is None
    assert lying(mentions, TRACE.key) == {TRACE}


def test_trace_is_written_before_what_it_leads_to_and_stays_when_that_loses(mentions: MentionStore) -> None:
    mentions.commit(Change(a_mention()))

    assert not mentions.commit(Change(a_mention(), trace=TRACE))

    assert lying(mentions, TRACE.key) == {TRACE}


def test_trace_to_the_same_mention_and_one_that_is_over_are_written_over(mentions: MentionStore) -> None:
    mentions.commit(Change(trace=TRACE))
    again = replace(TRACE, said=Said(Fingerprint(frozenset({1}))))
    later = replace(
        TRACE, mention_id="m1other", at=UNTIL + timedelta(seconds=1), until=UNTIL + timedelta(days=7)
    )

    assert mentions.commit(Change(trace=again))
    assert lying(mentions, TRACE.key) == {again}
    assert mentions.commit(Change(trace=later))
    assert lying(mentions, TRACE.key) == {later}


@pytest.mark.usefixtures("tables")
def test_trace_costs_one_write_unit_and_expires() -> None:
    """Also of the longest text, in a script without spaces."""
    signs = "Larkfield" + "".join(chr(0x4E00 + n * 7 % 5000) for n in range(600))
    title = "".join(f"{n}年" for n in range(100, 170))
    finding = a_finding(an_entry(title=title, text=signs, url="https://paper.example/1"))
    likeness = likeness_of(finding.entry, finding.matches[0], finding.ids[0])
    trace = story_of(finding, likeness, ())
    assert trace is not None

    item = item_of_trace(trace)

    assert size_of(item) <= 1024
    assert item.expires == trace.until
    assert size_of(item_of_trace(copy_of("m1" + "0" * 24, finding))) <= 1024


# What a new mention costs, counted at the wire


def _hearing() -> Hear:
    store, watches = DynamoMentionStore(KEEP_FOR), FakeWatchStore(OWN)
    hearing = Hear(watches, store, FakeNegativesQueue(), FakeJudge({}), timedelta(hours=48))
    hearing.listen()
    return hearing


def _units(calls: list[Call]) -> tuple[float, float]:
    """Read and write units by AWS's rules, all items of at most 4 KB read and 1 KB written, no index counted.

    A read of what is not there costs as one of what is.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
    """
    tables = [table for call in calls for table in call.body.get("RequestItems", {}).values()]
    reads = sum(len(table["Keys"]) * (1 if table["ConsistentRead"] else 0.5) for table in tables)
    return reads, sum(call.name == "PutItem" for call in calls)


STORY = an_entry(
    title="Larkfield calls back its lamps",
    text="The Larkfield lamp in our garden broke after a single day of rain, and nobody answers my letters.",
)
ELSEWHERE = replace(STORY, id="w-1", url="https://wire.example/1")


@pytest.mark.usefixtures("tables")
def test_new_mention_costs_one_batch_read_and_one_write_more() -> None:
    hearing = _hearing()

    with answering() as calls:
        hearing([STORY], Occasion("blog", NOW))

    assert [call.name for call in calls] == ["BatchGetItem", "PutItem", "PutItem"]
    reads, writes = _units(calls)
    assert writes == 2, "the mention's own, and one"
    assert reads <= 20


@pytest.mark.usefixtures("tables")
def test_copy_costs_that_and_a_look_at_what_it_is_a_copy_of() -> None:
    hearing = _hearing()
    hearing([STORY], Occasion("blog", NOW))

    with answering() as calls:
        hearing([ELSEWHERE], Occasion("wire", NOW))

    assert [call.name for call in calls] == ["BatchGetItem", "GetItem", "PutItem", "PutItem"]


@pytest.mark.usefixtures("tables")
def test_known_copy_heard_again_costs_no_write() -> None:
    hearing = _hearing()
    hearing([STORY], Occasion("blog", NOW))
    hearing([ELSEWHERE], Occasion("wire", NOW))

    with answering() as calls:
        hearing([ELSEWHERE, STORY], Occasion("wire", NOW))
        hearing([ELSEWHERE, STORY], Occasion("wire", NOW))

    assert [call.name for call in calls].count("PutItem") == 1, "the wire shows the first one's place, too"


@pytest.mark.usefixtures("tables")
def test_who_lost_a_write_reads_consistently() -> None:
    """The price of that is paid only then."""
    hearing = _hearing()
    lost = answer("ConditionalCheckFailedException")

    with answering(None, lost) as calls:
        hearing([STORY], Occasion("blog", NOW))

    reads = [call.body["RequestItems"] for call in calls if call.name == "BatchGetItem"]
    kinds = [{table: asked["ConsistentRead"] for table, asked in read.items()} for read in reads]
    assert kinds == [
        {NAMES["mentions"]: False, NAMES["traces"]: False},
        {NAMES["mentions"]: True, NAMES["traces"]: True},
    ]
