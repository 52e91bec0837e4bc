"""A dry fetch says what would be found, and keeps nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.entries import SeenEntries
from chalicelib.domain.hosts import Host
from chalicelib.domain.sources import Document, Failure, FailureKind, Source
from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import SourceRefused
from chalicelib.services.check import Check, Checked
from chalicelib.services.hear import Hear
from tests import fakes
from tests.domain.examples import NOW, OWN, a_source, an_entry

WEATHER = an_entry(id="2", url="https://blog.example/2", title="Weather", text="Rain.")


def checked(
    source: Source, answer: Document | BaseException, *hosts: Host
) -> tuple[Checked, fakes.FakeMentionStore]:
    mentions, negatives = fakes.FakeMentionStore(), fakes.FakeNegativesQueue()
    judge = fakes.FakeJudge({"broke": Verdict.BAD})
    hear = Hear(fakes.FakeWatchStore(OWN), mentions, negatives, judge, timedelta(hours=48))
    store = fakes.FakeSourceStore(source)
    store.hosts = {host.name: host for host in hosts}
    result = asyncio.run(Check(store, fakes.FakeReader({source.id: answer}), hear)(source, NOW))
    assert not negatives.mention_ids
    return result, mentions


def test_entries_stand_beside_what_they_would_be() -> None:
    result, mentions = checked(a_source(), Document((an_entry(), WEATHER)))

    (first, finding), (second, nothing) = result.findings
    assert (first, second) == (an_entry(), WEATHER)
    assert finding is not None
    assert finding.judgement.verdict is Verdict.BAD
    assert nothing is None
    assert result.failure is None
    assert not mentions.commits


def test_what_was_seen_before_is_shown_again() -> None:
    source = replace(a_source(), seen=SeenEntries().after([an_entry()]), first_read_at=NOW)

    result, _ = checked(source, Document((an_entry(),)))

    assert len(result.findings) == 1


def test_everything_counts_where_all_is_about_the_watch() -> None:
    result, _ = checked(a_source(watch_id=OWN.id), Document((WEATHER,), speaks_of_watch=True))

    [(_, finding)] = result.findings
    assert finding is not None
    assert [match.watch_id for match in finding.matches] == [OWN.id]


def test_failure_is_told() -> None:
    failure = Failure(FailureKind.FORBIDDEN, "not for us")

    result, _ = checked(a_source(), SourceRefused(failure))

    assert result == Checked(Document(), (), failure)


def test_failure_on_the_way_stands_beside_what_was_read_before() -> None:
    failure = Failure(FailureKind.SERVER_ERROR, "page 2 is missing")

    result, _ = checked(a_source(), Document((an_entry(),), broke_off=failure))

    assert result.failure == failure
    assert len(result.findings) == 1


def test_host_that_asked_to_be_left_alone_is() -> None:
    source = a_source()

    result, _ = checked(source, Document((an_entry(),)), Host(source.host, NOW + timedelta(hours=1)))

    assert result.failure is not None
    assert result.failure.kind is FailureKind.RESTING
    assert "until 2026-11-22 10:30 UTC" in result.failure.detail
    assert not result.findings
