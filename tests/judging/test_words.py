"""The word judge: what a text says about the one it is judged for."""

import time

import pytest

from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.judging.words import JUDGED_BY, WordJudge

from .examples import Example, examples


def _judged(text: str, *about: str) -> Judgement:
    return WordJudge().judge(text, about)


@pytest.mark.parametrize("example", examples("read_right"), ids=lambda example: example.text[:50])
def test_sentences_get_the_verdict_a_person_would_give(example: Example) -> None:
    judgement = _judged(example.text, example.about)

    assert judgement.verdict is example.verdict, judgement


def test_known_misses_are_still_missed() -> None:
    """Move a sentence to `read_right.tsv` when the judge has learned it, and correct `docs/judging.md`."""
    learned = [e.text for e in examples("known_misses") if _judged(e.text, e.about).verdict is e.verdict]

    assert not learned


def test_evidence_holds_the_words_as_they_stand_in_the_text() -> None:
    text = "The Acme kettle STOPPED  working, and it's Terrible"

    judgement = _judged(text, "Acme")

    assert judgement.evidence == ("STOPPED  working", "Terrible")
    assert all(words in text for words in judgement.evidence)


def test_evidence_names_at_most_eight_words_the_weightiest() -> None:
    text = "Acme is awful, bad, poor, sad, slow, ugly, rude, wrong, lame, weak, terrible and horrible"

    evidence = _judged(text, "Acme").evidence

    assert len(evidence) == 8
    assert {"awful", "terrible", "horrible"} <= set(evidence)


def test_evidence_keeps_to_the_side_of_the_verdict() -> None:
    judgement = _judged("Acme is nice, but the service is horrible", "Acme")

    assert judgement.evidence == ("horrible",)


def test_every_judgement_says_who_made_it() -> None:
    assert _judged("Acme opens on Monday", "Acme").judged_by == JUDGED_BY


def test_same_text_gets_the_same_judgement() -> None:
    text = "Great, another outage. Thanks a lot Acme."

    assert _judged(text, "Acme") == _judged(text, "Acme")


def test_stronger_words_give_more_confidence() -> None:
    mild = _judged("Acme was a bit slow", "Acme")
    strong = _judged("Acme is horrible, a scam, never again", "Acme")

    assert mild.verdict is strong.verdict is Verdict.BAD
    assert mild.confidence < strong.confidence


def test_opinion_words_inside_the_subjects_name_do_not_count() -> None:
    assert (
        _judged("Perfect Rubbish opens a depot on Monday", "Perfect Rubbish").verdict is Verdict.INDIFFERENT
    )


@pytest.mark.parametrize("text", ["", "\n", "   ", "!!!", "?", "https://example.com/", "Acme", "42"])
def test_text_without_words_is_indifferent(text: str) -> None:
    assert _judged(text, "Acme").verdict is Verdict.INDIFFERENT


def test_without_names_the_whole_text_is_judged() -> None:
    assert _judged("The worst garden lamps I ever bought").verdict is Verdict.BAD


def test_text_that_does_not_hold_the_name_is_judged_as_a_whole() -> None:
    """A watch may match by a term, a misspelling or a slogan."""
    assert _judged("The red widget is horrible", "Acme").verdict is Verdict.BAD


def test_empty_names_are_ignored() -> None:
    assert _judged("Acme is horrible", "", "  ").verdict is Verdict.BAD


@pytest.mark.parametrize("name", ["C++", "Acme (UK)", "a|b", "[x", "O'Neill", "Marks & Co"])
def test_names_with_signs_are_names_and_not_patterns(name: str) -> None:
    assert _judged(f"I love {name} so much", name).verdict is Verdict.GOOD


def test_only_the_passages_around_the_name_of_a_long_document_count() -> None:
    elsewhere = "The council met again. The roof of the town hall is a disaster and the mayor a liar. " * 60
    passage = "Acme lent us chairs and was wonderful. "

    judgement = _judged(
        f"{elsewhere}\n{'It rained. ' * 60}\n{passage}\n{'It rained. ' * 60}\n{elsewhere}", "Acme"
    )

    assert judgement.verdict is Verdict.GOOD
    assert judgement.evidence == ("wonderful",)


def test_complaint_deep_in_a_long_document_is_found() -> None:
    filler = "We walked along the canal and counted boats. " * 200

    assert _judged(f"{filler} Acme never delivered my parcel. {filler}", "Acme").verdict is Verdict.BAD


def test_swearing_customer_is_no_troll() -> None:
    text = "Fuck you Acme, you morons, rot in hell, idiots, three weeks and my parcel is still not here"

    assert _judged(text, "Acme").verdict is Verdict.BAD


def test_abuse_without_any_experience_is_held_as_troll() -> None:
    assert _judged("acme people are all losers, cry more, kill yourselves", "Acme").verdict is Verdict.TROLL


def test_single_insult_is_in_doubt_a_complaint() -> None:
    assert _judged("Acme is run by idiots", "Acme").verdict is Verdict.BAD


def test_contradiction_without_a_margin_is_unsure() -> None:
    assert _judged("Acme is fantastic. Acme is horrible.", "Acme").verdict is Verdict.UNSURE


def test_calm_text_in_a_language_hardly_known_is_unsure() -> None:
    """Too few words are known to tell calm from an unknown complaint."""
    text = "Ich habe gestern die Lampe von Acme in den Garten gestellt"

    assert _judged(text, "Acme").verdict is Verdict.UNSURE


def test_false_friends_of_other_languages_do_not_count() -> None:
    """Gift is poison in German, and `die` an article."""
    assert (
        "die"
        not in _judged("Wir haben die Lampe und die Uhr von Acme nicht schlecht gefunden", "Acme").evidence
    )


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "Acme " * 40_000,
        "so" + "o" * 100_000,
        "!?" * 50_000,
        "not " * 30_000 + "good Acme",
        "never ~ " * 20_000,
        "'-*" * 40_000,
        "\u0301" * 50_000,
    ],
    ids=lambda text: text[:6],
)
def test_hostile_text_is_judged_in_bounded_time(text: str) -> None:
    started = time.process_time()

    _judged(text, "Acme")

    assert time.process_time() - started < 2.0
