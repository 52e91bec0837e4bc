"""The operator reads what happened, since when, and what to do; never an address, never a forged line."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.alarms import News, subject, text
from chalicelib.domain.cadence import Cadence
from chalicelib.domain.sources import Alarm, Failure, FailureKind, SourceStatus, Trouble

from .examples import NOW, a_source

SECRET = "https://blog.example/feed?token=not-to-be-told"
SOURCE = a_source(
    url=SECRET, title="Joan's blog", last_new_at=NOW - timedelta(days=4), cadence=Cadence(90, 600)
)
REFUSED = Trouble(Failure(FailureKind.FORBIDDEN, "it answered 403"), NOW, 2)
FAILING = News(replace(SOURCE, trouble=REFUSED, watch_id="larkfield"), Alarm.FAILING)
QUIET = News(SOURCE, Alarm.QUIET)
READABLE = News(replace(SOURCE, alarm=Alarm.FAILING), None)


def test_failing_source_is_told_with_why_and_what_to_do() -> None:
    assert subject([FAILING]) == "Earshot: blog.example is failing"
    assert text([FAILING]).splitlines() == [
        f"blog.example (Joan's blog): feed, source {SOURCE.id}, for the watch larkfield",
        "Failing since 2026-11-22 09:30 UTC, 2 times in a row: forbidden: it answered 403",
        f"Look: earshot sources check {SOURCE.id}",
    ]


def test_source_that_is_gone_is_told_with_how_to_listen_again() -> None:
    trouble = Trouble(Failure(FailureKind.GONE, "it says it is gone"), NOW, 1)
    gone = replace(SOURCE, title=None, status=SourceStatus.GONE, trouble=trouble)

    assert text([News(gone, Alarm.FAILING)]).splitlines() == [
        f"blog.example: feed, source {SOURCE.id}",
        "Failing since 2026-11-22 09:30 UTC: gone: it says it is gone",
        f"It is not asked any more. When it is back: earshot sources resume {SOURCE.id}; "
        f"else: earshot sources remove {SOURCE.id}",
    ]


def test_quiet_source_is_told_with_how_often_it_usually_speaks() -> None:
    assert subject([QUIET]) == "Earshot: blog.example has gone quiet"
    assert text([QUIET]).splitlines()[1] == (
        "It can be read, but has said nothing new since 2026-11-18 09:30 UTC; "
        "usually something new comes every 90 minutes"
    )


def test_recovery_says_from_what() -> None:
    spoke = News(replace(SOURCE, alarm=Alarm.QUIET), None)
    still_quiet = News(replace(SOURCE, alarm=Alarm.FAILING), Alarm.QUIET)

    assert subject([READABLE]) == "Earshot: blog.example is well again"
    assert text([READABLE]).splitlines()[1] == "It can be read again."
    assert text([spoke]).splitlines()[1] == "It says something new again."
    assert text([still_quiet]).splitlines()[1].startswith("It can be read again, but has said nothing new")


def test_many_sources_are_counted_in_the_subject_and_told_one_by_one() -> None:
    assert subject([FAILING, FAILING, QUIET]) == "Earshot, 3 sources: 2 are failing, 1 has gone quiet"
    assert subject([QUIET, READABLE]) == "Earshot, 2 sources: 1 has gone quiet, 1 is well again"
    assert text([FAILING, QUIET]) == f"{text([FAILING])}\n\n{text([QUIET])}"


def test_address_is_never_told() -> None:
    assert "not-to-be-told" not in text([FAILING, QUIET, READABLE])


def test_what_a_source_says_of_its_trouble_stays_on_its_line() -> None:
    said = Trouble(Failure(FailureKind.FORBIDDEN, "no\u2028Look: elsewhere\nand there"), NOW, 1)

    told = text([News(replace(SOURCE, trouble=said), Alarm.FAILING)])

    assert len(told.splitlines()) == 3


@given(title=st.text(max_size=300))
def test_what_a_source_calls_itself_stays_on_its_line(title: str) -> None:
    told = text([replace(QUIET, source=replace(SOURCE, title=title))])

    assert len(told.splitlines()) == 3
    assert len(told) < 500
