from __future__ import annotations

import io
import sys
from itertools import count

import pytest

from ops import progress


def test_plain_lines_say_what_began_what_happened_and_how_long_it_took() -> None:
    out = io.StringIO()
    seconds = count(start=10, step=3)

    with progress.Plain(out, clock=lambda: next(seconds)).step("packaging") as say:
        say("9 MB")

    assert out.getvalue() == "packaging ...\n  9 MB\npackaging: done in 3.0 s\n"


def test_a_step_that_fails_says_so_and_lets_the_error_through() -> None:
    out = io.StringIO()

    with pytest.raises(RuntimeError), progress.Plain(out).step("packaging"):
        raise RuntimeError

    assert "packaging: failed after" in out.getvalue()


def test_a_terminal_gets_a_tick_and_the_time() -> None:
    out = io.StringIO()

    with progress.Lively(out).step("packaging [x]") as say:
        say("half way [/b]")

    assert "✓ packaging [x]" in out.getvalue()


def test_a_terminal_gets_a_cross_when_a_step_fails() -> None:
    out = io.StringIO()

    with pytest.raises(RuntimeError), progress.Lively(out).step("packaging"):
        raise RuntimeError

    assert "✗ packaging" in out.getvalue()


def test_what_is_not_a_terminal_gets_plain_lines() -> None:
    assert isinstance(progress.to(io.StringIO()), progress.Plain)


def test_waiting_shows_nothing_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.waiting("looking"):
        pass

    assert capsys.readouterr() == ("", "")


def test_waiting_leaves_nothing_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    out = _Terminal()
    monkeypatch.setattr(sys, "stderr", out)
    monkeypatch.setenv("TERM", "xterm")

    with progress.waiting("looking [x]"):
        pass

    assert "looking [x]" in out.getvalue()
    assert out.getvalue().rstrip().endswith(("\x1b[2K", "\x1b[?25h"))


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True
