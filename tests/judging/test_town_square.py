"""The judge on the town square: what a newcomer is woken for in the first minute must be worth it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from chalicelib.domain.verdicts import Verdict
from chalicelib.judging.trained import TrainedJudge
from chalicelib.sources.visible_text import visible_text
from ops.town_square.texts import SAID, Text, Truth, written


def _about_larkfield() -> Iterator[Text]:
    for path in sorted(SAID.glob("*.toml")):
        if path.stem != "variations":
            yield from (text for text in written(path.stem) if "larkfield" in text.about and text.html)


@cache
def _verdicts(truth: Truth) -> tuple[tuple[str, Verdict], ...]:
    judge = TrainedJudge()
    return tuple(
        (text.title, judge.judge(f"{text.title}\n{visible_text(text.html)}", ("Larkfield",)).verdict)
        for text in _about_larkfield()
        if text.truth is truth
    )


def _missed(truth: Truth, *accepted: Verdict) -> list[tuple[str, Verdict]]:
    return [(title, verdict) for title, verdict in _verdicts(truth) if verdict not in accepted]


def test_most_complaints_about_larkfield_are_found() -> None:
    missed = _missed(Truth.BAD, Verdict.BAD)

    assert len(missed) <= len(_verdicts(Truth.BAD)) // 5, missed


def test_no_praise_is_taken_for_a_complaint() -> None:
    assert not _missed(Truth.GOOD, Verdict.GOOD, Verdict.UNSURE, Verdict.INDIFFERENT)


def test_most_praise_is_known_as_praise() -> None:
    missed = _missed(Truth.GOOD, Verdict.GOOD)

    assert len(missed) <= len(_verdicts(Truth.GOOD)) // 5, missed


def test_few_calm_remarks_wake_somebody() -> None:
    woken = [title for title, verdict in _verdicts(Truth.INDIFFERENT) if verdict is Verdict.BAD]

    assert len(woken) <= len(_verdicts(Truth.INDIFFERENT)) // 10, woken


def test_no_customer_is_held_as_a_troll() -> None:
    customers = [*_verdicts(Truth.BAD), *_verdicts(Truth.GOOD), *_verdicts(Truth.INDIFFERENT)]

    assert not [title for title, verdict in customers if verdict is Verdict.TROLL]
