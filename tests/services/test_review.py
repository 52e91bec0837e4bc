"""The report is about what reached people, and says when that was too much to read."""

from __future__ import annotations

from datetime import timedelta

from chalicelib.domain import canary
from chalicelib.domain.calibration import Calibration, Fit
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.reports import Precision, Spending
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Verdict
from chalicelib.services.review import Review
from tests.domain.examples import MINUTE, NOW, a_judgement, a_mention
from tests.fakes import FakeCalibrationStore, FakeMentionStore
from tests.sources.kinds.services import Purse

SINCE, UNTIL = NOW - timedelta(days=90), NOW + MINUTE
CALM = a_judgement(Verdict.INDIFFERENT)


def test_report_counts_what_reached_people_in_that_time() -> None:
    mentions = FakeMentionStore(
        a_mention(id="m1", ruling=Ruling(Verdict.BAD, "ann", NOW)),
        a_mention(id="m2", status=MentionStatus.NOTIFIED, queued_since=None),
        a_mention(id="m3", judgement=CALM, escalates=False),
        a_mention(id="m4", found_at=NOW - timedelta(days=91), status=MentionStatus.RESOLVED),
    )
    calibration = Calibration({"test-1": Fit(1)}, NOW)
    purse = Purse()
    purse.spend("judge:bedrock", "2026-11", 120_000, 5_000_000)
    purse.spend("hn_algolia", "2026-11", 7, 10)

    review = Review(mentions, FakeCalibrationStore(calibration), purse, ("comprehend", "bedrock"))
    report = review(SINCE, UNTIL, NOW)

    assert (report.since, report.until, report.mentions, report.is_complete) == (SINCE, UNTIL, 2, True)
    assert report.precisions == (Precision("larkfield", 1, 0, 0, 1),)
    assert [(tally.of, tally.ruled, tally.overruled) for tally in report.disagreements] == [
        ("watch", 1, 0),
        ("source", 1, 0),
    ]
    assert report.calibration == calibration
    assert report.spendings == (Spending("bedrock", "2026-11", 0.12, 5.0),)


def test_report_leaves_out_what_we_said_ourselves() -> None:
    canaries = a_mention(id="m1", watch_ids=(canary.NAME,), about=canary.NAME, status=MentionStatus.RESOLVED)
    review = Review(FakeMentionStore(canaries), FakeCalibrationStore(), Purse(), ())

    report = review(SINCE, UNTIL, NOW)

    assert (report.mentions, report.precisions) == (0, ())


def test_of_more_than_can_be_read_the_newest_count() -> None:
    many = [
        a_mention(id=f"m{n}", found_at=NOW - n * timedelta(seconds=1), ruling=Ruling(Verdict.BAD, "ann", NOW))
        for n in range(5_001)
    ]

    report = Review(FakeMentionStore(*many), FakeCalibrationStore(), Purse(), ())(SINCE, UNTIL, NOW)

    assert (report.mentions, report.is_complete) == (5_000, False)
    assert report.since == many[4_999].found_at


def test_where_nothing_was_said_there_is_nothing_to_report() -> None:
    report = Review(FakeMentionStore(), FakeCalibrationStore(), Purse(), ("bedrock",))(SINCE, UNTIL, NOW)

    assert (report.mentions, report.precisions, report.disagreements, report.spendings) == (0, (), (), ())
