"""Builds what Lambda runs: Chalice packages code and dependencies and merges the template; then what no
function needs is left out, bytecode is added (Lambda cannot write any, and would compile at each cold
start), and the zip is written so that the same input gives the same bytes."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from .clouds import DEFAULT_REGION
from .completeness import demand_complete, demand_importable
from .errors import BuildFailed
from .progress import Progress
from .trim import is_needed
from .zips import pack, unpack

_SOURCES = ("app.py", "requirements.txt", "chalicelib", "vendor", ".chalice")
_NOT_SOURCES = ("__pycache__", "*.pyc", "deployments", "deployed", ".DS_Store", "*.swp", "*~")
_MAKERS = ("bundle.py", "completeness.py", "trim.py", "zips.py")
_CODE = "./deployment.zip"  # what Chalice writes where the code's address belongs
_ON_LAMBDA = "/var/task"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A deployment bundle: the code, and the merged template that refers to it."""

    zip_path: Path
    template_path: Path
    sha256: str

    @property
    def template(self) -> dict[str, Any]:
        """The merged template, its functions' code still to be addressed."""
        template: dict[str, Any] = json.loads(self.template_path.read_text())
        return template

    def template_with_code(self, uri: str) -> dict[str, Any]:
        """The merged template with every function's code at this address, such as `s3://bucket/key`."""
        template = self.template
        for resource in template["Resources"].values():
            if resource.get("Properties", {}).get("CodeUri") == _CODE:
                resource["Properties"]["CodeUri"] = uri
        return template


def build(root: Path, out: Path, stage: str, report: Progress) -> Bundle:
    """The bundle of the Chalice project in `root` for this stage, made in `out` unless it is there and
    nothing that it is made of has changed. Raises BuildFailed."""
    fingerprint = _fingerprint(root, stage)
    bundle = _made_before(out, fingerprint)
    if bundle is not None:
        report.note("the bundle is up to date")
        return bundle
    out.mkdir(parents=True, exist_ok=True)
    (out / "bundle.json").unlink(missing_ok=True)
    with report.step("packaging with Chalice"):
        packaged = _package(root, out, stage)
        modules = demand_complete(packaged / "deployment.zip", (root / "requirements.txt").read_text())
    with report.step("trimming and compiling the bundle") as say:
        bundle = _finish(packaged, out, modules)
        say(f"{_megabytes(packaged / 'deployment.zip')} became {_megabytes(bundle.zip_path)}")
    made = {"fingerprint": fingerprint, "sha256": bundle.sha256}
    (out / "bundle.json").write_text(json.dumps(made))
    return bundle


def _fingerprint(root: Path, stage: str) -> str:
    """Changes with anything that the bundle is made of: the project, the tools, the Python, and this code."""
    tools = (stage, importlib.util.MAGIC_NUMBER.hex(), version("chalice"))
    digest = hashlib.sha256(repr(tools).encode())
    ours = [(name, Path(__file__).parent / name) for name in _MAKERS]
    for name, file in [*_sources(root), *ours]:
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        digest.update(f"{name}\0{content}\n".encode())
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[tuple[str, Path]]:
    """The project's files that matter to a build, by name."""
    for top in _SOURCES:
        files = [root / top] if (root / top).is_file() else sorted((root / top).rglob("*"))
        for file in files:
            name = file.relative_to(root)
            if file.is_file() and not any(
                part.match(pattern) for part in _parts(name) for pattern in _NOT_SOURCES
            ):
                yield name.as_posix(), file


def _parts(path: Path) -> list[Path]:
    return [Path(part) for part in path.parts]


def _made_before(out: Path, fingerprint: str) -> Bundle | None:
    """The bundle in `out`, if it was made of this and is all there."""
    try:
        made = json.loads((out / "bundle.json").read_text())
    except (FileNotFoundError, ValueError):
        return None
    bundle = Bundle(out / "bundle.zip", out / "template.json", made["sha256"])
    is_there = bundle.zip_path.exists() and bundle.template_path.exists()
    return bundle if is_there and made["fingerprint"] == fingerprint else None


def _package(root: Path, out: Path, stage: str) -> Path:
    """Run Chalice on a clean copy, since it ships every file that it finds under `chalicelib/`."""
    source, packaged = _fresh(out / "source"), _fresh(out / "packaged")
    for name, file in _sources(root):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, source / name)
    command = [str(Path(sys.executable).parent / "chalice"), "package", "--stage", stage]
    command += [
        "--merge-template",
        ".chalice/resources.yaml",
        "--template-format",
        "yaml",
        str(packaged.resolve()),
    ]
    result = subprocess.run(
        command, cwd=source, env=_environment(), capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise BuildFailed(f"chalice package failed:\n{(result.stderr or result.stdout).strip()}")
    return packaged


def _environment() -> dict[str, str]:
    """The user's own, for pip's sake, less what it says about AWS: Chalice needs a region, but nothing that
    it makes depends on which."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {"AWS_DEFAULT_REGION": DEFAULT_REGION, "PYTHONDONTWRITEBYTECODE": "1"}


def _finish(packaged: Path, out: Path, modules: list[str]) -> Bundle:
    tree = _fresh(out / "tree")
    unpack(packaged / "deployment.zip", tree, is_needed)
    _compile(tree)
    demand_importable(tree, [*modules, "app"])
    bundle_path, template_path = out / "bundle.zip", out / "template.json"
    pack(tree, bundle_path)
    template = yaml.safe_load((packaged / "sam.yaml").read_text())
    template_path.write_text(json.dumps(template, indent=1, sort_keys=True))
    return Bundle(bundle_path, template_path, hashlib.sha256(bundle_path.read_bytes()).hexdigest())


def _compile(tree: Path) -> None:
    """Add bytecode that is trusted without a look at its source (PEP 552), so that dates in the zip do not
    matter. A dependency's file that this Python cannot compile is left without. The hash seed is fixed
    because the order of a set of strings would otherwise differ from one build to the next."""
    command = [sys.executable, "-m", "compileall", "-qq", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(tree), "-p", _ON_LAMBDA, str(tree)]
    subprocess.run(command, env={"PYTHONHASHSEED": "0"}, check=False)


def _fresh(directory: Path) -> Path:
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    return directory


def _megabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f} MB"
