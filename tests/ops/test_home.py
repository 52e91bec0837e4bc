"""Where a running system keeps its secrets, nobody but its owner can look."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.errors import CannotContinue
from ops.home import Home


@pytest.mark.parametrize("was_there", [False, True], ids=["new", "there before"])
def test_only_its_owner_can_look_inside(tmp_path: Path, was_there: bool) -> None:
    path = tmp_path / "home"
    if was_there:
        path.mkdir(mode=0o755)

    Home(path).make()

    assert path.stat().st_mode & 0o777 == 0o700
    assert Home(path).state.is_dir()


def test_home_that_cannot_be_ours_is_named_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "home"
    file.touch()

    with pytest.raises(CannotContinue, match="home") as stopped:
        Home(file).make()

    assert "EARSHOT_HOME" in stopped.value.advice
