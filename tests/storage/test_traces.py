"""The contract of MentionStore about traces, and what keeping one costs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.changes import Change
from chalicelib.domain.likeness import Trace, copy_of, likeness_of, story_of
from chalicelib.services.ports import MentionStore
from chalicelib.storage.traces import item_of_trace
from tests.domain.examples import NOW, a_finding, a_mention, an_entry
from tests.tables import size_of

UNTIL = NOW.replace(microsecond=0) + timedelta(days=7)
TRACE = Trace("words:larkfield:0a", "m1a", NOW, UNTIL, frozenset({0, 7, 2**32 - 1}), frozenset({9}))
COPY = Trace("copy:m1b", "m1a", NOW, UNTIL)


def test_traces_come_back_whole_and_what_is_not_there_is_absent(mentions: MentionStore) -> None:
    mentions.commit(Change(a_mention(), trace=TRACE))
    mentions.commit(Change(trace=COPY))

    found = mentions.traces((TRACE.key, COPY.key, COPY.key, "words:larkfield:0b"))

    assert set(found) == {TRACE, COPY}
    assert mentions.get(a_mention().id) == a_mention()
    assert mentions.traces(()) == ()


def test_as_many_as_a_batch_holds_are_asked_for(mentions: MentionStore) -> None:
    mentions.commit(Change(trace=TRACE))

    assert mentions.traces([TRACE.key, *map(str, range(99))]) == (TRACE,)


def test_trace_to_another_mention_is_not_written_over_and_takes_the_change_with_it(
    mentions: MentionStore,
) -> None:
    mentions.commit(Change(trace=TRACE))

    assert not mentions.commit(Change(a_mention(), trace=replace(TRACE, mention_id="m1other")))

    assert mentions.get(a_mention().id) is None
    assert mentions.traces([TRACE.key]) == (TRACE,)


def test_trace_to_the_same_mention_and_one_that_is_over_are_written_over(mentions: MentionStore) -> None:
    mentions.commit(Change(trace=TRACE))
    again = replace(TRACE, pairs=frozenset({1}))
    later = replace(
        TRACE, mention_id="m1other", at=UNTIL + timedelta(seconds=1), until=UNTIL + timedelta(days=7)
    )

    assert mentions.commit(Change(trace=again))
    assert mentions.traces([TRACE.key]) == (again,)
    assert mentions.commit(Change(trace=later))
    assert mentions.traces([TRACE.key]) == (later,)


@pytest.mark.usefixtures("tables")
def test_trace_costs_one_write_unit_and_expires() -> None:
    """Also of the longest text, in a script without spaces."""
    signs = "Larkfield" + "".join(chr(0x4E00 + n * 7 % 5000) for n in range(600))
    finding = a_finding(an_entry(title=f"{'1 ' * 100}", text=signs, url="https://paper.example/1"))
    trace = story_of(finding, likeness_of(finding), ())
    assert trace is not None

    item = item_of_trace(trace)

    assert size_of(item) <= 1024
    assert item.expires == trace.until
    assert size_of(item_of_trace(copy_of("m1" + "0" * 24, finding))) <= 1024
