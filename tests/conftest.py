"""What tests share: the real bundle, built once a run and only when its sources have changed, and a system
that runs from it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from ops import bundle, progress
from ops.home import Home
from ops.local import Local, Ports
from ops.ports import a_free_port
from tests.road import CLOUD_VENV, System, earshot

ROOT = Path(__file__).parents[1]

# A change is refused for what is wrong with it, not for what another draw of examples would have found before
# it: the suite draws the same ones each time. `make search` draws others, and many, to find what is wrong.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walk the whole road first: it mostly waits, and others may work meanwhile on another core."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


@pytest.fixture(scope="session")
def built() -> bundle.Bundle:
    """The deployment bundle with the merged template, as `make deploy` would upload it."""
    out = ROOT / "build"
    out.mkdir(exist_ok=True)
    with (out / "tests.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # who comes second finds it built
        return bundle.build(ROOT, out, "earshot", progress.to())


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory, built: bundle.Bundle) -> Iterator[System]:
    """A system of its own, started as a newcomer would start it, beside whatever else runs."""
    home = Home(tmp_path_factory.mktemp("earshot")).make()
    ports = Ports(*(a_free_port() for _ in range(4)))
    local = Local(home, CLOUD_VENV, ports)
    for name in ("bundle.zip", "template.json", "bundle.json"):
        os.link(built.zip_path.with_name(name), home.build / name)
    try:
        earshot(local, "up")
        # The second step after twelve seconds, so that a test can see it taken.
        earshot(local, "policies", "set", "default", "--step", "0=email:ann,sns", "--step", "0.2=email:ben")
        yield System(local, json.loads(earshot(local, "status", "--json")))
    finally:
        local.down(progress.to())
