"""The trained judge: what a text says about the one it is judged for."""

import time

import pytest

from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.judging.model import model
from chalicelib.judging.trained import TrainedJudge

from .examples import Example, examples

_MISSED = {example.text for example in examples("trained_misses")}


def _judged(text: str, *about: str) -> Judgement:
    return TrainedJudge().judge(text, about)


@pytest.mark.parametrize(
    "example",
    [each for each in examples("read_right") + examples("known_misses") if each.text not in _MISSED],
    ids=lambda example: example.text[:50],
)
def test_sentences_get_the_verdict_a_person_would_give(example: Example) -> None:
    judgement = _judged(example.text, example.about)

    assert judgement.verdict is example.verdict, judgement


def test_known_misses_are_still_missed() -> None:
    """Take a sentence out of `trained_misses.tsv` when the judge has learned it."""
    learned = [e.text for e in examples("trained_misses") if _judged(e.text, e.about).verdict is e.verdict]

    assert not learned


def test_probabilities_add_up_to_one_and_lead_to_the_verdict() -> None:
    judgement = _judged("Acme is horrible, a scam, never again", "Acme")

    assert judgement.probabilities
    assert sum(judgement.probabilities) == pytest.approx(1.0)
    assert judgement.probabilities.likeliest is judgement.verdict is Verdict.BAD
    assert judgement.confidence == pytest.approx(judgement.probabilities.bad, abs=0.01)


def test_judgement_says_which_model_made_it() -> None:
    assert _judged("Acme opens on Monday", "Acme").judged_by == model().settings.version


def test_other_languages_are_left_to_the_rules_which_say_so() -> None:
    judgement = _judged("Acme: nie wieder. Das Gerät ist nach zwei Tagen kaputt.", "Acme")

    assert judgement.verdict is Verdict.BAD
    assert judgement.judged_by == "words-1"
    assert judgement.probabilities is None


def test_language_that_nothing_is_known_of_is_unsure() -> None:
    assert _judged("Acmeのケトルを先週買いました。水が漏れています。", "Acme").verdict is Verdict.UNSURE


def test_evidence_holds_words_as_they_stand_in_the_text() -> None:
    text = "The Acme kettle STOPPED  working, and it's Terrible"

    evidence = _judged(text, "Acme").evidence

    assert {"STOPPED  working", "Terrible"} <= set(evidence)
    assert all(words in text for words in evidence)


def test_evidence_is_found_where_no_list_knows_a_word() -> None:
    judgement = _judged("acme fell off hard, unwatchable garbage", "acme")

    assert judgement.verdict is Verdict.BAD
    assert judgement.evidence


def test_evidence_keeps_to_the_side_of_the_verdict() -> None:
    assert "nice" not in _judged("Acme is nice, but the service is horrible", "Acme").evidence


def test_praise_with_a_mark_of_irony_is_unsure() -> None:
    assert _judged("Sure, Acme is a wonderful company 🙄", "Acme").verdict is Verdict.UNSURE


def test_swearing_customer_is_no_troll() -> None:
    text = "Fuck you Acme, you morons, rot in hell, idiots, three weeks and my parcel is still not here"

    assert _judged(text, "Acme").verdict is Verdict.BAD


def test_abuse_without_any_experience_is_held_as_troll() -> None:
    assert _judged("acme people are all losers, cry more, kill yourselves", "Acme").verdict is Verdict.TROLL


@pytest.mark.parametrize("text", ["", "\n", "   ", "!!!", "?", "https://example.com/", "Acme", "@acme"])
def test_text_without_words_is_indifferent(text: str) -> None:
    assert _judged(text, "Acme").verdict is Verdict.INDIFFERENT


def test_only_the_passages_around_the_name_of_a_long_document_count() -> None:
    elsewhere = "The council met again. The roof of the town hall is a disaster and the mayor a liar. " * 60
    rain = "It rained. " * 60

    judgement = _judged(
        f"{elsewhere}\n{rain}\nAcme lent us chairs and was wonderful. \n{rain}\n{elsewhere}", "Acme"
    )

    assert judgement.verdict is Verdict.GOOD
    assert "disaster" not in judgement.evidence


@pytest.mark.parametrize(
    "text",
    ["a" * 200_000, "Acme " * 40_000, "so" + "o" * 100_000, "not " * 30_000 + "good Acme", "\u0301" * 50_000],
    ids=lambda text: text[:6],
)
def test_hostile_text_is_judged_in_bounded_time(text: str) -> None:
    began = time.process_time()

    _judged(text, "Acme")

    assert time.process_time() - began < 2.0
