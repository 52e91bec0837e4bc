"""Another judge is asked where the embedded one is not sure, and can take nothing out of sight."""

from __future__ import annotations

import logging

import pytest

from chalicelib.domain.verdicts import Probabilities, Verdict
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.judging.second_opinions import Opinion, Patience, SecondOpinions
from tests.judging.advisers import ABOUT, Embedded, Told

TEXT = "Larkfield, well."
BAD, GOOD, CALM, UNSURE = Verdict.BAD, Verdict.GOOD, Verdict.INDIFFERENT, Verdict.UNSURE


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.mark.parametrize(
    ("own", "confidence", "other", "verdict"),
    [
        (UNSURE, 0.2, BAD, BAD),
        (UNSURE, 0.2, GOOD, GOOD),
        (CALM, 0.65, BAD, BAD),
        (CALM, 0.65, GOOD, GOOD),
        (GOOD, 0.6, BAD, BAD),
        (GOOD, 0.6, CALM, CALM),
        (GOOD, 0.8, BAD, UNSURE),
        (BAD, 0.55, GOOD, UNSURE),
        (BAD, 0.8, CALM, UNSURE),
        (BAD, 0.8, UNSURE, UNSURE),
        (BAD, 0.6, BAD, BAD),
    ],
)
def test_opinions_are_weighed_so_that_what_may_be_a_complaint_stays_in_sight(
    own: Verdict, confidence: float, other: Verdict, verdict: Verdict
) -> None:
    judge = SecondOpinions(Embedded(own, confidence), Told(Opinion(other, 0.7)))

    judgement = judge.judge(TEXT, ABOUT)

    assert judgement.verdict is verdict
    assert judgement.judged_by == "told+embedded-1"


@pytest.mark.parametrize(
    "embedded",
    [Embedded(Verdict.TROLL, 0.5), Embedded(BAD, 0.95), Embedded(GOOD, 0.9)],
    ids=["troll", "bad", "good"],
)
def test_nobody_is_asked_about_trolls_or_where_the_embedded_judge_is_very_sure(embedded: Embedded) -> None:
    adviser = Told(Opinion(CALM, 0.9))

    judgement = SecondOpinions(embedded, adviser).judge(TEXT, ABOUT)

    assert judgement == embedded.own
    assert adviser.asked == []


def test_nobody_is_asked_about_nothing() -> None:
    adviser = Told(Opinion(CALM, 0.9))

    SecondOpinions(Embedded(UNSURE, 0.2), adviser).judge(" \n", ABOUT)

    assert adviser.asked == []


def test_agreement_keeps_the_evidence_and_the_greater_confidence() -> None:
    embedded = Embedded(BAD, 0.6, ("broke",))

    judgement = SecondOpinions(embedded, Told(Opinion(BAD, 0.8, "It broke."))).judge(TEXT, ABOUT)

    assert (judgement.confidence, judgement.evidence, judgement.reason) == (0.8, ("broke",), "It broke.")


def test_another_verdict_has_neither_the_evidence_nor_the_odds_of_the_first() -> None:
    embedded = Embedded(CALM, 0.6, ("okay",))
    object.__setattr__(embedded.own, "probabilities", Probabilities(0.2, 0.6, 0.2))

    judgement = SecondOpinions(embedded, Told(Opinion(BAD, 0.7))).judge(TEXT, ABOUT)

    assert (judgement.evidence, judgement.probabilities) == ((), None)


def test_reason_for_another_verdict_than_the_one_given_is_not_told() -> None:
    judge = SecondOpinions(Embedded(BAD, 0.8), Told(Opinion(GOOD, 0.7, "All is well.")))

    assert judge.judge(TEXT, ABOUT).reason == ""


@pytest.mark.parametrize("failure", [TemporaryError("no money"), PermanentError("no language")])
def test_without_an_opinion_the_embedded_judgement_stands_and_the_log_says_why(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    embedded = Embedded(UNSURE, 0.2)

    with caplog.at_level(logging.WARNING):
        judgement = SecondOpinions(embedded, Told(failure)).judge("Larkfield: secret words", ABOUT)

    assert judgement == embedded.own
    [record] = caplog.records
    assert (record.message, vars(record)["why"]) == ("no second opinion", str(failure))
    assert "secret words" not in str(vars(record))


def test_same_text_is_asked_about_once() -> None:
    adviser = Told(Opinion(BAD, 0.7))
    judge = SecondOpinions(Embedded(UNSURE, 0.2), adviser)

    judgements = {judge.judge(TEXT, ABOUT).verdict for _ in range(3)}

    assert judgements == {BAD}
    assert len(adviser.asked) == 1


def test_after_a_failure_nothing_is_asked_for_a_minute() -> None:
    clock, adviser = Clock(), Told(TemporaryError("throttled"))
    judge = SecondOpinions(Embedded(UNSURE, 0.2), adviser, Patience(clock))

    judge.judge(TEXT, ABOUT)
    adviser.opinion = Opinion(BAD, 0.7)
    clock.at = 59.0
    early = judge.judge(TEXT, ABOUT)
    clock.at = 62.0
    late = judge.judge(TEXT, ABOUT)

    assert (early.verdict, late.verdict) == (UNSURE, BAD)
    assert len(adviser.asked) == 2


def test_text_that_cannot_be_judged_keeps_nobody_else_from_being_asked() -> None:
    adviser = Told(PermanentError("unknown language"))
    judge = SecondOpinions(Embedded(UNSURE, 0.2), adviser, Patience(Clock()))

    judge.judge(TEXT, ABOUT)
    judge.judge("Larkfield, once more.", ABOUT)

    assert len(adviser.asked) == 2


def test_answers_are_waited_for_at_most_a_third_of_the_time() -> None:
    """A source may show a hundred mentions at once, and the function has to end."""
    clock = Clock()

    class Slow(Told):
        def ask(self, text: str, about: tuple[str, ...]) -> Opinion:
            clock.at += 2.0
            return super().ask(text, about)

    adviser = Slow(Opinion(BAD, 0.7))
    judge = SecondOpinions(Embedded(UNSURE, 0.2), adviser, Patience(clock))

    for number in range(100):
        judge.judge(f"Larkfield, number {number}.", ABOUT)

    assert clock.at <= 40.0
    assert 10 <= len(adviser.asked) <= 20
