"""The contract of MentionStore's pages: newest first, each mention once, whatever arrives meanwhile."""

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.changes import Change
from chalicelib.domain.mentions import Mention, MentionFilter, MentionStatus
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import InvalidInput
from chalicelib.services.ports import MentionStore
from chalicelib.storage.mention_items import MentionItem
from chalicelib.storage.mentions import DynamoMentionStore
from tests.domain.examples import MINUTE, NOW, a_judgement, a_mention
from tests.fakes import FakeMentionStore
from tests.tables import empty_tables

from .conftest import KEEP_FOR

DAY = timedelta(days=1)
MIDNIGHT = NOW.replace(hour=0, minute=0)
LATELY = MentionFilter(NOW - 7 * DAY, NOW + DAY)


def _add(mentions: MentionStore, found_at: datetime, name: str = "m1", **changes: Any) -> Mention:
    mention = a_mention(id=name, found_at=found_at, **changes)
    assert mentions.commit(Change(mention))
    return mention


def _pages(
    mentions: MentionStore, wanted: MentionFilter, limit: int, between: Callable[[], None] = lambda: None
) -> Iterator[tuple[Mention, ...]]:
    cursor = None
    while True:
        page = mentions.page(wanted, cursor, limit)
        assert len(page.mentions) <= limit
        yield page.mentions
        if page.cursor is None:
            return
        cursor = page.cursor
        between()


def _all(mentions: MentionStore, wanted: MentionFilter, limit: int = 10) -> list[Mention]:
    return [mention for page in _pages(mentions, wanted, limit) for mention in page]


def test_empty_list_ends_at_once(mentions: MentionStore) -> None:
    assert _all(mentions, LATELY) == []


def test_newest_come_first_over_days(mentions: MentionStore) -> None:
    at = [NOW - 3 * DAY, NOW, NOW - 3 * DAY + MINUTE, NOW - MINUTE, NOW - 6 * DAY]
    added = [_add(mentions, found_at, f"m1{i}") for i, found_at in enumerate(at)]

    assert _all(mentions, LATELY, limit=2) == [added[i] for i in (1, 3, 2, 0, 4)]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6])
def test_page_may_end_in_the_middle_of_a_day(mentions: MentionStore, limit: int) -> None:
    at = [NOW, NOW - MINUTE, *(NOW - DAY - i * MINUTE for i in range(3))]
    added = [_add(mentions, found_at, f"m1{i}") for i, found_at in enumerate(at)]

    pages = list(_pages(mentions, LATELY, limit))

    assert [mention for page in pages for mention in page] == added
    assert len(pages[0]) == min(limit, 5)


def test_found_in_the_same_moment_are_each_listed_once(mentions: MentionStore) -> None:
    added = [_add(mentions, NOW, f"m1{i}") for i in range(7)]

    listed = _all(mentions, LATELY, limit=3)

    assert listed == list(reversed(added))


def test_range_is_from_since_before_until(mentions: MentionStore) -> None:
    instant = timedelta(microseconds=1)
    for i, at in enumerate([NOW - DAY - instant, NOW - DAY, NOW - instant, NOW, NOW + instant]):
        _add(mentions, at, f"m1{i}")

    listed = _all(mentions, MentionFilter(NOW - DAY, NOW))

    assert [mention.id for mention in listed] == ["m12", "m11"]


def test_day_belongs_to_its_midnight(mentions: MentionStore) -> None:
    """A day begins with its first instant and ends before the next day's."""
    instant = timedelta(microseconds=1)
    for i, at in enumerate([MIDNIGHT - DAY, MIDNIGHT - instant, MIDNIGHT]):
        _add(mentions, at, f"m1{i}")

    assert [m.id for m in _all(mentions, MentionFilter(MIDNIGHT - DAY, MIDNIGHT))] == ["m11", "m10"]
    assert [m.id for m in _all(mentions, MentionFilter(MIDNIGHT, NOW))] == ["m12"]


@pytest.mark.parametrize("until", [LATELY.since, LATELY.since - DAY])
def test_range_that_ends_before_it_begins_holds_nothing(mentions: MentionStore, until: datetime) -> None:
    _add(mentions, LATELY.since)

    assert _all(mentions, MentionFilter(LATELY.since, until)) == []


def test_list_is_narrowed_by_watch_verdict_and_status(mentions: MentionStore) -> None:
    both = ("larkfield", "lighting")
    _add(mentions, NOW, "m1a", watch_ids=both, status=MentionStatus.RESOLVED)
    _add(mentions, NOW, "m1b", ruling=Ruling(Verdict.GOOD, "ann", NOW))
    _add(mentions, NOW, "m1c", watch_ids=("lighting",), about="lighting")

    def narrowed(**by: Any) -> str:
        wanted = MentionFilter(LATELY.since, LATELY.until, **by)
        return "".join(sorted(mention.id[-1] for mention in _all(mentions, wanted, limit=1)))

    assert narrowed(watch_id="larkfield") == "ab"
    assert narrowed(watch_id="lighting") == "ac"
    assert narrowed(watch_id="light") == ""
    assert narrowed(but_watch_id="lighting") == "b"
    assert narrowed(but_watch_id="light") == "abc"
    assert narrowed(verdict=Verdict.GOOD) == "b"
    assert narrowed(status=MentionStatus.RESOLVED) == "a"
    assert narrowed(watch_id="larkfield", verdict=Verdict.BAD, status=MentionStatus.NEW) == ""


def test_list_shows_a_mention_as_it_stands_now(mentions: MentionStore) -> None:
    mention = _add(mentions, NOW)
    after = a_mention(id=mention.id, found_at=NOW, status=MentionStatus.NOTIFIED, version=2)
    mentions.commit(Change(after))

    assert _all(mentions, LATELY) == [after]


@contextmanager
def _store(is_real: bool) -> Iterator[MentionStore]:
    if not is_real:
        yield FakeMentionStore()
        return
    with empty_tables():
        yield DynamoMentionStore(KEEP_FOR)


TIMES = st.integers(0, 4 * 24).map(lambda hours: MIDNIGHT - 3 * DAY + hours * timedelta(hours=1))
FILTERS = st.builds(
    MentionFilter,
    TIMES,
    TIMES,
    verdict=st.sampled_from([None, Verdict.BAD]),
    watch_id=st.sampled_from([None, "larkfield"]),
)
SAID = st.lists(st.tuples(TIMES, st.sampled_from(Verdict)), max_size=12)


def _follow_while_new_ones_arrive(
    is_real: bool, before: Sequence[Any], arriving: Sequence[Any], wanted: MentionFilter, limit: int
) -> None:
    coming = enumerate(arriving)
    with _store(is_real) as mentions:

        def one_arrives() -> None:
            for i, (at, verdict) in coming:
                _add(mentions, at, f"m1new{i}", judgement=a_judgement(verdict))
                return

        there = [
            _add(mentions, at, f"m1{i:02}", judgement=a_judgement(verdict))
            for i, (at, verdict) in enumerate(before)
        ]
        seen = [mention for page in _pages(mentions, wanted, limit, one_arrives) for mention in page]

    fitting = [m for m in there if wanted.since <= m.found_at < wanted.until]
    if wanted.verdict:
        fitting = [m for m in fitting if m.verdict is wanted.verdict]
    assert len({mention.id for mention in seen}) == len(seen)
    assert {mention.id for mention in fitting} <= {mention.id for mention in seen}
    assert {m.id for m in seen if "new" not in m.id} == {m.id for m in fitting}
    assert seen == sorted(seen, key=lambda m: (m.found_at, m.id), reverse=True)
    assert all(wanted.since <= mention.found_at < wanted.until for mention in seen)


@given(SAID, SAID, FILTERS, st.integers(1, 5))
def test_following_cursors_shows_each_once_by_the_fake(
    before: Sequence[Any], arriving: Sequence[Any], wanted: MentionFilter, limit: int
) -> None:
    _follow_while_new_ones_arrive(False, before, arriving, wanted, limit)


@settings(max_examples=20, deadline=None)
@given(SAID, SAID, FILTERS, st.integers(1, 5))
def test_following_cursors_shows_each_once_by_dynamodb(
    before: Sequence[Any], arriving: Sequence[Any], wanted: MentionFilter, limit: int
) -> None:
    _follow_while_new_ones_arrive(True, before, arriving, wanted, limit)


def test_cursor_survives_that_its_mention_goes(mentions: MentionStore) -> None:
    """Mentions expire, also the one that a reader's page ended with."""
    _add(mentions, NOW - MINUTE, "m1next")
    last = _add(mentions, NOW, "m1last")
    cursor = mentions.page(LATELY, None, 1).cursor
    if isinstance(mentions, FakeMentionStore):
        del mentions.mentions[last.id]
    else:
        MentionItem.get(last.id).delete()

    assert [mention.id for mention in mentions.page(LATELY, cursor, 1).mentions] == ["m1next"]


def test_cursor_of_another_list_never_leads_out_of_this_one(mentions: MentionStore) -> None:
    for days in range(4):
        _add(mentions, NOW - days * DAY, f"m1{days}")
    newer = mentions.page(LATELY, None, 1).cursor
    older = mentions.page(MentionFilter(LATELY.since, NOW - 2 * DAY), None, 1).cursor
    narrow = MentionFilter(NOW - 2 * DAY, NOW)

    assert newer
    assert [mention.id for mention in mentions.page(narrow, newer, 9).mentions] == ["m11", "m12"]
    if older:
        assert mentions.page(narrow, older, 9).mentions == ()


def _encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


NONSENSE = [
    "",
    "=",
    "x",
    "2026",
    "m1",
    "💥",
    "A" * 5000,
    "../../etc/passwd",
    _encoded("{}"),
    _encoded("2026-11-22"),
    _encoded("2026-11-22T00:00:00Z"),
    _encoded("2026-13-45T00:00:00.000000Z"),
    _encoded("2026-11-22T25:61:00.000000Z#m1"),
    _encoded("2026-11-22T00:00:00.000000Z#"),
    _encoded("2026-11-22T00:00:00.000000Z#" + "m" * 5000),
    _encoded("٢٠٢٦-11-22T00:00:00.000000Z"),
    _encoded("2026-11-22T00:00:00.000000Z") + "!",
    base64.b64encode(b"\xff\xfe\xfd").decode(),
]


@pytest.mark.parametrize("cursor", NONSENSE, ids=range(len(NONSENSE)))
def test_cursor_that_is_none_of_ours_is_refused(mentions: MentionStore, cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        mentions.page(LATELY, cursor, 10)

    assert refused.value.field == "cursor"


@given(st.text())
def test_no_cursor_crashes(cursor: str) -> None:
    """Refused before anything is read; there is no table here."""
    with pytest.raises(InvalidInput):
        DynamoMentionStore(KEEP_FOR).page(LATELY, cursor, 10)


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize(
    "place",
    ["9999-12-31T23:59:59.999999Z#z", "2026-11-23T09:30:00.000000Z#", "0001-01-01T00:00:00.000000Z"],
)
def test_cursor_made_up_well_stays_within_the_range(place: str) -> None:
    mentions = DynamoMentionStore(KEEP_FOR)
    for days in range(-3, 4):
        _add(mentions, NOW + days * 3 * DAY, f"m1{days}")

    listed = mentions.page(LATELY, _encoded(place.rstrip("#")), 10).mentions

    assert all(LATELY.since <= mention.found_at < LATELY.until for mention in listed)


@pytest.mark.usefixtures("tables")
def test_call_reads_a_bounded_amount() -> None:
    """Whoever asks for a year in which nothing was said gets the year piece by piece."""
    mentions = DynamoMentionStore(KEEP_FOR)
    first = _add(mentions, NOW - 365 * DAY)
    year = MentionFilter(NOW - 366 * DAY, NOW)
    asked: list[str] = []
    events = MentionItem.connection().client.meta.events
    events.register("before-call.dynamodb.Query", lambda **_: asked.append("query"), unique_id="count")

    listed: list[Mention] = []
    per_page = []
    for page in _pages(mentions, year, 10):
        listed += page
        per_page.append(len(asked))
        asked.clear()

    events.unregister("before-call.dynamodb.Query", unique_id="count")
    assert listed == [first]
    assert max(per_page) <= 31
    assert len(per_page) == 12
