"""How large the bundle is, and whether Lambda finds bytecode in it that it need not look behind."""

from __future__ import annotations

import zipfile
from collections import Counter
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path

import click

from .. import bundle, progress
from .companions import ROOT
from .tables import Aim, Findings, said

_MOST_MB = 20.0
_UNCHECKED_HASH = 0b01  # https://peps.python.org/pep-0552/
_LARGEST = 8


def built() -> Path:
    """The bundle of what lies here, in a folder of its own. Raises BuildFailed."""
    return bundle.build(ROOT, ROOT / "build" / "bench", "earshot", progress.to()).zip_path


def measure(zip_path: Path | None = None) -> Findings:
    """The bundle, or one that is built already, by what takes the most room."""
    packed = zip_path or built()
    sizes: Counter[str] = Counter()
    unpacked: Counter[str] = Counter()
    with zipfile.ZipFile(packed) as archive:
        for entry in archive.infolist():
            top = entry.filename.split("/")[0]
            sizes[top] += entry.compress_size
            unpacked[top] += entry.file_size
        bare = sorted(_without_bytecode(archive))
    size, whole = packed.stat().st_size / 1e6, sum(unpacked.values()) / 1e6
    rows = [(f"`{top}`", _mb(each), _mb(unpacked[top])) for top, each in sizes.most_common(_LARGEST)]
    rows.append(("all", f"{size:.1f}", f"{whole:.1f}"))
    aims = (
        Aim("bundle", "≤ 20 MB zipped", f"{size:.1f} MB", size <= _MOST_MB),
        Aim(
            "bytecode shipped, trusted unchecked",
            "all modules",
            f"all but {len(bare)}" if bare else "all",
            not bare,
        ),
    )
    notes = (f"Without bytecode: {', '.join(bare)}.",) if bare else ()
    return Findings("Bundle", ("part", "MB zipped:", "MB unpacked:"), tuple(rows), aims, notes)


def _without_bytecode(archive: zipfile.ZipFile) -> set[str]:
    """The modules for which there is none that this Python would take as it is."""
    names = set(archive.namelist())
    modules = {name for name in names if name.endswith(".py")}
    return {name for name in modules if not _is_trusted(archive, cache_from_source(name), names)}


def _is_trusted(archive: zipfile.ZipFile, cached: str, names: set[str]) -> bool:
    if cached not in names:
        return False
    with archive.open(cached) as bytecode:
        head = bytecode.read(8)
    return head[:4] == MAGIC_NUMBER and int.from_bytes(head[4:], "little") == _UNCHECKED_HASH


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f}"


@click.command("bundle")
def command() -> None:
    """Weigh the bundle."""
    click.echo(said(measure()))
