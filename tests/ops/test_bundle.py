from __future__ import annotations

import importlib.util
import io
import zipfile
from pathlib import Path

import pytest

from ops import bundle
from ops.errors import BuildFailed
from ops.progress import Plain
from tests.ops import projects

UNCHECKED_HASH = 0b01  # the flags of PEP 552: a hash, and nobody looks whether it still fits


def built(root: Path, out: Path) -> tuple[bundle.Bundle, str]:
    """The bundle, and what was said while it was made."""
    said = io.StringIO()
    return bundle.build(root, out, "try", Plain(said)), said.getvalue()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return projects.write(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def made(project: Path, tmp_path_factory: pytest.TempPathFactory) -> bundle.Bundle:
    return built(project, tmp_path_factory.mktemp("out"))[0]


def test_the_bundle_holds_the_code_and_its_bytecode_and_no_junk(made: bundle.Bundle) -> None:
    names = zipfile.ZipFile(made.zip_path).namelist()
    tag = importlib.util.cache_from_source("x.py").rpartition("x")[2]

    assert names == sorted(names)
    assert {"app.py", "chalice/app.py", "chalicelib/words.txt", f"__pycache__/app{tag}"} <= set(names)
    assert not [name for name in names if "old" in name or "DS_Store" in name]


def test_the_bytecode_is_trusted_without_a_look_at_the_source(made: bundle.Bundle) -> None:
    with zipfile.ZipFile(made.zip_path) as packed:
        name = next(each for each in packed.namelist() if each.startswith("__pycache__/app."))
        content = packed.read(name)

    assert content[:4] == importlib.util.MAGIC_NUMBER
    assert int.from_bytes(content[4:8], "little") == UNCHECKED_HASH
    assert b"/var/task/app.py" in content


def test_the_template_is_merged_and_its_functions_are_given_their_code(made: bundle.Bundle) -> None:
    resources = made.template_with_code("s3://bucket/key")["Resources"]

    functions = [each for each in resources.values() if each["Type"] == "AWS::Serverless::Function"]
    assert {each["Properties"]["CodeUri"] for each in functions} == {"s3://bucket/key"}
    assert len(functions) == 2
    assert "Things" in resources
    assert "deployment.zip" in str(made.template)


def test_the_same_project_gives_the_same_bundle(made: bundle.Bundle, project: Path, tmp_path: Path) -> None:
    again, _ = built(project, tmp_path / "elsewhere")

    assert again.sha256 == made.sha256


def test_nothing_is_done_again_while_nothing_has_changed(made: bundle.Bundle, project: Path) -> None:
    again, said = built(project, made.zip_path.parent)

    assert again == made
    assert said == "the bundle is up to date\n"


def test_a_change_is_built_and_a_bundle_that_vanished_too(tmp_path: Path) -> None:
    project, out = projects.write(tmp_path / "project"), tmp_path / "out"
    first, _ = built(project, out)
    (project / "chalicelib" / "words.txt").write_text("good bye\n")

    second, _ = built(project, out)
    second.zip_path.unlink()
    third, _ = built(project, out)

    assert first.sha256 != second.sha256
    assert third.sha256 == second.sha256
    assert third.zip_path.exists()


def test_a_project_that_chalice_refuses_says_why(tmp_path: Path) -> None:
    project = projects.write(tmp_path / "project", app="raise SystemExit('no such word')\n")

    with pytest.raises(BuildFailed, match="no such word"):
        built(project, tmp_path / "out")


def test_a_failed_build_is_not_taken_for_a_bundle_later(tmp_path: Path) -> None:
    project, out = projects.write(tmp_path / "project"), tmp_path / "out"
    built(project, out)
    (project / "app.py").write_text("raise SystemExit('no such word')\n")

    for _ in range(2):
        with pytest.raises(BuildFailed):
            built(project, out)


def test_the_users_aws_configuration_changes_nothing(
    made: bundle.Bundle, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")

    again, _ = built(project, tmp_path / "out")

    assert again.template == made.template
    assert again.sha256 == made.sha256
