"""Only one command at a time starts what lives in a home."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ops.cli import earshot
from ops.errors import CannotContinue
from ops.home import Home
from ops.locks import alone

ROOT = Path(__file__).parents[2]
_HOLD = "import sys; from pathlib import Path; from ops.home import Home; from ops.locks import alone\n"
_HOLD += "with alone(Home(Path(sys.argv[1]))): print('held', flush=True); sys.stdin.read()"


def test_second_up_at_the_same_moment_is_refused_before_it_touches_anything(home: Home) -> None:
    before = sorted(home.path.rglob("*"))

    with alone(home):
        answer = CliRunner().invoke(earshot, ["up", "--home", str(home.path)])

    assert isinstance(answer.exception, CannotContinue)
    assert "is already starting" in answer.exception.reason
    assert str(home.path) in answer.exception.reason
    assert set(home.path.rglob("*")) - set(before) == {home.run / "up.lock"}


def test_lock_is_free_again_after_use_and_after_a_failure(home: Home) -> None:
    with alone(home):
        pass
    with pytest.raises(ZeroDivisionError), alone(home):
        _ = 1 / 0

    with alone(home):
        pass


def test_lock_of_a_command_that_was_killed_is_free(home: Home) -> None:
    command = [sys.executable, "-c", _HOLD, str(home.path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(CannotContinue), alone(home):
            pass
        other.kill()
        other.wait(timeout=10)

    with alone(home):
        pass


def test_homes_do_not_hinder_each_other(home: Home, tmp_path: Path) -> None:
    with alone(home), alone(Home(tmp_path / "other").make()):
        pass


def test_what_a_command_starts_in_the_background_does_not_keep_the_lock(home: Home) -> None:
    with alone(home):
        child = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
        )

    with child, alone(home):
        assert child.stdin is not None
        child.stdin.close()
