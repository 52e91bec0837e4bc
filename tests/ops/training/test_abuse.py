"""The head for abuse: what is taught ships unharmed, swearing customers are made up, none taught is measured.

Needs the training libraries: `.venv-train/bin/python -m pytest --noconftest tests/ops/training`.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

pytest.importorskip("scipy", reason="the training libraries are not in this environment")

from chalicelib.judging.abuse import Head, opened
from chalicelib.judging.features import shown
from ops.training import abuse, furious, quarrels
from ops.training.hearing import heard
from ops.training.quarrels import ABUSE, COMPLAINT, KEPT, OTHER, TUNED, Lesson
from ops.training.sets import Example
from ops.training.trolls import held, wilson

from .folders import put

_WHO = ("you", "he", "she", "they", "Ann")
_WHAT = ("parcel", "flight", "lamp", "router", "hotel")
_LESSONS = [
    Lesson([Example(f"{who} gribble idiot of a {what}", 0) for who in _WHO for what in _WHAT], ABUSE, 1.0),
    Lesson([Example(f"damn plank {what} of {who}", 0) for who in _WHO for what in _WHAT], OTHER, 1.0),
    Lesson(
        [Example(f"fuck {who}, swoosh my {what} broke", 0) for who in _WHO for what in _WHAT], COMPLAINT, 1.0
    ),
]


def _learned() -> abuse.Taught:
    return abuse.taught(_LESSONS, [abuse.look(lesson.examples) for lesson in _LESSONS])


def _probability(head: Head, text: str) -> float:
    told = heard(Example(text, 0))
    return head.probability(told, shown(told.reading, told.signals))


def test_what_is_taught_is_learned_and_ships_unharmed() -> None:
    head = opened(_learned().file(0.02, 0.5))

    assert (head.if_mild, head.held_from) == (0.02, 0.5)
    assert _probability(head, "you gribble idiot of a lamp") > 0.9
    assert _probability(head, "fuck you, swoosh my lamp broke") < 0.1
    assert _probability(head, "damn plank lamp of you") < 0.1
    assert _probability(head, "the gribble lamp of Ann") == 0.02


def test_same_texts_give_the_same_file() -> None:
    assert _learned().file(0.02, 0.5) == _learned().file(0.02, 0.5)


def test_text_without_strong_words_teaches_nothing() -> None:
    looked = abuse.look([Example("the lamp is red", 0), Example("the damn lamp", 0)])

    assert len(looked.measures) == 1


def test_outbursts_are_put_into_a_complaint_that_stays() -> None:
    told = [furious.furious("my lamp broke", random.Random(at), furious.TAUGHT, "@acme") for at in range(50)]

    assert all("lamp" in text and "broke" in text and len(text) > len("my lamp broke") for text in told)
    assert not any("{name}" in text for text in told)
    assert len(set(told)) > 40


def test_stories_are_told_in_full() -> None:
    told = list(furious.stories(200, random.Random(1)))

    assert not [text for text, _ in told if "{" in text]


def test_no_outburst_that_is_measured_with_is_taught() -> None:
    taught = {burst.casefold() for kind in furious.TAUGHT for burst in kind}

    assert not taught & {burst.casefold() for kind in furious.MEASURED for burst in kind}


def test_what_is_tuned_on_is_not_measured_on(tmp_path: Path) -> None:
    rows = [{"text": f"my parcel number {at} never came", "label": 0} for at in range(100)]
    for name in (*quarrels.COMPLAINTS, "te_emotion_train"):
        put(tmp_path, name, *rows)

    tuned, kept = (quarrels.complaints(tmp_path, lots)["cr"] for lots in (TUNED, KEPT))

    assert not {each.text for each in tuned} & {each.text for each in kept}
    assert len(tuned) + len(kept) == len(rows)


def test_share_has_an_interval_even_where_nothing_was_found() -> None:
    none, half = wilson(0, 1000), wilson(5, 10)

    assert (none.value, none.low) == (0.0, 0.0)
    assert none.high == pytest.approx(0.00383, abs=0.0001)
    assert (half.low, half.high) == pytest.approx((0.237, 0.763), abs=0.001)


def test_table_says_what_is_held_beside_what_rules_hold() -> None:
    threat = [Example("acme shills kill yourselves lol", 0)]

    lines = held({"threats": threat, "parcels": [Example("my parcel never came", 0)]}).splitlines()

    assert lines[-2].startswith("| threats | 1 | 100.00 (20.65–100.00) | 100.00")
    assert lines[-1].startswith("| parcels | 1 | 0.00 ")
