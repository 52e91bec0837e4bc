"""What a host asked of us binds every source on it."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.hosts import Host, after_failure, after_success, resting
from chalicelib.domain.sources import Failure, FailureKind

from .examples import MINUTE, NOW

LIMITED = Failure(FailureKind.RATE_LIMITED, "429", timedelta(seconds=90))


def test_unknown_host_may_be_asked() -> None:
    assert Host("blog.example").is_open(NOW)


def test_host_is_left_alone_for_as_long_as_it_asked_and_no_shorter_than_our_own_patience() -> None:
    once = after_failure(Host("blog.example"), LIMITED, NOW)
    long = after_failure(
        Host("blog.example"), Failure(FailureKind.RATE_LIMITED, "429", timedelta(hours=3)), NOW
    )

    assert once.resume_at is not None
    assert NOW + 5 * MINUTE <= once.resume_at < NOW + 6.25 * MINUTE
    assert long.resume_at == NOW + timedelta(hours=3)
    assert not long.is_open(NOW + timedelta(hours=2))
    assert long.is_open(NOW + timedelta(hours=3))


def test_host_that_keeps_asking_is_left_alone_longer_each_time() -> None:
    host = Host("blog.example")
    waits = []
    for _ in range(8):
        host = after_failure(host, LIMITED, NOW)
        assert host.resume_at is not None
        waits.append(host.resume_at - NOW)

    assert waits == sorted(waits)
    assert timedelta(days=1) <= waits[-1] < timedelta(days=1.25)


def test_hosts_that_refused_together_are_not_asked_together_again() -> None:
    refused = [after_failure(Host(f"{number}.example"), LIMITED, NOW) for number in range(20)]

    assert len({host.resume_at for host in refused}) == 20


@given(
    name=st.text(max_size=20),
    strikes=st.integers(0, 1000),
    asked=st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_host_is_never_asked_sooner_than_it_asked_for_nor_left_for_ever(
    name: str, strikes: int, asked: timedelta | None
) -> None:
    """What we add of our own makes it later, never sooner, and comes out the same each time."""
    failure = Failure(FailureKind.RATE_LIMITED, "429", asked)

    host = after_failure(Host(name, strikes=strikes), failure, NOW)

    week = timedelta(days=7)
    assert host.resume_at is not None
    assert max(min(asked or timedelta(0), week), 5 * MINUTE) <= host.resume_at - NOW <= week
    assert host == after_failure(Host(name, strikes=strikes), failure, NOW)


def test_nobody_can_silence_a_source_for_good() -> None:
    century = Failure(FailureKind.SERVER_ERROR, "503", timedelta(days=36500))

    assert after_failure(Host("blog.example"), century, NOW).resume_at == NOW + timedelta(days=7)


def test_busy_host_is_left_alone_only_when_it_asks() -> None:
    host = Host("blog.example")

    assert after_failure(host, Failure(FailureKind.SERVER_ERROR, "503"), NOW) == host
    asked = after_failure(host, Failure(FailureKind.SERVER_ERROR, "503", 2 * MINUTE), NOW)
    assert asked.resume_at == NOW + 2 * MINUTE


def test_trouble_of_one_page_is_not_the_hosts() -> None:
    host = Host("blog.example")

    assert after_failure(host, Failure(FailureKind.NOT_FOUND, "404", MINUTE), NOW) == host


def test_good_answer_clears_the_record() -> None:
    assert after_success(after_failure(Host("blog.example"), LIMITED, NOW), NOW) == Host("blog.example")


def test_host_that_answers_well_may_ask_to_be_left_alone_all_the_same() -> None:
    host = after_success(Host("blog.example", strikes=2), NOW, 2 * MINUTE)

    assert (host.strikes, host.resume_at) == (0, NOW + 2 * MINUTE)
    assert after_success(host, NOW, timedelta(days=900)).resume_at == NOW + timedelta(days=7)


def test_host_that_does_not_answer_rests_for_this_run_only() -> None:
    resting_host = resting(Host("blog.example"), NOW)

    assert not resting_host.is_open(NOW)
    assert resting_host.strikes == 0


def test_rest_that_was_asked_for_in_good_time_is_no_strike() -> None:
    rest = Failure(FailureKind.RESTING, "wants to be left alone", timedelta(minutes=5))

    after = after_failure(Host("x.example", strikes=1), rest, NOW)

    assert after == Host("x.example", NOW + timedelta(minutes=5), 1)
