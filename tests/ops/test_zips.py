from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from ops.zips import pack, unpack


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    (root / "b" / "deep").mkdir(parents=True)
    (root / "b" / "deep" / "library.so").write_bytes(b"\x7fELF")
    (root / "a.py").write_text("print('a')\n")
    (root / "b" / "é.txt").write_text("é")
    return root


def test_the_same_tree_gives_the_same_bytes_whatever_its_dates_and_permissions(
    tmp_path: Path, tree: Path
) -> None:
    pack(tree, tmp_path / "one.zip")
    os.utime(tree / "a.py", (0, 1_000_000_000))
    (tree / "a.py").chmod(0o600)

    pack(tree, tmp_path / "two.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_files_are_sorted_undated_and_readable_by_all(tmp_path: Path, tree: Path) -> None:
    pack(tree, tmp_path / "one.zip")

    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        entries = [
            (each.filename, oct(each.external_attr >> 16), each.date_time) for each in packed.infolist()
        ]

    epoch = (1980, 1, 1, 0, 0, 0)
    assert entries == [
        ("a.py", "0o100644", epoch),
        ("b/deep/library.so", "0o100755", epoch),
        ("b/é.txt", "0o100644", epoch),
    ]


def test_only_what_is_wanted_is_unpacked(tmp_path: Path, tree: Path) -> None:
    pack(tree, tmp_path / "one.zip")

    unpack(tmp_path / "one.zip", tmp_path / "out", lambda name: name.endswith(".py"))

    assert [path.name for path in (tmp_path / "out").rglob("*")] == ["a.py"]


def test_a_name_that_climbs_out_stays_inside(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as packed:
        packed.writestr("../../escaped.py", "")

    unpack(tmp_path / "bad.zip", tmp_path / "deep" / "out", lambda _: True)

    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("escaped.py")] == [
        "deep/out/escaped.py"
    ]
