"""Clauses: who is spoken of, when more than one is named."""

import pytest

from chalicelib.judging.clauses import Clause
from chalicelib.judging.passages import sentences
from chalicelib.judging.tokens import tokens


def _clauses(text: str, name: str = "Acme") -> list[tuple[str, float]]:
    found = tokens(text, (name,))

    def words(clause: Clause) -> str:
        return text[found[clause.first].start : found[clause.last - 1].end]

    return [
        (words(clause), round(clause.weight, 2))
        for sentence in sentences(found, text)
        for clause in sentence.clauses
    ]


def test_what_is_said_of_the_other_side_of_a_comparison_does_not_count() -> None:
    assert _clauses("Acme is better than Globex, whose service is horrible") == [
        ("Acme is better", 1.0),
        ("than Globex,", 0.0),
        ("whose service is horrible", 0.0),
    ]


def test_what_is_said_of_another_than_the_subject_counts_the_other_way_round() -> None:
    assert _clauses("Acme is better than Globex, whose service is horrible", "Globex") == [
        ("Acme is better", -0.8),
        ("than Globex,", 1.0),
        ("whose service is horrible", 1.0),
    ]


def test_unlike_at_the_beginning_turns_what_follows() -> None:
    assert _clauses("Unlike Globex, Acme is polite", "Globex")[1][1] < 0
    assert _clauses("Unlike Globex, Acme is polite", "Acme")[1][1] == 1.0


def test_what_follows_but_weighs_more_than_what_stood_before() -> None:
    before, after = _clauses("Acme is pretty but it broke")

    assert before[1] < 1.0 < after[1]


def test_what_is_conceded_weighs_less() -> None:
    assert _clauses("Acme is fine although it was late")[1][1] < 1.0


@pytest.mark.parametrize("text", ["Acme is more than fine", "Better late than never, Acme"])
def test_than_without_a_name_compares_nobody(text: str) -> None:
    assert all(weight == 1.0 for _, weight in _clauses(text))


def test_sentence_after_another_was_spoken_of_may_be_about_either() -> None:
    weights = [weight for _, weight in _clauses("Acme is kinder than Globex. They lied.")]

    assert 0 < weights[-1] < 1


def test_far_sentences_of_a_long_text_do_not_count() -> None:
    weights = [weight for _, weight in _clauses("It rained. " * 12 + "Acme came. " + "It rained. " * 12)]

    assert weights[0] == weights[-1] == 0
    assert max(weights) == 1.0
