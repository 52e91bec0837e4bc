from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ops.completeness import demand_complete, demand_importable
from ops.errors import BuildFailed


def packaged(tmp_path: Path, **needs: list[str]) -> Path:
    """A zip with these distributions, each needing the ones listed."""
    path = tmp_path / "deployment.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, needed in needs.items():
            info = f"{name}-1.0.dist-info"
            lines = [f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {each}" for each in needed)]
            packed.writestr(f"{info}/METADATA", "\n".join(lines) + "\n\nA description.\n")
            packed.writestr(
                f"{info}/RECORD", f"{name}/__init__.py,,\n{name}/sub/__init__.py,,\n{name}_one.py,,\n"
            )
    return path


def test_what_is_all_there_is_told_by_its_import_names(tmp_path: Path) -> None:
    path = packaged(tmp_path, alpha=["beta>=1"], beta=[])

    assert demand_complete(path, "alpha>=1,<2  # why\n\n# a comment\n-i ignored\n") == ["alpha", "alpha_one"]


def test_a_requirement_that_was_dropped_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildFailed, match=r"lacks gamma-ray \(needed by requirements.txt\)") as failed:
        demand_complete(packaged(tmp_path, alpha=[]), "alpha\nGamma_Ray>=2\n")

    assert "manylinux2014" in failed.value.advice


def test_what_a_requirement_needs_in_turn_must_be_there_too(tmp_path: Path) -> None:
    path = packaged(tmp_path, alpha=["beta"], beta=["gamma"])

    with pytest.raises(BuildFailed, match=r"lacks gamma \(needed by beta\)"):
        demand_complete(path, "alpha")


def test_what_does_not_apply_on_lambda_may_be_missing(tmp_path: Path) -> None:
    needs = ["colorama; sys_platform == 'win32'", "brotli; extra == 'fast'", "typing; python_version < '3.8'"]

    assert demand_complete(packaged(tmp_path, alpha=needs), "alpha")


def test_an_extra_that_is_asked_for_must_be_there(tmp_path: Path) -> None:
    path = packaged(tmp_path, alpha=["brotli; extra == 'fast'"])

    with pytest.raises(BuildFailed, match=r"lacks brotli \(needed by alpha\)"):
        demand_complete(path, "alpha[fast]")


def test_packages_that_need_each_other_are_no_endless_walk(tmp_path: Path) -> None:
    assert demand_complete(packaged(tmp_path, alpha=["beta"], beta=["alpha"]), "alpha")


def test_a_bundle_that_needs_what_only_the_tools_have_cannot_be_imported(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import pytest\n")

    with pytest.raises(BuildFailed, match="No module named 'pytest'"):
        demand_importable(tmp_path, ["app"])


def test_a_bundle_with_all_it_needs_can_be_imported(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import json, beside\n")
    (tmp_path / "beside.py").write_text("")

    demand_importable(tmp_path, ["app"])
