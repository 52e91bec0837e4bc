from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.sources import Document, Failure, FailureKind

from .scenes.x_v2_search import SCENE, X
from .services import MINUTE, Answer, Listener, played, sentence

CAP = "monthly_usd"
NOVEMBER, DECEMBER = ("x_v2_search", "2026-11"), ("x_v2_search", "2026-12")


@pytest.fixture
def listener() -> Iterator[Listener]:
    with played(SCENE) as listener:
        yield listener


@pytest.fixture
def x(listener: Listener) -> X:
    assert isinstance(listener.service, X)
    return listener.service


def sentences(first: int, count: int) -> list[str]:
    return [sentence(number) for number in range(first, first + count)]


def test_all_names_are_one_search(listener: Listener, x: X) -> None:
    listener.watch = replace(listener.watch, handles=("@larkfield", "@larkfield.bsky.social"))

    listener.fetch()

    [asked] = x.asked
    assert asked.query["query"] == (
        '("Larkfield" OR "red widget" OR @larkfield OR url:"larkfield.example") -is:retweet lang:en'
    )
    assert asked.query["tweet.fields"] == "author_id,created_at,entities,note_tweet,public_metrics"


def test_search_goes_on_after_the_newest_post(listener: Listener, x: X) -> None:
    x.say(sentence(0))
    [entry] = [*as_document(listener.fetch()).entries]

    listener.fetch()

    assert "since_id" not in x.asked[0].query
    assert x.asked[1].query["since_id"] == entry.id


def as_document(fetched: Document | Failure) -> Document:
    assert isinstance(fetched, Document), fetched
    return fetched


def test_first_look_is_one_page(listener: Listener, x: X) -> None:
    """What was said before we listened is not owed, and costs money."""
    x.say(*sentences(0, 250))

    for _ in range(3):
        listener.fetch()

    assert len(listener.texts) == 100
    assert x.charged == 100


def test_what_is_put_down_as_spent_is_what_is_charged(listener: Listener, x: X) -> None:
    x.say(*sentences(0, 3))
    listener.fetch()
    x.say(*sentences(3, 204))
    for _ in range(4):
        listener.fetch()

    assert x.charged == 207
    assert listener.purse.counts == {NOVEMBER: x.charged}


def test_quiet_search_costs_nothing(listener: Listener, x: X) -> None:
    for _ in range(20):
        as_document(listener.fetch(after=MINUTE))

    assert listener.purse.counts == {NOVEMBER: 0}


@pytest.mark.parametrize("cap", [0, 0.049, 0.05, 0.052, 0.333, 1])
def test_bound_in_money_is_never_passed(listener: Listener, x: X, cap: float) -> None:
    listener.ring.keep("x_v2_search", {CAP: str(cap)})
    for start in range(0, 300, 30):
        x.say(*sentences(start, 30))
        listener.fetch()

    assert x.charged == listener.purse.counts.get(NOVEMBER, 0) <= cap * 200
    assert x.charged > cap * 200 - 10, "as much as can be had is had"
    assert listener.failures[-1].kind is FailureKind.OUT_OF_BUDGET


def test_page_is_as_large_as_the_money_allows(listener: Listener, x: X) -> None:
    listener.ring.keep("x_v2_search", {CAP: "0.685"})
    listener.fetch()
    x.say(*sentences(0, 200))

    listener.fetch()
    listener.fetch()
    failure = listener.fetch()

    sizes = [asked.query["max_results"] for asked in x.asked]
    assert sizes == ["100", "100", "37", "37"], "nothing is new in the third, the fourth goes on below"
    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.OUT_OF_BUDGET
    assert "the month's 137 posts are spent" in failure.detail


def test_next_month_goes_on_with_what_was_left_and_pays_nothing_twice(listener: Listener, x: X) -> None:
    listener.ring.keep("x_v2_search", {CAP: "0.75"})
    listener.now = datetime(2026, 11, 30, 20, tzinfo=UTC)
    x.now = listener.now
    x.say(*sentences(0, 1))
    listener.fetch()
    x.say(*sentences(1, 240))
    for _ in range(4):
        listener.fetch(after=MINUTE)

    assert len(listener.texts) == 150
    listener.now = datetime(2026, 12, 1, 1, tzinfo=UTC)
    for _ in range(3):
        as_document(listener.fetch())
    assert len(listener.texts) == len(set(listener.texts)) == 241
    assert x.charged == 241
    assert listener.purse.counts == {NOVEMBER: 150, DECEMBER: 91}


def test_more_than_is_read_at_once_is_read_on_the_next_time(listener: Listener, x: X) -> None:
    listener.ring.keep("x_v2_search", {CAP: "1000"})
    x.say(sentence(0))
    listener.fetch()
    x.say(*sentences(1, 1_150))
    notes = as_document(listener.fetch()).notes
    x.say(*sentences(1_151, 20))
    for _ in range(2):
        listener.fetch()

    assert "the next fetch goes on" in notes[0]
    assert len(listener.texts) == len(set(listener.texts)) == 1_171
    assert set(listener.source.position) == {"since_id"}
    assert x.charged == 1_171


def test_slow_answers_are_read_as_far_as_there_is_time(
    listener: Listener, x: X, monkeypatch: pytest.MonkeyPatch
) -> None:
    x.say(sentence(0))
    listener.fetch()
    x.say(*sentences(1, 250))
    monkeypatch.setattr("chalicelib.sources.reader._PATIENCE_S", 0.0)
    for _ in range(2):
        as_document(listener.fetch())
    monkeypatch.undo()

    for _ in range(2):
        as_document(listener.fetch())

    assert len(listener.texts) == len(set(listener.texts)) == 251
    assert x.charged == 251


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_answer_without_posts_is_not_charged(listener: Listener, x: X, status: int) -> None:
    x.trouble = lambda _: Answer.of({"title": "No", "detail": "Not now"}, status)

    assert isinstance(listener.fetch(), Failure)

    assert listener.purse.counts == {NOVEMBER: 0}


def test_answer_that_cannot_be_read_may_have_been_charged(listener: Listener, x: X) -> None:
    x.trouble = lambda _: Answer(200, b'{"data": [{"id": "1"', {"Content-Type": "application/json"})

    assert isinstance(listener.fetch(), Failure)

    assert listener.purse.counts == {NOVEMBER: 100}


def test_after_more_than_a_week_it_begins_where_x_does(listener: Listener, x: X) -> None:
    """Posts older than that are not shown, and their ids refused."""
    x.say(sentence(0))
    listener.fetch()

    as_document(listener.fetch(after=timedelta(days=7)))

    assert "since_id" not in x.asked[-1].query


def test_cap_of_x_itself_is_a_limit(listener: Listener, x: X) -> None:
    capped = {
        "title": "UsageCapExceeded",
        "period": "Monthly",
        "scope": "Product",
        "detail": "Usage cap exceeded: Monthly product cap",
        "type": "https://api.twitter.com/2/problems/usage-capped",
    }
    x.trouble = lambda _: Answer.of(capped, 429)

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.RATE_LIMITED
    assert failure.detail == "X says: UsageCapExceeded Usage cap exceeded: Monthly product cap"


def test_cap_that_is_no_number_is_refused_in_words(listener: Listener, x: X) -> None:
    listener.ring.keep("x_v2_search", {CAP: "5 dollars"})

    failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.NOT_CONFIGURED
    assert failure.detail == f"the key's {CAP} must be a number, such as 5"
    assert not x.asked
