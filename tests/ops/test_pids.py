from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops import pids


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", "print(flush=True); import time; time.sleep(60)", "a-word-only-we-use"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield child
        child.kill()


def test_a_process_is_found_again_through_its_file(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    process = pids.running(sleeper.pid)
    assert process is not None

    pids.remember(tmp_path / "x.pid", process)

    assert pids.recall(tmp_path / "x.pid") == process


def test_a_stale_file_whose_pid_now_belongs_to_a_stranger_means_nobody(tmp_path: Path) -> None:
    stranger = os.getpid()  # this very process: were it signalled, the test would end here
    (tmp_path / "x.pid").write_text(f"{stranger}\nstarted-before-our-time\n")

    recalled = pids.recall(tmp_path / "x.pid")
    pids.Process(stranger, "started-before-our-time").signal(signal.SIGKILL)

    assert recalled is None


@pytest.mark.parametrize("content", ["", "12", "not a pid\nx\n", "1\n2\n3\n"])
def test_a_damaged_file_means_nobody(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.pid").write_text(content)

    assert pids.recall(tmp_path / "x.pid") is None


def test_a_missing_file_means_nobody(tmp_path: Path) -> None:
    assert pids.recall(tmp_path / "x.pid") is None


def test_a_process_that_ended_is_not_alive_even_before_it_is_collected(
    sleeper: subprocess.Popen[bytes],
) -> None:
    process = pids.running(sleeper.pid)
    assert process is not None

    process.signal(signal.SIGKILL)
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)

    assert not process.is_alive
    assert pids.running(sleeper.pid) is None


def test_processes_are_found_by_a_word_of_their_command_line(sleeper: subprocess.Popen[bytes]) -> None:
    found = pids.with_argument("a-word-only-we-use")

    assert [process.pid for process in found] == [sleeper.pid]


@pytest.mark.skipif(shutil.which("ps") is None, reason="there is no ps here")
def test_where_there_is_no_proc_ps_tells_the_same(sleeper: subprocess.Popen[bytes]) -> None:
    """macOS has no /proc; what stands in for it is tried here too."""
    started = pids._started_by_ps(sleeper.pid)
    listed = dict(pids._command_lines_by_ps())
    sleeper.kill()
    os.waitid(os.P_PID, sleeper.pid, os.WEXITED | os.WNOWAIT)

    assert started is not None
    assert "a-word-only-we-use" in listed[sleeper.pid]
    assert pids._started_by_ps(sleeper.pid) is None
