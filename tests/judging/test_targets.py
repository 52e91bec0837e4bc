"""Whom it is said of: what the judge makes of texts with a second name, from either side."""

import pytest

from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.judging.features import shown
from chalicelib.judging.model import model
from chalicelib.judging.neighbours import is_accompanied, named_beside
from chalicelib.judging.surroundings import aimed
from chalicelib.judging.targets import aiming
from chalicelib.judging.trained import TrainedJudge
from chalicelib.judging.words import heard

from .examples import Example, examples


def _judged(text: str, *about: str) -> Judgement:
    return TrainedJudge().judge(text, about)


def _is_accompanied(text: str, about: str) -> bool:
    told = heard(text, (about,), "en")
    assert told
    return is_accompanied(told.reading, (about,))


def _beside(text: str, about: str) -> list[str]:
    told = heard(text, (about,), "en")
    assert told
    return list(named_beside(told.reading))


@pytest.mark.parametrize(
    "example", examples("two_names"), ids=lambda example: f"{example.about}: {example.text[:50]}"
)
def test_each_of_two_names_gets_the_verdict_a_person_would_give(example: Example) -> None:
    judgement = _judged(example.text, example.about)

    assert judgement.verdict is example.verdict, judgement


def test_known_misses_are_still_missed() -> None:
    """Move a sentence to `two_names.tsv` when the judge has learned it."""
    learned = [e for e in examples("two_names_misses") if _judged(e.text, e.about).verdict is e.verdict]

    assert not learned


def test_of_a_thing_is_said_what_is_said_on_its_side_of_a_but() -> None:
    text = "The waiter was rude and slow, but the soup was delicious."

    assert _judged(text, "waiter").verdict is Verdict.BAD
    assert _judged(text, "soup").verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Acme is slower than the rest.", "Acme"),
        ("I went from Acme to Globex.", "Acme"),
        ("Globex is worse. So much for Acme.", "Acme"),
        ("@globex at least answers, @acme", "Acme"),
        ("The chief said: \u201cnobody knew\u201d, and Acme was silent.", "Acme"),
        ("The decor is plain but the food is great.", "decor"),
        ("Nice tables, rude waiter.", "waiter"),
    ],
)
def test_others_and_comparisons_stand_beside_the_name(text: str, about: str) -> None:
    assert _is_accompanied(text, about)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Acme is great, but the service is horrible.", "Acme"),
        ("The Acme Weather Station is great.", "Acme"),
        ("FIX YOUR APP ACME!!!", "Acme"),
        ("On Monday I called Acme.", "Acme"),
        ("acme is the worst and the lamp is ugly", "Acme"),
        ("Globex is worse than ever.", "Acme"),
        ("I called Acme. They laughed. It rained. I met Bob. He laughed too.", "Acme"),
        ("", "Acme"),
    ],
)
def test_nobody_stands_beside_a_name_alone_nor_in_a_story(text: str, about: str) -> None:
    assert not _is_accompanied(text, about)


def test_names_beside_are_told_as_they_are_written() -> None:
    text = "Unlike Acme, Globex Corp and @hooli answered; Initech's shop did not."

    assert _beside(text, "Acme") == ["Globex Corp", "@hooli", "Initech"]


def test_judgement_says_that_the_second_model_was_asked() -> None:
    versions = f"{model().settings.version}+{aiming().settings.version}"

    assert _judged("Acme is better than Globex", "Acme").judged_by == versions
    assert _judged("Acme is good", "Acme").judged_by == model().settings.version


def test_blame_is_for_the_name_as_it_is_written() -> None:
    assert _judged("What a horrible scam, ACME's lamp broke after a day", "Acme").target == "ACME"


def test_blame_for_another_beside_the_name_is_for_that_one() -> None:
    text = "Acme is way better than Globex, whose service is horrible"

    assert _judged(text, "Acme").target == "Globex"
    assert _judged(text, "Globex").target == "Globex"


@pytest.mark.parametrize(
    "text", ["Acme is wonderful", "Acme and Globex share a building", "The weather is horrible", ""]
)
def test_where_nobody_named_is_blamed_there_is_no_target(text: str) -> None:
    assert _judged(text, "Acme").target == ""


def test_complaint_that_only_the_first_model_hears_is_not_passed_over() -> None:
    text = "Reader question: my red Acme widget shattered after I left it out in the rain. Signed, Bob"

    assert _judged(text, "Acme").verdict in (Verdict.BAD, Verdict.UNSURE)


def test_words_far_from_every_name_and_many_names_are_borne() -> None:
    text = f"{'very ' * 300}Acme {'Globex than Acme ' * 300}"
    told = heard(text, ("Acme",), "en")
    assert told
    seen = shown(told.reading, told.signals)

    aim = aimed(told, seen, model().weigh(seen))

    assert len(aim.measures) == len(aiming().settings.measures)
    assert _judged(text, "Acme").judged_by.endswith(aiming().settings.version)
