"""What is written comes back the same, sorts as it should, and is never mistaken for something else."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import PermanentError
from chalicelib.storage.attributes import (
    IntegerAttribute,
    MemberAttribute,
    TextsAttribute,
    TimeAttribute,
    text_of,
    time_of,
)
from chalicelib.storage.reaches import ReachAttribute

TIMES = st.datetimes(
    datetime(2, 1, 1), datetime(9998, 12, 31), timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))])
)


@given(TIMES)
def test_times_come_back_to_the_microsecond(at: datetime) -> None:
    assert time_of(text_of(at)) == at


@given(TIMES, TIMES)
def test_texts_of_times_sort_as_the_times_do(one: datetime, other: datetime) -> None:
    assert (text_of(one) < text_of(other)) == (one < other)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-22", "2026-11-22T09:30:00.000000"])
def test_time_that_does_not_say_its_zone_is_none(text: str) -> None:
    with pytest.raises(PermanentError, match="is no time"):
        TimeAttribute(attr_name="at").deserialize(text)


def test_number_that_is_not_whole_is_refused() -> None:
    with pytest.raises(PermanentError, match="no whole number"):
        IntegerAttribute(attr_name="count").deserialize("1.5")


@pytest.mark.parametrize("text", ["", "7", "-7/1", "7/1/3", "many/few"])
def test_reach_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(PermanentError, match="is no reach"):
        ReachAttribute(attr_name="reach").deserialize(text)


def test_member_that_a_newer_version_wrote_is_named() -> None:
    with pytest.raises(PermanentError, match="stored Verdict 'ironic' is unknown"):
        MemberAttribute(Verdict).deserialize("ironic")


@given(st.lists(st.text()))
def test_texts_keep_their_order(texts: list[str]) -> None:
    attribute = TextsAttribute()

    assert attribute.deserialize(attribute.serialize(texts) or []) == tuple(texts)


def test_texts_that_are_none_are_refused() -> None:
    with pytest.raises(PermanentError, match="something else than text"):
        TextsAttribute(attr_name="names").deserialize([{"N": "1"}])
