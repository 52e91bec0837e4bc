"""What tests share: the real bundle, built once a run and only when its sources have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops import bundle, progress

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def built() -> bundle.Bundle:
    """The deployment bundle with the merged template, as `make deploy` would upload it."""
    return bundle.build(ROOT, ROOT / "build", "earshot", progress.to())
