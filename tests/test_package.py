"""The bundle holds all that runs, and nothing that does not: imported where nothing else can be found."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ops.bundle import Bundle

ROOT = Path(__file__).parents[1]

# -I and -S: no environment, no site-packages, no current directory. What imports here imports on Lambda.
_ISOLATED = (sys.executable, "-I", "-S", "-c")


@pytest.fixture(scope="module")
def task(built: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle unpacked, as Lambda does it."""
    directory = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(built.zip_path) as bundle:
        bundle.extractall(directory)
    return directory


def _run(task: Path, script: str) -> str:
    prelude = f"import sys; sys.path.insert(0, {str(task)!r})\n"
    done = subprocess.run([*_ISOLATED, prelude + script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_imports_from_the_bundle_alone(task: Path) -> None:
    names = sorted(
        ".".join(path.relative_to(task).with_suffix("").parts).removesuffix(".__init__")
        for path in (task / "chalicelib").rglob("*.py")
    )
    assert "chalicelib.services.fetch" in names

    script = f"import importlib, app\nfor name in {names!r}: importlib.import_module(name)"

    _run(task, script)


def test_handlers_are_where_the_template_says(task: Path, built: Bundle) -> None:
    functions = [r for r in built.template["Resources"].values() if r["Type"] == "AWS::Serverless::Function"]
    handlers = [function["Properties"]["Handler"].split(".")[1] for function in functions]

    _run(task, f"import app\nassert all(callable(getattr(app, name)) for name in {handlers!r})")


def test_encodings_and_services_are_there(task: Path) -> None:
    """A library of compression or signing, or botocore's description of a service, would be missed only at
    run time.
    """
    script = """
import boto3, brotli, jwt, zstandard
assert zstandard.ZstdDecompressor().decompress(zstandard.ZstdCompressor().compress(b"x")) == b"x"
assert brotli.decompress(brotli.compress(b"x")) == b"x"
assert "RS256" in jwt.algorithms.get_default_algorithms()  # only where cryptography can be loaded
session = boto3.Session(aws_access_key_id="x", aws_secret_access_key="x", region_name="eu-central-1")
for service in ("dynamodb", "s3", "sqs", "sns", "sesv2", "secretsmanager"):
    session.client(service)
"""
    _run(task, script)


def test_words_and_templates_are_there(task: Path) -> None:
    script = """
from chalicelib.judging.trained import TrainedJudge
from chalicelib.notifiers.mailing import _templates
from chalicelib.web.pages import _environment
print(TrainedJudge().judge("Larkfield is broken and support is useless", ["Larkfield"]).verdict)
assert _templates().list_templates() and _environment().list_templates()
"""
    assert _run(task, script).strip() == "bad"


def test_bytecode_is_shipped_and_used(task: Path) -> None:
    """Lambda cannot write bytecode; compiling at each cold start doubles it."""
    cached = list((task / "chalicelib").rglob("*.pyc"))

    assert len(cached) >= len(list((task / "chalicelib").rglob("*.py")))
    flags = int.from_bytes(cached[0].read_bytes()[4:8], "little")
    assert flags == 0b01, "hash-based and unchecked: zip dates do not matter, sources are not read"


def test_nothing_of_the_workshop_ships(task: Path) -> None:
    shipped = {path.name for path in task.iterdir()}

    assert not shipped & {"ops", "tests", "click", "rich", "pytest", "moto", "ministack", ".chalice"}
    assert "chalicelib" in shipped


def test_bundle_is_small_enough(built: Bundle) -> None:
    assert built.zip_path.stat().st_size < 20_000_000


def test_same_sources_are_not_built_again(built: Bundle) -> None:
    from ops import bundle, progress

    again = bundle.build(ROOT, built.zip_path.parent, "earshot", progress.to())

    assert again.sha256 == built.sha256
    made = json.loads((built.zip_path.parent / "bundle.json").read_text())
    assert made["sha256"] == built.sha256
