"""Training: what is taught is learned, what is learned ships unharmed, and the same texts give the same file.

Needs the training libraries: `.venv-train/bin/python -m pytest --noconftest tests/ops/training`.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

pytest.importorskip("scipy", reason="the training libraries are not in this environment")

import numpy as np

from chalicelib.judging.model import Model
from ops.errors import CannotContinue
from ops.training import figures, sets, tuning
from ops.training.figures import Said
from ops.training.matrices import look
from ops.training.measuring import scores_of
from ops.training.packing import fitted, pack
from ops.training.sets import BAD, CALM, GOOD, Example
from ops.training.teaching import advised, both, labelled, learn

_TOLD = {BAD: "gribble", CALM: "plank", GOOD: "swoosh"}
_EXAMPLES = [
    Example(f"the {what} {word} number {_TOLD[label]}", label)
    for label in (BAD, CALM, GOOD)
    for word in ("lamp", "phone", "hotel", "parcel")
    for what in ("red", "blue", "old", "new", "other")
]


def _set(folder: Path, name: str, *rows: dict[str, object]) -> None:
    (folder / "data").mkdir(exist_ok=True)
    with gzip.open(folder / "data" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def test_texts_are_read_as_people_type_them(tmp_path: Path) -> None:
    _set(tmp_path, "made", {"text": "it does n't work , R&amp;D \\u2019", "label": 0, "target": None})

    assert sets.read(tmp_path, "made") == [Example("it doesn't work, R&D ’", 0)]


def test_missing_set_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CannotContinue, match="JUDGING_DATA"):
        sets.read(tmp_path, "absent")


def test_copies_of_texts_that_are_kept_back_teach_nothing() -> None:
    kept_back = sets.fingerprints([[Example("I love it! https://a.example @ann", GOOD)]])

    left = list(sets.without([Example("I LOVE it @ben", GOOD), Example("I hate it", BAD)], kept_back))

    assert [example.text for example in left] == ["I hate it"]


def test_what_is_taught_is_learned_and_ships_unharmed() -> None:
    looked = look(_EXAMPLES)
    labels = sets.labels(_EXAMPLES)

    learned = learn([labelled(looked, labels, 1.0)])
    shipped = scores_of(Model(*pack(learned, [looked])), _EXAMPLES)

    assert tuning.macro_recall(labels, learned.scores(looked)) == 1.0
    assert np.abs(shipped - learned.scores(looked)).max() < 0.3  # rounding to a byte


def test_same_texts_give_the_same_file() -> None:
    looked = look(_EXAMPLES)
    lesson = labelled(looked, sets.labels(_EXAMPLES), 1.0)

    files = [fitted(pack(learn([lesson]), [looked]), _EXAMPLES) for _ in range(2)]

    assert files[0] == files[1]


def test_teachers_advice_is_mixed_with_labels_by_weight() -> None:
    looked = look(_EXAMPLES[:1])
    gold = labelled(looked, np.asarray([BAD]), 1.0)
    advice = advised(looked, np.asarray([[-9.0, -9.0, 9.0]], dtype=np.float32), 3.0)

    mixed = both(gold, advice)

    assert mixed.shares[0] == pytest.approx([0.25, 0.0, 0.75], abs=0.001)
    assert mixed.weights[0] == pytest.approx(4.0)


def test_average_precision_is_one_where_all_bad_stand_first_and_the_share_where_nothing_is_told() -> None:
    bad = np.asarray([True, True, False, False])

    assert figures.ranked(bad, np.asarray([4.0, 3.0, 2.0, 1.0])) == 1.0
    assert figures.ranked(bad, np.zeros(4)) == 0.5


def test_precision_at_a_recall_counts_all_that_must_be_looked_at() -> None:
    said = Said(np.zeros(4, dtype=np.int64), np.asarray([4.0, 3.0, 2.0, 1.0], dtype=np.float32))

    assert figures.precision_at(0.9, np.asarray([BAD, CALM, BAD, GOOD]), said).value == pytest.approx(2 / 3)


def test_own_labels_cure_probabilities_that_are_too_high() -> None:
    dice = np.random.default_rng(1)
    truth = dice.random(4000)
    labels = np.where(dice.random(4000) < truth, BAD, CALM)
    too_high = truth / (truth + (1 - truth) / 6)

    before = figures.calibration_error(labels, too_high)

    assert before > 0.15
    assert figures.error_after_own_labels(labels, too_high) < 0.06
