"""`GET /report`: how often people agreed, and what judges are worth; and how sure each verdict is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.domain.calibration import Calibration, Curve, Fit
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Judgement, Probabilities, Verdict

from .conftest import NOW, READ, Caller, World

ODDS = Probabilities(0.912, 0.058, 0.03)
HERE = Probabilities(0.4, 0.5, 0.1)


def test_report_says_how_often_people_agreed_and_what_judges_are_worth(world: World, caller: Caller) -> None:
    world.add(id="m1", ruling=Ruling(Verdict.GOOD, "ann", NOW))
    world.add(id="m2", status=MentionStatus.RESOLVED)
    world.add(id="m3", status=MentionStatus.NOTIFIED)
    fits = {"trained-1": Fit(231, {"bad": Curve(1.0, 0.0)}), "bedrock+trained-1": Fit(9)}
    world.calibrations.calibration = Calibration(fits, NOW, 3, 1)
    world.purse.spend("judge:bedrock", "2026-03", 123_456, 5_000_000)

    answer = caller.get("/report", READ)

    assert answer.status == 200
    assert answer.json == {
        "since": "2026-02-12T09:14:01Z",
        "until": "2026-03-14T09:14:01Z",
        "mentions": 3,
        "is_complete": True,
        "watches": [
            {
                "watch_id": "kettles",
                "right": 1,
                "wrong": 1,
                "ignored": 0,
                "open": 1,
                "precision": {"value": 0.5, "low": 0.095, "high": 0.905},
            }
        ],
        "disagreements": [
            {
                "of": of,
                "id": name,
                "judged": 1,
                "corrected": 1,
                "share": {"value": 1, "low": 0.207, "high": 1},
            }
            for of, name in (("watch", "kettles"), ("source", "s1"))
        ],
        "judges": [
            {
                "judge": "bedrock+trained-1",
                "calibrated": False,
                "labels": 9,
                "labels_needed": 200,
                "fitted_at": "2026-03-14T09:14:00Z",
            },
            {
                "judge": "trained-1",
                "calibrated": True,
                "labels": 231,
                "labels_needed": 200,
                "fitted_at": "2026-03-14T09:14:00Z",
            },
        ],
        "spending": [{"judge": "bedrock", "month": "2026-03", "usd": 0.123456, "most_usd": 5.0}],
    }


def test_what_is_still_open_has_no_precision(world: World, caller: Caller) -> None:
    world.add(status=MentionStatus.NOTIFIED)

    [watch] = caller.get("/report", READ).json["watches"]

    assert (watch["open"], watch["precision"]) == (1, None)


def test_report_is_about_the_time_that_is_asked_for(world: World, caller: Caller) -> None:
    world.add(found_at=NOW - timedelta(days=3), status=MentionStatus.RESOLVED)

    early = caller.get("/report?since=2026-03-01&until=2026-03-11T10:00:00Z", READ).json
    late = caller.get("/report?since=2026-03-12", READ).json

    assert (early["mentions"], late["mentions"]) == (1, 0)
    assert early["until"] == "2026-03-11T10:00:00Z"


@pytest.mark.parametrize(("question", "field"), [("since=soon", "since"), ("watch=kettles", "watch")])
def test_what_cannot_be_used_is_refused_by_name(question: str, field: str, caller: Caller) -> None:
    answer = caller.get(f"/report?{question}", READ)

    assert answer.status == 400
    assert [error["field"] for error in answer.json["errors"]] == [field]


def test_report_is_for_holders_of_a_token(caller: Caller) -> None:
    assert caller.get("/report").status == 401


def test_verdict_that_is_not_calibrated_yet_says_so(world: World, caller: Caller) -> None:
    world.add(judgement=Judgement(Verdict.BAD, 0.91, (), "trained-1", ODDS))

    [listed] = caller.get("/mentions", READ).json["mentions"]
    shown = caller.get("/mentions/m1aa", READ).json

    assert (listed["confidence"], listed["calibrated"]) == (0.91, False)
    assert (shown["confidence"], shown["calibrated"]) == (0.91, False)
    judgement = shown["judgement"]
    assert (judgement["confidence"], judgement["calibrated"]) == (0.91, False)
    assert judgement["probabilities"] == {"bad": 0.912, "indifferent": 0.058, "good": 0.03, "troll": 0.0}


def test_verdict_that_is_calibrated_is_as_sure_as_such_verdicts_were_right(
    world: World, caller: Caller
) -> None:
    world.add(judgement=Judgement(Verdict.BAD, 0.91, (), "trained-1", ODDS, calibrated=HERE))

    [listed] = caller.get("/mentions", READ).json["mentions"]
    judgement = caller.get("/mentions/m1aa", READ).json["judgement"]

    assert (listed["verdict"], listed["confidence"], listed["calibrated"]) == ("bad", 0.4, True)
    assert (judgement["confidence"], judgement["calibrated"]) == (0.4, True)
    assert judgement["probabilities"] == {"bad": 0.4, "indifferent": 0.5, "good": 0.1, "troll": 0.0}


def test_judge_that_knows_no_probabilities_says_none(world: World, caller: Caller) -> None:
    world.add()

    judgement = caller.get("/mentions/m1aa", READ).json["judgement"]

    assert (judgement["probabilities"], judgement["calibrated"]) == (None, False)
