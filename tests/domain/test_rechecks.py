"""Each mention is looked at again once at each age, and only a clear word of its site says it is gone."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.channels import Channel
from chalicelib.domain.mentions import Mention, MentionFilter, MentionStatus, Sighting
from chalicelib.domain.rechecks import (
    MOST_A_HOST,
    Answer,
    by_host,
    front_page_to_ask,
    is_deleted,
    is_looked_at,
    page_of,
    spans,
)
from chalicelib.domain.sources import Failure, FailureKind

from .examples import NOW, a_mention

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
URL = "https://blog.example/posts/1"
FRONT = "https://blog.example/"


def _looks(mention: Mention, minute: int = 23) -> list[timedelta]:
    """The ages at which runs, one an hour, look at this mention."""
    ages = []
    for hour in range(40 * 24):
        now = (mention.found_at + hour * HOUR).replace(minute=minute)
        if is_looked_at(mention, now):
            ages += [now - mention.found_at for span in spans(now) if _is_in(span, mention)]
    return ages


def _is_in(span: MentionFilter, mention: Mention) -> bool:
    return span.since <= mention.found_at < span.until


def _is_due(mention: Mention, now: datetime) -> bool:
    return any(_is_in(span, mention) for span in spans(now))


@given(st.integers(0, 59), st.integers(0, 59))
def test_open_mention_is_looked_at_once_at_each_age(found: int, minute: int) -> None:
    mention = a_mention(found_at=NOW.replace(minute=found))

    ages = _looks(mention, minute)

    wanted = [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY]
    assert len(ages) == len(wanted)
    assert all(age <= looked < age + 2 * HOUR for age, looked in zip(wanted, ages, strict=True))


@pytest.mark.parametrize("status", [MentionStatus.ACKNOWLEDGED, MentionStatus.RESOLVED])
def test_answered_mention_is_looked_at_for_a_week(status: MentionStatus) -> None:
    ages = _looks(a_mention(status=status))

    assert len(ages) == 5
    assert max(ages) < 8 * DAY


def test_order_that_waited_an_hour_is_still_carried_out() -> None:
    answered = a_mention(status=MentionStatus.RESOLVED, found_at=NOW.replace(minute=0))
    last = NOW.replace(minute=59) + 7 * DAY + HOUR

    assert _is_due(answered, last)
    assert is_looked_at(answered, last + HOUR)


@pytest.mark.parametrize(
    "mention",
    [
        a_mention(status=MentionStatus.DELETED),
        a_mention(url=None),
        a_mention(sightings=(Sighting(Channel.PHONE.source_id, URL, NOW),)),
    ],
    ids=["deleted before", "no address", "said to us directly"],
)
def test_what_has_no_place_of_its_own_on_the_web_is_not_looked_at(mention: Mention) -> None:
    assert not is_looked_at(mention, NOW + HOUR)


def test_hosts_are_not_asked_for_everything_at_once_and_the_open_come_first() -> None:
    found = [a_mention(id=f"m1{n}", status=MentionStatus.RESOLVED) for n in range(100)]
    old = a_mention(id="m1old", found_at=NOW - 30 * DAY)
    other = a_mention(id="m1other", url="http://other.example:8080/1")

    ids = by_host([*found, old, other])

    assert set(ids) == {"blog.example", "other.example:8080"}
    assert len(ids["blog.example"]) == MOST_A_HOST
    assert ids["blog.example"][0] == "m1old"


def test_newer_are_asked_for_before_older() -> None:
    mentions = [a_mention(id=f"m1{days}", found_at=NOW - days * DAY) for days in (7, 1, 3)]

    assert by_host(mentions) == {"blog.example": ("m11", "m13", "m17")}


def _said(kind: FailureKind, url: str = URL) -> Answer:
    return Answer(url, Failure(kind, "as it was told"))


WELL, GONE, MISSING = Answer(URL), _said(FailureKind.GONE), _said(FailureKind.NOT_FOUND)


def test_gone_for_good_is_deleted() -> None:
    assert is_deleted(URL, GONE, None)
    assert front_page_to_ask(URL, GONE) is None


def test_missing_is_deleted_only_where_the_front_page_is_well() -> None:
    assert front_page_to_ask(URL, MISSING) == FRONT
    assert is_deleted(URL, MISSING, Answer(FRONT))
    assert is_deleted(URL, MISSING, Answer("https://www.blog.example/en/"))
    assert not is_deleted(URL, MISSING, None)
    assert not is_deleted(URL, MISSING, _said(FailureKind.NOT_FOUND, FRONT))
    assert not is_deleted(URL, MISSING, _said(FailureKind.SERVER_ERROR, FRONT))
    assert not is_deleted(URL, MISSING, Answer("https://parking.example/")), "the whole site has moved away"


@pytest.mark.parametrize("kind", sorted(set(FailureKind) - {FailureKind.GONE, FailureKind.NOT_FOUND}))
def test_everything_else_says_nothing(kind: FailureKind) -> None:
    assert not is_deleted(URL, _said(kind), Answer(FRONT))
    assert front_page_to_ask(URL, _said(kind)) is None


def test_what_is_there_is_not_deleted() -> None:
    assert not is_deleted(URL, WELL, Answer(FRONT))


@pytest.mark.parametrize("elsewhere", ["https://blog.example/login", "https://new.example/posts/1", FRONT])
@pytest.mark.parametrize("kind", [FailureKind.GONE, FailureKind.NOT_FOUND])
def test_redirect_to_another_place_says_nothing(kind: FailureKind, elsewhere: str) -> None:
    assert not is_deleted(URL, _said(kind, elsewhere), Answer(FRONT))
    assert front_page_to_ask(URL, _said(kind, elsewhere)) is None


@pytest.mark.parametrize("same", ["http://www.blog.example/posts/1/", f"{URL}?utm_source=x"])
def test_redirect_to_another_spelling_of_the_place_counts(same: str) -> None:
    assert is_deleted(URL, _said(FailureKind.GONE, same), None)


def test_servers_are_asked_for_the_page_of_a_comment() -> None:
    mention = replace(a_mention(), url=f"{URL}#comment-12")

    assert page_of(mention) == URL
