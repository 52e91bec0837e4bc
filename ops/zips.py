"""Reads and writes zip files so that the same content gives the same bytes, whenever and wherever it is
zipped."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that the format can say
_FILE = 0o100644
_LIBRARY = 0o100755


def unpack(zip_path: Path, into: Path, is_wanted: Callable[[str], bool]) -> None:
    """Unpack the files that are wanted. Names that would leave the directory are made to stay in it by
    `zipfile`."""
    with zipfile.ZipFile(zip_path) as packed:
        for entry in packed.infolist():
            if not entry.is_dir() and is_wanted(entry.filename):
                packed.extract(entry, into)


def pack(tree: Path, zip_path: Path) -> None:
    """Zip the tree: sorted, undated, permissions by kind of file. The zip appears whole or not at all."""
    draft = zip_path.with_suffix(".draft")
    with zipfile.ZipFile(draft, "w") as packed:
        for name, file in sorted(
            (file.relative_to(tree).as_posix(), file) for file in tree.rglob("*") if file.is_file()
        ):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # Unix, also when zipped elsewhere: only then do the permissions count
            entry.external_attr = (_LIBRARY if file.suffix == ".so" else _FILE) << 16
            packed.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    draft.replace(zip_path)
