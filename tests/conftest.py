"""What tests share: the real bundle, built once a run and only when its sources have changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from ops import bundle, progress

ROOT = Path(__file__).parents[1]

# A change is refused for what is wrong with it, not for what another draw of examples would have found before
# it: the suite draws the same ones each time. `make search` draws others, and many, to find what is wrong.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("same")


@pytest.fixture(scope="session")
def built() -> bundle.Bundle:
    """The deployment bundle with the merged template, as `make deploy` would upload it."""
    return bundle.build(ROOT, ROOT / "build", "earshot", progress.to())
