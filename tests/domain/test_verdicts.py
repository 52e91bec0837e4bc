"""Verdicts: which is likeliest, and when two judgements are the same."""

import pytest

from chalicelib.domain.verdicts import Judgement, Probabilities, Verdict


@pytest.mark.parametrize(
    ("odds", "verdict"),
    [
        (Probabilities(0.6, 0.3, 0.1), Verdict.BAD),
        (Probabilities(0.2, 0.5, 0.3), Verdict.INDIFFERENT),
        (Probabilities(0.1, 0.2, 0.7), Verdict.GOOD),
    ],
)
def test_likeliest_verdict_is_the_most_probable(odds: Probabilities, verdict: Verdict) -> None:
    assert odds.likeliest is verdict


def test_judgements_that_differ_in_probabilities_alone_are_the_same() -> None:
    """They are not stored; a mention must not count as edited for that."""
    kept = Judgement(Verdict.BAD, 0.9, ("broken",), "made-up")
    fresh = Judgement(Verdict.BAD, 0.9, ("broken",), "made-up", Probabilities(0.9, 0.1, 0.0))

    assert kept == fresh
