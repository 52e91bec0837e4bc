"""The report says how often people agreed, and how much that can be trusted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.mentions import Ignored, Mention, MentionStatus
from chalicelib.domain.reports import (
    PATIENCE,
    Outcome,
    Precision,
    Share,
    disagreements,
    outcome_of,
    precisions,
)
from chalicelib.domain.rulings import Ruling, Tally
from chalicelib.domain.verdicts import Verdict
from tests.domain.examples import MINUTE, NOW, a_judgement, a_mention

LATER = NOW + PATIENCE + MINUTE
TOLD = a_mention(status=MentionStatus.NOTIFIED, queued_since=None)


def _ruled(verdict: Verdict, **changes: Any) -> Mention:
    return a_mention(ruling=Ruling(verdict, "ann", NOW), **changes)


@pytest.mark.parametrize(
    ("mention", "outcome"),
    [
        (_ruled(Verdict.BAD), Outcome.RIGHT),
        (_ruled(Verdict.GOOD, status=MentionStatus.RESOLVED), Outcome.WRONG),
        (_ruled(Verdict.TROLL), Outcome.WRONG),
        (a_mention(status=MentionStatus.ACKNOWLEDGED), Outcome.RIGHT),
        (a_mention(status=MentionStatus.RESOLVED), Outcome.RIGHT),
        (a_mention(status=MentionStatus.ANSWERED), Outcome.RIGHT),
        (a_mention(status=MentionStatus.IGNORED, ignored=Ignored.NOT_OURS), Outcome.WRONG),
        (TOLD, Outcome.IGNORED),
        (a_mention(judgement=a_judgement(Verdict.GOOD), status=MentionStatus.RESOLVED), None),
        (_ruled(Verdict.BAD, judgement=a_judgement(Verdict.GOOD)), None),
    ],
    ids=[
        "confirmed",
        "corrected",
        "troll",
        "taken over",
        "dealt with",
        "answered",
        "not ours",
        "ignored",
        "praise",
        "missed",
    ],
)
def test_outcome_is_what_people_made_of_what_was_called_bad(
    mention: Mention, outcome: Outcome | None
) -> None:
    assert outcome_of(mention, LATER) is outcome


def test_what_was_told_within_a_week_is_open() -> None:
    assert outcome_of(TOLD, NOW + timedelta(days=7)) is Outcome.OPEN


def test_precision_is_counted_for_each_watch() -> None:
    mentions = [
        _ruled(Verdict.BAD),
        _ruled(Verdict.GOOD),
        TOLD,
        a_mention(status=MentionStatus.RESOLVED),
        a_mention(status=MentionStatus.NOTIFIED, found_at=LATER, about="brightmoor"),
        a_mention(judgement=a_judgement(Verdict.GOOD), about="lighting"),
    ]

    found = precisions(mentions, LATER)

    assert found == (Precision("brightmoor", 0, 0, 0, 1), Precision("larkfield", 2, 1, 1, 0))
    assert [precision.share for precision in found] == [None, Share(2, 4)]


def test_disagreement_is_counted_for_watch_and_source_of_what_was_ruled_on() -> None:
    mentions = [_ruled(Verdict.GOOD), _ruled(Verdict.BAD), TOLD]

    assert disagreements(mentions) == (
        Tally("watch", "larkfield", 2, 1),
        Tally("source", "blog", 2, 1),
    )


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [(Share(8, 10), 0.490, 0.943), (Share(0, 10), 0.0, 0.278), (Share(1, 1), 0.207, 1.0)],
)
def test_interval_is_wilsons(share: Share, low: float, high: float) -> None:
    """For few, and for none or all of them, too."""
    assert share.interval == pytest.approx((low, high), abs=0.001)
