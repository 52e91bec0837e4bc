"""Anger and abuse: customers are heard however they swear; abuse of people is held where people see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from chalicelib.domain.verdicts import Verdict
from chalicelib.judging import abuse
from chalicelib.judging.abuse import CUES, Head, closed, cues, head, noticed, opened, telling
from chalicelib.judging.features import Shown, shown
from chalicelib.judging.model import model
from chalicelib.judging.trained import TrainedJudge
from chalicelib.judging.words import Heard, heard

_TABLE = Path(__file__).with_name("anger_and_abuse.tsv")
_ROWS = [
    tuple(line.split("\t"))
    for line in _TABLE.read_text(encoding="utf-8").splitlines()
    if not line.startswith("# ")
]


def _heard(text: str, *about: str) -> Heard:
    told = heard(text, about)
    assert told
    return told


def _shown(told: Heard) -> Shown:
    return shown(told.reading, told.signals)


def _cues(text: str) -> dict[str, float]:
    return dict(zip(CUES, cues(_heard(text)), strict=True))


@pytest.mark.parametrize(("wanted", "about", "text"), _ROWS, ids=[row[2][:50] for row in _ROWS])
def test_customers_are_heard_and_abuse_of_people_is_held(wanted: str, about: str, text: str) -> None:
    judgement = TrainedJudge().judge(text, [about] if about else [])

    held = judgement.verdict is Verdict.TROLL
    assert held is (wanted == "troll"), "take it from the missed ones" if held else judgement


def test_what_is_held_says_why_and_how_probable_it_is() -> None:
    judgement = TrainedJudge().judge("you are a worthless stupid bitch, kill yourself", ["Acme"])

    assert {"bitch", "kill yourself"} <= set(judgement.evidence)
    assert judgement.probabilities
    assert judgement.confidence == pytest.approx(judgement.probabilities.troll, abs=0.01)
    assert sum(judgement.probabilities) == pytest.approx(1.0)


def test_judgement_says_that_the_head_held_it_and_not_where_rules_did_or_nothing_was_held() -> None:
    texts = ("you are a worthless stupid bitch, kill yourself", "vermin, send them back", "you stupid lamp")

    by_head, by_rules, heard_out = (TrainedJudge().judge(text, ["Acme"]) for text in texts)

    assert by_head.judged_by == f"{model().settings.version}+{head().model.settings.version}"
    assert by_head.verdict is by_rules.verdict is Verdict.TROLL
    assert by_rules.judged_by == heard_out.judged_by == model().settings.version


def test_text_without_strong_words_is_never_held() -> None:
    told = _heard("The parcel never came and nobody answers")

    assert head().probability(told, _shown(told)) == head().if_mild < head().held_from


def test_insult_counts_towards_whom_it_is_said() -> None:
    assert _cues("you are an idiot")["insults you"] > 0
    assert _cues("he is an idiot")["insults others"] > 0
    assert _cues("You called. An idiot answered.")["insults you"] == 0


def test_insult_with_a_story_of_dealings_is_not_bare() -> None:
    assert _cues("you idiots")["bare insults"] > 0
    assert _cues("you idiots lost my suitcase")["bare insults"] == 0


def test_cues_lie_between_0_and_1() -> None:
    found = cues(_heard("you idiots " * 50 + "go die " * 50 + "fuck " * 50))

    assert len(found) == len(CUES)
    assert all(0 <= each <= 1 for each in found)


def test_evidence_of_abuse_is_found_once() -> None:
    told = _heard("you moron, you absolute whore")

    assert [told.reading.found[first].low for first, _ in telling(told)] == ["moron", "whore"]


def test_head_looks_at_words_and_pairs_alone() -> None:
    told = _heard("you are all such complete idiots")

    assert not [gram for gram in noticed(told, _shown(told)).grams if gram.count(" ") > 1]


def test_file_comes_back_whole() -> None:
    data = Path(abuse.__file__).with_name(abuse.FILE).read_bytes()
    settings, _, model = data.partition(b"\n")

    known = opened(data)

    assert closed(model, known.if_mild, known.held_from) == data
    assert isinstance(known, Head)
    assert settings.startswith(b"{")


def test_file_is_small() -> None:
    assert Path(abuse.__file__).with_name(abuse.FILE).stat().st_size <= 200_000
