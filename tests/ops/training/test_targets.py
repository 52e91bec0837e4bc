"""Teaching whom it is said of: sides are learned, the file is the same each time, the page tells its worth.

Needs the training libraries: `.venv-train/bin/python -m pytest --noconftest tests/ops/training`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("scipy", reason="the training libraries are not in this environment")

from click.testing import CliRunner

from chalicelib.judging.model import Model, unpacked
from ops.training import sets, targets
from ops.training.comparisons import compared
from ops.training.sets import BAD, GOOD, Example

from .folders import put

_PAIRS = [("soup", "waiter"), ("decor", "menu"), ("fish", "music"), ("wine", "bread"), ("rice", "staff")]
_SENTENCES = [
    (f"the {one} was {good} but the {two} was {bad}", one, two)
    for one, two in _PAIRS
    for good in ("great", "lovely", "superb")
    for bad in ("awful", "horrible", "nasty")
]
_EXAMPLES = [
    each for text, one, two in _SENTENCES for each in (Example(text, GOOD, one), Example(text, BAD, two))
]


def _folder(path: Path) -> Path:
    rows = [{"text": each.text, "label": each.label, "target": each.target} for each in _EXAMPLES]
    for name in {*targets.TAUGHT, *sets.KEPT_BACK}:
        put(path, name, *(rows if name in targets.TAUGHT else rows[:4]))
    return path


def test_side_of_the_target_is_learned() -> None:
    aim = Model(*targets.taught({"made": _EXAMPLES}))

    said = targets.said([Example("the sauce was superb but the bill was nasty", GOOD, "sauce")], aim)
    other = targets.said([Example("the sauce was superb but the bill was nasty", BAD, "bill")], aim)

    assert (said.verdicts[0], other.verdicts[0]) == (GOOD, BAD)


def test_same_texts_give_the_same_file(tmp_path: Path) -> None:
    data, files = _folder(tmp_path), []

    for number in range(2):
        out = tmp_path / f"{number}.bin"
        done = CliRunner().invoke(targets.teach, ["--data", str(data), "--out", str(out)])
        assert done.exit_code == 0, done.output
        files.append(out.read_bytes())

    assert files[0] == files[1]
    assert unpacked(files[0]).settings.version == targets.VERSION


def test_own_sentences_teach_both_names() -> None:
    found = compared()

    assert Example("Acme beats Globex in every way.", GOOD, "Acme") in found
    assert Example("Acme beats Globex in every way.", BAD, "Globex") in found


def test_own_sentences_are_not_those_that_are_tested_on() -> None:
    tests = Path(__file__).parents[2] / "judging"
    tested = {
        sets.fingerprint(line.split("\t")[-1])
        for table in ("two_names", "two_names_misses", "read_right", "known_misses")
        for line in (tests / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    }

    assert tested.isdisjoint(sets.fingerprint(each.text) for each in compared())


def test_page_tells_the_worth_on_each_set_beside_others(tmp_path: Path) -> None:
    written = targets.section(_folder(tmp_path))

    assert "| mams_val | 4 |" in written
    assert "VADER" in written
