"""What the tests of the workshop share: a home of their own, and the embedded cloud's environment where
there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ops.home import Home

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


@pytest.fixture(scope="session")
def cloud_venv() -> Path:
    """The environment that MiniStack is installed in. EARSHOT_CLOUD_VENV names another than `make setup`
    makes."""
    venv = Path(os.environ.get("EARSHOT_CLOUD_VENV", ROOT / ".venv-cloud"))
    if not (venv / "bin" / "ministack").exists():
        pytest.skip(f"the embedded cloud is not installed in {venv.name}; make setup installs it")
    return venv
