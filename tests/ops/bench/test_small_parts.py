"""Parts that measure one thing only, on tiny sizes: what they find is checked, not how long it took."""

from __future__ import annotations

import compileall
import platform
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode

import pytest
from click.testing import CliRunner

from ops.bench import bundle, judging, matching, memory, start
from ops.bench.__main__ import PARTS, bench
from ops.bench.page import machine, page_of, written_into
from ops.bench.tables import Aim, Findings, said, spread
from ops.bundle import Bundle
from ops.errors import ServiceFailed


def test_matching_finds_the_same_watch_among_few_and_many() -> None:
    findings = matching.measure((2, 5, 10), repeats=2)

    assert [row[0] for row in findings.rows][:2] == ["English, nothing matches", "English, 1 to 1 match"]
    assert len(findings.headings) == len(findings.rows[0]) == 5


def test_judging_is_measured_from_loading_on() -> None:
    findings = judging.measure(texts=2, repeats=1)

    assert [what.partition(",")[0] for what, _ in findings.rows] == [
        "import",
        "load the model",
        "the first mention",
        "a mention of 500 characters",
    ]
    assert all(float(took.partition(" / ")[0]) > 0 for _, took in findings.rows)
    assert [aim.what for aim in findings.aims] == ["judging one mention", "loading the judge"]


def test_memory_is_looked_at_after_every_size() -> None:
    findings = memory.measure((2, 5))

    assert [row[0] for row in findings.rows[:2]] == ["2", "5"]
    assert [row[0].partition(",")[0] for row in findings.rows[2:]] == ["10 at once"] * 2
    assert all(float(row[2]) < 320 for row in findings.rows), "the function has no more"


def test_modules_that_lambda_would_compile_are_named(tmp_path: Path) -> None:
    for name, mode in (
        ("ready", PycInvalidationMode.UNCHECKED_HASH),
        ("dated", PycInvalidationMode.TIMESTAMP),
    ):
        (tmp_path / f"{name}.py").write_text("")
        compileall.compile_file(tmp_path / f"{name}.py", quiet=2, invalidation_mode=mode)
    (tmp_path / "bare.py").write_text("")
    zipped = tmp_path / "bundle.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for file in sorted(tmp_path.rglob("*.py*")):
            archive.write(file, file.relative_to(tmp_path))

    findings = bundle.measure(zipped)

    assert findings.notes == ("Without bytecode: bare.py, dated.py.",)
    assert [aim.is_reached for aim in findings.aims] == [True, False]


@pytest.mark.cloud
def test_functions_handle_their_first_events_without_compiling_anything(
    built: Bundle, cloud_venv: Path
) -> None:
    findings = start.measure(1, built.zip_path, cloud_venv)

    assert [row[0].split(":")[0] for row in findings.rows][2:] == ["api", "fetch", "fetch"]


def test_page_keeps_each_part_between_its_marks() -> None:
    page = "a\n<!-- scan: written by make bench -->\nold\n<!-- scan: end -->\nb\n"

    once = written_into(page, "scan", "new")

    assert once == page.replace("\nold\n", "\n\nnew\n\n")
    assert written_into(once, "scan", "new") == once


def test_page_without_a_place_for_a_part_is_refused() -> None:
    with pytest.raises(ServiceFailed, match="no place for costs"):
        written_into("<!-- scan: written by make bench -->\n<!-- scan: end -->\n", "costs", "new")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_its_place_on_its_page(part: str) -> None:
    page = page_of(part).read_text("utf-8")

    assert "measured" in written_into(page, part, "measured")


def test_machine_is_described_but_not_named() -> None:
    assert "cores" in machine()
    assert platform.node() not in machine()
    assert "/" not in machine()


def test_aims_that_are_missed_stand_out() -> None:
    aims = (Aim("this", "≤ 1", "2", False), Aim("that", "≤ 1", "1", True), Aim("it", "≤ 1", "–", None))

    text = said(Findings("All", ("what", "s:"), (("a", "1"),), aims, ("Mind this.",)))

    assert "| --- | ---: |" in text
    assert [line.split("|")[-2].strip() for line in text.splitlines() if "≤" in line] == [
        "**no**",
        "yes",
        "not measured",
    ]


def test_spread_is_least_median_and_most() -> None:
    assert spread([3, 1, 2000]) == "1.00 / 3.00 / 2,000.00"


def test_help_lists_the_parts_and_what_is_none_is_refused() -> None:
    told, refused = (CliRunner().invoke(bench, arguments) for arguments in (["--help"], ["--only", "scam"]))

    assert all(part in told.output for part in PARTS)
    assert refused.exit_code == 2
    assert "there is no part scam" in refused.output
