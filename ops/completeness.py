"""Is everything that `requirements.txt` asks for really in the bundle? Chalice leaves out a wheel that does
not fit Lambda and still reports success, so we look ourselves."""

from __future__ import annotations

import email.parser
import platform
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .errors import BuildFailed

_LAMBDA = {
    "os_name": "posix",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
}
_IMPORT_ALL = """
import importlib, sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2:]:
    importlib.import_module(name)
"""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One installed package: what it needs in turn, and the names it is imported by."""

    needs: tuple[Requirement, ...]
    modules: tuple[str, ...]


def demand_complete(zip_path: Path, requirements: str) -> list[str]:
    """The import names of what the requirements name. Raises BuildFailed, naming what is missing and who
    needs it."""
    asked = [Requirement(line) for line in _lines(requirements)]
    present = _distributions(zip_path)
    missing = sorted(set(_missing(asked, present)))
    if missing:
        raise BuildFailed(
            f"the bundle lacks {', '.join(missing)}",
            "Lambda needs a wheel for manylinux2014 or older, or pure Python; choose a version that has one",
        )
    return sorted({name for each in asked for name in present[canonicalize_name(each.name)].modules})


def demand_importable(tree: Path, modules: list[str]) -> None:
    """Import them in an interpreter that sees the tree and the standard library only. Raises BuildFailed.
    Does nothing on a machine that cannot load Lambda's libraries."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        return
    command = [sys.executable, "-I", "-S", "-B", "-c", _IMPORT_ALL, str(tree), *modules]
    result = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"AWS_DEFAULT_REGION": "us-east-1"}
    )
    if result.returncode:
        raise BuildFailed(f"the bundle cannot be imported:\n{result.stderr.strip()}")


def _lines(requirements: str) -> Iterator[str]:
    for line in requirements.splitlines():
        wanted = line.partition("#")[0].strip()
        if wanted and not wanted.startswith("-"):
            yield wanted


def _missing(asked: list[Requirement], present: dict[str, Distribution]) -> Iterator[str]:
    """Walks what is needed, and what that needs, as far as it applies on Lambda."""
    waiting = [(each, "requirements.txt") for each in asked]
    seen = set()
    while waiting:
        requirement, needed_by = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, frozenset(requirement.extras)) in seen:
            continue
        seen.add((name, frozenset(requirement.extras)))
        if name not in present:
            yield f"{name} (needed by {needed_by})"
            continue
        waiting += [(each, name) for each in present[name].needs if _applies(each, requirement.extras)]


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({**_LAMBDA, "extra": extra}) for extra in extras or {""})


def _distributions(zip_path: Path) -> dict[str, Distribution]:
    found: dict[str, Distribution] = {}
    with zipfile.ZipFile(zip_path) as packed:
        names = set(packed.namelist())
        for metadata in (name for name in names if name.endswith(".dist-info/METADATA")):
            headers = email.parser.Parser().parsestr(packed.read(metadata).decode(), headersonly=True)
            record = metadata.replace("METADATA", "RECORD")
            listed = packed.read(record).decode().splitlines() if record in names else []
            found[canonicalize_name(headers["Name"])] = Distribution(
                needs=tuple(Requirement(each) for each in headers.get_all("Requires-Dist", [])),
                modules=tuple(sorted(_modules(listed))),
            )
    return found


def _modules(record: list[str]) -> set[str]:
    """The top-level names in a RECORD: packages with an `__init__.py`, and single modules."""
    files = [line.partition(",")[0] for line in record]
    packages = {
        file.partition("/")[0] for file in files if file.count("/") == 1 and file.endswith("/__init__.py")
    }
    single = {file.removesuffix(".py") for file in files if "/" not in file and file.endswith(".py")}
    return packages | single
