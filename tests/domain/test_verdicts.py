"""Verdicts: which is likeliest, and when two judgements are the same."""

import pytest

from chalicelib.domain.verdicts import Judgement, Probabilities, Verdict, digest_of


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


def test_what_may_be_abuse_is_the_less_anything_else() -> None:
    odds = Probabilities(0.6, 0.3, 0.1).beside(0.2)

    assert odds == pytest.approx((0.48, 0.24, 0.08, 0.2))
    assert odds.likeliest is Verdict.BAD


def test_judgements_that_differ_in_probabilities_alone_are_the_same() -> None:
    """Not all stores have them; a mention must not count as edited for that."""
    kept = Judgement(Verdict.BAD, 0.9, ("broken",), "made-up")
    fresh = Judgement(Verdict.BAD, 0.9, ("broken",), "made-up", Probabilities(0.9, 0.1, 0.0))

    assert kept == fresh


ODDS = Probabilities(0.31, 0.604, 0.086)


def test_without_labels_the_judge_is_as_sure_as_it_says() -> None:
    judgement = Judgement(Verdict.BAD, 0.9, (), "made-up", Probabilities(0.9, 0.1, 0.0))

    assert (judgement.is_calibrated, judgement.certainty, judgement.sureness) == (False, 0.9, "very sure")


@pytest.mark.parametrize(
    ("verdict", "certainty"),
    [(Verdict.BAD, 0.31), (Verdict.INDIFFERENT, 0.6), (Verdict.UNSURE, 0.6), (Verdict.GOOD, 0.09)],
)
def test_with_them_it_is_as_sure_as_it_was_right(verdict: Verdict, certainty: float) -> None:
    judgement = Judgement(verdict, 0.9, (), "made-up", calibrated=ODDS)

    assert (judgement.is_calibrated, judgement.certainty) == (True, certainty)


def test_nothing_is_left_of_the_words_that_were_judged() -> None:
    judgement = Judgement(
        Verdict.BAD, 0.9, ("broken",), "made-up", ODDS, "It broke.", ODDS, digest_of("It broke", ())
    )

    assert judgement.wordless == Judgement(Verdict.BAD, 0.9, (), "made-up")
    assert (judgement.wordless.reason, judgement.wordless.digest) == ("", "")
    assert judgement.wordless.probabilities == ODDS


def test_digest_tells_words_and_names_again() -> None:
    digest = digest_of("It broke \ud800", ("Acme",))

    assert digest == digest_of("It broke \ud800", ["Acme"])
    assert len({digest, digest_of("It broke", ("Acme",)), digest_of("It broke \ud800", ("Acme", "A"))}) == 3
