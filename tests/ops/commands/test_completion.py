"""Shells complete commands and options, and say how to have that for good."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from ops.cli import earshot

EARSHOT = Path(sys.executable).with_name("earshot")


@pytest.mark.parametrize(
    ("shell", "install"),
    [("bash", ">> ~/.bashrc"), ("zsh", ">> ~/.zshrc"), ("fish", "> ~/.config/fish/completions/earshot.fish")],
)
def test_script_says_how_to_install_it(shell: str, install: str) -> None:
    answer = CliRunner().invoke(earshot, ["completion", shell])

    assert answer.exit_code == 0, answer.output
    assert f"_EARSHOT_COMPLETE={shell}_complete" in answer.output
    assert install in answer.output.splitlines()[-1]
    assert answer.output.splitlines()[-1].startswith("#")


def test_shell_that_is_not_known_is_told_from_those_that_are() -> None:
    answer = CliRunner().invoke(earshot, ["completion", "tcsh"])

    assert answer.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in answer.output


@pytest.mark.parametrize(
    ("words", "position", "expected"),
    [
        ("earshot pol", 1, {"policies"}),
        ("earshot dead", 1, {"dead-letters"}),
        ("earshot policies re", 2, {"rehearse", "remove"}),
        ("earshot mentions ", 2, {"list", "add", "judge"}),
        ("earshot ack m1 --un", 3, {"--until"}),
        ("earshot ignore m1 ", 3, {"troll", "not-ours"}),
        ("earshot --ver", 1, {"--version"}),
    ],
)
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here to ask")
def test_bash_completes_by_the_script(words: str, position: int, expected: set[str]) -> None:
    script = CliRunner().invoke(earshot, ["completion", "bash"]).output
    typed = " ".join(f"'{word}'" for word in words.split(" "))
    asked = f"""{script}
        COMP_WORDS=({typed}); COMP_CWORD={position}; _earshot_completion earshot
        printf '%s\\n' "${{COMPREPLY[@]}}" """
    path = f"{EARSHOT.parent}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-c", asked], capture_output=True, text=True, timeout=60, env={**os.environ, "PATH": path}
    )

    assert set(done.stdout.split()) == expected, done.stderr
