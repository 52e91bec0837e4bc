"""When a hub is asked, how long its promise holds, what it costs it to break it, and how often we poll on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.people import hash_of
from chalicelib.domain.polling import LADDER
from chalicelib.domain.subscriptions import (
    LEASE,
    Hub,
    Subscription,
    SubscriptionState,
    after_poll,
    callback_key,
    can_call_back,
    push_secret,
)

from .examples import MINUTE, NOW, an_entry

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HUB = Hub("https://hub.example/", "https://blog.example/feed.xml")
OTHER_HUB = replace(HUB, url="https://other.example/")
NAMED = Subscription(HUB)
ASKED = NAMED.asked(hash_of("key"), NOW)
VERIFIED = ASKED.verified(LEASE, NOW)


# When it is asked


def test_hub_is_asked_as_soon_as_it_is_named() -> None:
    assert NAMED.is_due(NOW)
    assert not ASKED.is_due(NOW)


@pytest.mark.parametrize(
    ("before", "peace"),
    [
        (ASKED, DAY),
        (VERIFIED.denied("no", NOW), 7 * DAY),
        (VERIFIED.dead(NOW), 7 * DAY),
        (VERIFIED, LEASE * 2 / 3),
    ],
    ids=["no answer", "denied", "dead", "verified"],
)
def test_hub_is_asked_again_after_a_while(before: Subscription, peace: timedelta) -> None:
    assert not before.is_due(NOW + peace - MINUTE)
    assert before.is_due(NOW + peace)


def test_hub_that_gives_leases_of_no_use_is_not_asked_at_every_poll() -> None:
    fleeting = ASKED.verified(timedelta(seconds=1), NOW)

    assert not fleeting.is_due(NOW + 5 * MINUTE)
    assert fleeting.is_due(NOW + 15 * MINUTE)


def test_renewal_keeps_the_lease_that_still_runs() -> None:
    asked_again = VERIFIED.asked(hash_of("key"), NOW + 7 * DAY)

    assert asked_again.takes_pushes(NOW + 8 * DAY)
    renewed = asked_again.verified(LEASE, NOW + 7 * DAY)
    assert (renewed.lease_from, renewed.lease_until) == (NOW, NOW + 7 * DAY + LEASE)


def test_lease_that_had_run_out_begins_anew() -> None:
    late = NOW + LEASE + DAY

    assert VERIFIED.asked("", late).verified(LEASE, late).lease_from == late
    assert VERIFIED.dead(NOW + DAY).asked("", late).verified(LEASE, late).lease_from == late


@pytest.mark.parametrize(
    ("given", "kept"),
    [(None, LEASE), (DAY, DAY), (10**9 * timedelta(seconds=1), 14 * DAY)],
    ids=["none", "shorter", "endless"],
)
def test_lease_is_the_hubs_within_bounds(given: timedelta | None, kept: timedelta) -> None:
    assert ASKED.verified(given, NOW).lease_until == NOW + kept


# How often we poll on


def test_source_is_polled_daily_while_its_hub_is_verified_and_as_usual_otherwise() -> None:
    assert VERIFIED.pace(15) == 1440
    assert VERIFIED.pace(2880) == 2880
    for other in (NAMED, ASKED, VERIFIED.asked("", NOW), VERIFIED.denied("", NOW), VERIFIED.dead(NOW)):
        assert other.pace(15) == 15


@given(st.integers(1, 30 * 86_400), st.sampled_from([rung for rung in LADDER if rung <= 1440]))
def test_every_lease_is_renewed_in_time_or_polled_as_usual(lease_s: int, usual: int) -> None:
    """However the polls fall, one lies in the last third; else pushes only come on top of the usual polls."""
    verified = ASKED.verified(timedelta(seconds=lease_s), NOW)
    assert verified.lease_until is not None

    pace = verified.pace(usual)

    assert pace in LADDER
    if pace != usual:
        assert usual < pace <= 1440
        assert pace * MINUTE <= (verified.lease_until - NOW) / 3


# What hubs may say


def test_only_the_key_and_the_topic_that_were_given_are_known() -> None:
    assert ASKED.has_key("key")
    assert not ASKED.has_key("kez")
    assert not NAMED.has_key("")
    assert ASKED.awaits(HUB.topic)
    assert VERIFIED.awaits(HUB.topic)
    assert not ASKED.awaits(HUB.topic + "/")


@pytest.mark.parametrize("over", [NAMED, VERIFIED.denied("", NOW), VERIFIED.dead(NOW)])
def test_what_was_not_asked_for_is_not_awaited(over: Subscription) -> None:
    assert not over.awaits(HUB.topic)


def test_pushes_are_taken_until_a_day_after_the_lease() -> None:
    assert VERIFIED.takes_pushes(NOW + LEASE + DAY - MINUTE)
    assert not VERIFIED.takes_pushes(NOW + LEASE + DAY)
    assert not ASKED.takes_pushes(NOW)
    assert not VERIFIED.denied("", NOW).takes_pushes(NOW)
    assert VERIFIED.dead(NOW).takes_pushes(NOW), "late is better than never"


def test_reason_for_a_denial_is_kept_short_and_on_one_line() -> None:
    reason = VERIFIED.denied("not\nyou " + "x" * 1000, NOW).reason

    assert reason.startswith("not you x")
    assert len(reason) == 200


# Whether it is dead


def told(ago: timedelta, at_poll: timedelta = DAY) -> bool:
    """Whether the hub is dead once a poll, so long after it was verified, found something that old."""
    entry = an_entry(published_at=NOW + at_poll - ago)
    found = after_poll(VERIFIED, HUB, [entry], NOW + at_poll)
    assert found is not None
    return found.state is SubscriptionState.DEAD


def test_hub_that_missed_what_a_poll_finds_is_dead() -> None:
    assert told(2 * HOUR)


@pytest.mark.parametrize(
    "ago", [30 * MINUTE, DAY + MINUTE], ids=["too fresh to have been pushed", "from before the lease"]
)
def test_hub_is_not_blamed_for_what_it_could_not_know(ago: timedelta) -> None:
    assert not told(ago)


def test_hub_is_not_blamed_for_what_came_after_its_lease() -> None:
    assert not told(2 * HOUR, at_poll=LEASE + DAY)


@pytest.mark.parametrize(
    "change",
    [{"published_at": None}, {"published_at": NOW.replace(year=1970)}, {"is_deleted": True}],
    ids=["undated", "misdated", "tombstone"],
)
def test_hub_is_not_blamed_for_what_tells_no_time(change: dict[str, object]) -> None:
    entry = replace(an_entry(published_at=NOW + HOUR), **change)  # type: ignore[arg-type]

    assert after_poll(VERIFIED, HUB, [entry], NOW + DAY) == VERIFIED


def test_entry_that_only_says_when_it_was_updated_counts_by_that() -> None:
    entry = an_entry(published_at=None, updated_at=NOW + HOUR)

    found = after_poll(VERIFIED, HUB, [entry], NOW + DAY)

    assert found == VERIFIED.dead(NOW + DAY)


def test_who_promised_nothing_breaks_nothing() -> None:
    entry = an_entry(published_at=NOW + HOUR)

    for other in (NAMED, ASKED, VERIFIED.denied("", NOW), VERIFIED.dead(NOW)):
        assert after_poll(other, HUB, [entry], NOW + DAY) == other


# What a source names


def test_source_may_name_no_hub_one_or_another() -> None:
    later = NOW + 2 * DAY

    assert after_poll(None, None, [], NOW) is None
    assert after_poll(None, HUB, [], NOW) == NAMED
    assert after_poll(VERIFIED, None, [], later) is None
    assert after_poll(VERIFIED, OTHER_HUB, [], later) == Subscription(OTHER_HUB)


def test_source_that_names_another_hub_each_time_has_none_of_them_asked_more_than_once_a_day() -> None:
    fickle: Subscription | None = NAMED
    asked = 0
    for hours in range(48):
        now = NOW + hours * HOUR
        hub = replace(HUB, topic=f"https://blog.example/?{hours}")
        fickle = after_poll(fickle, None if hours % 5 == 4 else hub, [], now)
        if fickle and fickle.is_due(now):
            fickle, asked = fickle.asked("", now), asked + 1

    assert asked <= 2


# Keys and secrets


def test_key_and_secret_are_the_same_every_time_and_shared_by_nobody() -> None:
    other_topic = replace(HUB, topic="https://blog.example/other")
    given = [("a", HUB), ("b", HUB), ("a", OTHER_HUB), ("a", other_topic)]

    made = [make("root", source_id, hub) for make in (callback_key, push_secret) for source_id, hub in given]

    assert made == [make("root", *one) for make in (callback_key, push_secret) for one in given]
    assert len(set(made)) == len(made)
    assert callback_key("another", "a", HUB) not in made
    assert all(32 <= len(text) < 200 and text.isalnum() for text in made)


@pytest.mark.parametrize(
    ("api_url", "hub_url", "can"),
    [
        ("https://api.example/api", "https://hub.example/", True),
        ("", "https://hub.example/", False),
        ("http://localhost:4566/api", "https://hub.example/", False),
        ("http://localhost:4566/api", "http://127.0.0.1:8000/hub", True),
        ("https://api.example/api", "http://localhost/", True),
    ],
)
def test_hub_is_asked_only_where_it_could_reach_us(api_url: str, hub_url: str, can: bool) -> None:
    assert can_call_back(api_url, replace(HUB, url=hub_url)) is can
