"""What is kept comes back the same, and takes little room."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.history import Deed, HistoryLine, Via
from chalicelib.domain.mentions import Mention, MentionStatus, Sighting
from chalicelib.domain.reach import Reach, reach_of
from chalicelib.domain.rulings import RULED, Ruling
from chalicelib.domain.signals import Signal
from chalicelib.domain.verdicts import Judgement, Probabilities, Verdict
from chalicelib.storage.escalation_items import HistoryItem, item_of_escalation, item_of_line, line_of
from chalicelib.storage.items import Item
from chalicelib.storage.mention_items import MentionItem, item_of_mention, mention_of
from chalicelib.storage.source_items import item_of_source
from tests.domain.examples import NOW, a_mention, an_escalation
from tests.tables import size_of

from .conftest import KEEP_FOR
from .test_sources import FULL

ODDS = Probabilities(0.8123, 0.1234, 0.0643)
COUNTS = st.none() | st.integers()
TIMES = st.datetimes(datetime(1991, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
# Addresses are absent or say something.
URLS = st.none() | st.text(min_size=1)
TEXTS = st.none() | st.text(min_size=1)
RULINGS = st.builds(Ruling, st.sampled_from(RULED), st.text(), TIMES)
MENTIONS = st.builds(
    Mention,
    id=st.text(min_size=1).filter(lambda text: "#" not in text),
    url=URLS,
    title=st.text(),
    text=st.text(),
    author=st.none() | st.text(),
    watch_ids=st.lists(st.text(min_size=1), min_size=1).map(tuple),
    about=st.text(),
    judgement=st.builds(
        Judgement,
        st.sampled_from(Verdict),
        st.floats(0, 1),
        st.lists(st.text()).map(tuple),
        st.text(),
    ),
    found_at=TIMES,
    published_at=st.none() | TIMES,
    sightings=st.lists(st.builds(Sighting, st.text(), URLS, TIMES, TEXTS, TEXTS)).map(tuple),
    status=st.sampled_from(MentionStatus),
    queued_since=st.none() | TIMES,
    edited_at=st.none() | TIMES,
    owner=st.none() | st.text(),
    signals=st.lists(st.sampled_from(Signal), unique=True).map(tuple),
    ruling=st.none() | st.builds(Ruling, st.sampled_from(RULED), st.text(), TIMES, st.none() | RULINGS),
    reach=st.builds(reach_of, COUNTS, COUNTS),
    version=st.integers(1, 10**6),
)


@given(MENTIONS)
def test_any_mention_comes_back_the_same(mention: Mention) -> None:
    stored = item_of_mention(mention, KEEP_FOR).serialize()

    assert mention_of(MentionItem.from_raw_data(stored)) == mention


@given(st.builds(HistoryLine, st.text(), TIMES, st.sampled_from(Deed), st.text(), st.sampled_from(Via)))
def test_any_line_comes_back_the_same(line: HistoryLine) -> None:
    stored = item_of_line(line, KEEP_FOR).serialize()

    assert line_of(HistoryItem.from_raw_data(stored)) == line


def _usual(**changes: Any) -> Mention:
    """A mention of the usual size: 500 characters, a title of 60, an address of 90."""
    url = "https://www.herald.example/news/2026/11/22/".ljust(90, "x")
    values: dict[str, Any] = {
        "url": url,
        "title": "Larkfield lamps ".ljust(60, "x"),
        "text": "The Larkfield lamp broke after a day. ".ljust(500, "x"),
        "author": "Joan of the Garden",
        "sightings": (Sighting("0123456789abcdef", url, NOW),),
        "judgement": Judgement(
            Verdict.BAD, 0.81, ("broke after a day",), "trained-1", ODDS, calibrated=ODDS, digest="0" * 16
        ),
        "published_at": NOW - timedelta(minutes=10),
    }
    return a_mention(**{**values, **changes})


def _units(item: Item) -> int:
    """What writing it costs: a unit for each KB begun."""
    return -(-size_of(item) // 1024)


def test_usual_mention_costs_one_write_unit() -> None:
    mention = _usual()

    assert len(mention.text) == 500
    assert _units(item_of_mention(mention, KEEP_FOR)) == 1


def test_reach_costs_no_other_unit_and_nothing_where_it_is_not_told() -> None:
    told, untold = (item_of_mention(_usual(reach=reach), KEEP_FOR) for reach in (Reach(12_345, 678), None))

    assert _units(told) == 1
    assert size_of(told) - size_of(untold) == 10


def test_usual_mention_still_costs_one_unit_when_it_is_dealt_with() -> None:
    second = Sighting("fedcba9876543210", "https://wire.example/2026/11/22/larkfield", NOW)
    mention = _usual(
        sightings=(*_usual().sightings, second),
        status=MentionStatus.ACKNOWLEDGED,
        owner="ann",
        queued_since=None,
        version=12,
    )

    assert _units(item_of_mention(mention, KEEP_FOR)) == 1


def test_whole_story_beside_a_mention_costs_a_unit_each() -> None:
    line = HistoryLine(a_mention().id, NOW, Deed.NOTIFIED, "earshot", Via.RULE, "step 1: email:ann, sns")

    assert _units(item_of_escalation(an_escalation(), KEEP_FOR)) == 1
    assert _units(item_of_line(line, KEEP_FOR)) == 1


def test_source_with_two_hundred_entries_in_mind_costs_three_units() -> None:
    assert len(FULL.seen) == 200
    assert _units(item_of_source(FULL)) == 3
