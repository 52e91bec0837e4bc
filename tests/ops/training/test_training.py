"""Training: what is taught is learned, what is learned ships unharmed, and the same texts give the same file.

Needs the training libraries: `.venv-train/bin/python -m pytest --noconftest tests/ops/training`.
"""

from __future__ import annotations

import json
from pathlib import Path
from zlib import crc32

import pytest

pytest.importorskip("scipy", reason="the training libraries are not in this environment")

import numpy as np
from click.testing import CliRunner

from chalicelib.judging.model import NUMBERS, Model, unpacked
from ops.errors import CannotContinue
from ops.training import figures, sets, tuning
from ops.training.__main__ import train
from ops.training.figures import Said
from ops.training.matrices import Bag, Columns, Looked, as_judged, look
from ops.training.measuring import scores_of
from ops.training.packing import fitted, pack
from ops.training.sets import BAD, CALM, GOOD, Example
from ops.training.teaching import Learned, advised, both, how_telling, labelled, learn
from ops.training.yardstick import measure

from .folders import put

_TOLD = {BAD: "gribble", CALM: "plank", GOOD: "swoosh"}
_EXAMPLES = [
    Example(f"the {what} {word} number {_TOLD[label]}", label)
    for label in (BAD, CALM, GOOD)
    for word in ("lamp", "phone", "hotel", "parcel")
    for what in ("red", "blue", "old", "new", "other")
]


def _learned(looked: Looked) -> Learned:
    """What the examples teach by themselves."""
    columns = Columns.often([looked])
    lessons = [labelled(columns.rows(looked), sets.labels(_EXAMPLES), 1.0)]
    return learn(lessons, columns, how_telling(lessons, columns))


def _trained(folder: Path, *more: str) -> Model:
    out = folder / "made.bin"
    arguments = ["--data", str(folder), "--sets", "lead", "--teachers", "", "--out", str(out), *more]
    done = CliRunner().invoke(train, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return unpacked(out.read_bytes())


def test_texts_are_read_as_people_type_them(tmp_path: Path) -> None:
    put(tmp_path, "made", {"text": "it does n't work , R&amp;D \\u2019", "label": 0, "target": None})

    assert sets.read(tmp_path, "made") == [Example("it doesn't work, R&D ’", 0)]


def test_missing_set_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CannotContinue, match="JUDGING_DATA"):
        sets.read(tmp_path, "absent")


def test_copies_of_texts_that_are_kept_back_teach_nothing() -> None:
    kept_back = sets.fingerprints([[Example("I love it! https://a.example @ann", GOOD)]])

    left = list(sets.without([Example("I LOVE it @ben", GOOD), Example("I hate it", BAD)], kept_back))

    assert [example.text for example in left] == ["I hate it"]


def test_texts_without_labels_teach_once() -> None:
    seen = sets.fingerprints([[Example("I love it", GOOD)]])

    fresh = list(sets.fresh([Example(text, CALM) for text in ("I love it!", "A lamp.", "a lamp")], seen))

    assert [example.text for example in fresh] == ["A lamp."]


def test_tweets_can_be_set_aside_and_measured_on(tmp_path: Path) -> None:
    """Taught whole with `--aside`, then measured by the command."""
    rows = [{"text": example.text, "label": example.label, "file": "first"} for example in _EXAMPLES]
    later = [
        {"text": f"later {row['text']}", "label": row["label"], "file": each}
        for row in rows
        for each in sets.ASIDE
    ]
    put(tmp_path, "semeval_train", *rows, *later)
    for name in sets.KEPT_BACK:
        put(tmp_path, name, *({"text": f"{name} {row['text']}", "label": row["label"]} for row in rows))
    out = tmp_path / "aside.bin"
    taught = [
        "--data",
        str(tmp_path),
        "--sets",
        "semeval_train",
        "--teachers",
        "",
        "--aside",
        "--out",
        str(out),
    ]

    CliRunner().invoke(train, taught, catch_exceptions=False)
    done = CliRunner().invoke(measure, ["--data", str(tmp_path), str(out)], catch_exceptions=False)

    assert "| both of these | 180 | 100.0 (100.0–100.0) |" in done.output
    seen = as_judged(Example("later", CALM))
    assert "later" not in {seen.grams[at] for at, _, _ in unpacked(out.read_bytes()).weigh(seen).grams}


def test_own_labels_are_read_as_they_are_exported(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    rows = [
        {"text": "Acme broke my lamp", "about": ["Acme", "@acme"], "label": "bad", "verdict": "good"},
        {"text": "Thanks Acme", "about": [], "label": "good", "verdict": "good", "by": "ann", "at": "2026"},
        {"text": "vermin", "about": ["Acme"], "label": "troll", "verdict": "bad"},
        {"text": "hm", "about": ["Acme"], "label": "unsure", "verdict": "bad"},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))

    own = sets.read_own(path)

    assert own == [Example("Acme broke my lamp", BAD, "Acme", ("@acme",)), Example("Thanks Acme", GOOD)]
    assert own[0].names == ("Acme", "@acme")


@pytest.mark.parametrize("line", ["no json", '{"text": "a"}', "[]"])
def test_file_that_holds_no_labels_is_refused_with_the_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(f"{json.dumps({'text': 'a', 'about': [], 'label': 'bad'})}\n{line}\n")

    with pytest.raises(CannotContinue, match=r"line 2 of (?s:.*)earshot labels export"):
        sets.read_own(path)


def test_own_labels_change_what_is_learned(tmp_path: Path) -> None:
    """Trained whole, without teachers, by the command: the user's word for a thing is in the file."""
    rows = [{"text": example.text, "label": example.label} for example in _EXAMPLES]
    for name in ("lead", *sets.KEPT_BACK):
        put(tmp_path, name, *(rows if name == "lead" else [{"text": f"kept {name}", "label": 0}]))
    put(tmp_path, sets.TUNED, *({"text": f"a {row['text']}", "label": row["label"]} for row in rows))
    own = tmp_path / "labels.jsonl"
    labels = [{"text": f"my {row['text']} zonked", "about": [], "label": "bad"} for row in rows[:20]]
    own.write_text("".join(json.dumps(label) + "\n" for label in labels))

    models = [_trained(tmp_path, *more) for more in ((), ("--labels", str(own)))]

    before, after = (scores_of(judging, [Example("it zonked", BAD)])[0, BAD] for judging in models)
    assert after > before


def test_what_is_taught_is_learned_and_ships_unharmed() -> None:
    looked = look(_EXAMPLES)
    labels = sets.labels(_EXAMPLES)

    learned = _learned(looked)
    shipped = scores_of(Model(*pack(learned, [looked])), _EXAMPLES)

    scores = learned.scores(learned.columns.rows(looked))
    assert tuning.macro_recall(labels, scores) == 1.0
    assert np.abs(shipped - scores).max() < 0.3  # rounding to a byte


def test_words_count_by_how_unevenly_the_classes_use_them() -> None:
    looked = look(_EXAMPLES)
    columns = Columns.often([looked])
    lesson = labelled(columns.rows(looked), sets.labels(_EXAMPLES), 1.0)

    telling = how_telling([lesson], columns)

    worth = dict(zip(columns.grams, telling[: len(columns.grams)], strict=True))
    assert worth[crc32(b"gribble")] > 2 * worth[crc32(b"lamp")]


def test_common_feature_does_not_get_the_weight_of_a_rare_one_that_shares_its_number() -> None:
    rare, common = 7, 7 + (NUMBERS + 1)
    shown = np.asarray([rare] + [common] * 9, dtype=np.uint32)
    nothing = Bag.of([np.zeros(0, np.uint32)])
    looked = Looked(Bag.of([shown]), nothing, np.zeros((1, 0), np.float32))
    weights = np.asarray([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]], dtype=np.float32)
    columns = Columns(np.asarray([rare, common], dtype=np.uint32), nothing.numbers)

    made = pack(Learned(columns, weights, np.zeros(3, np.float32)), [looked])

    assert made.numbers == [7]
    assert made.settings.scale == pytest.approx(0.1)


def test_same_texts_give_the_same_file() -> None:
    looked = look(_EXAMPLES)

    files = [fitted(pack(_learned(looked), [looked]), _EXAMPLES) for _ in range(2)]

    assert files[0] == files[1]


def test_teachers_advice_is_mixed_with_labels_by_weight() -> None:
    looked = look(_EXAMPLES[:1])
    rows = Columns.often([looked], 1).rows(looked)
    gold = labelled(rows, np.asarray([BAD]), 1.0)
    advice = advised(rows, np.asarray([[-9.0, -9.0, 9.0]], dtype=np.float32), 3.0)

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


def test_average_precision_is_told_for_a_world_in_which_the_bad_are_rare() -> None:
    labels = np.asarray([BAD] * 50 + [CALM] * 94)
    nothing_told = Said(np.zeros(144, dtype=np.int64), np.zeros(144, dtype=np.float32))
    all_told = Said(np.zeros(144, dtype=np.int64), (labels == BAD).astype(np.float32))

    assert figures.average_precision_where_rare(labels, nothing_told).value == pytest.approx(0.06)
    assert figures.average_precision_where_rare(labels, all_told).value == 1.0


def test_own_labels_cure_probabilities_that_are_too_high() -> None:
    dice = np.random.default_rng(1)
    truth = dice.random(4000)
    labels = np.where(dice.random(4000) < truth, BAD, CALM)
    too_high = truth / (truth + (1 - truth) / 6)

    before = figures.calibration_error(labels, too_high)

    assert before > 0.15
    assert figures.error_after_own_labels(labels, too_high).value < 0.06
