"""Which process a pid file means. A pid is given out again, so it is remembered together with when that
process started: a stale file never makes us signal a stranger."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Process:
    """One process, told from any other that ever has the same pid by when it started."""

    pid: int
    started: str

    @property
    def is_alive(self) -> bool:
        """True while this very process runs; false once it ended, even if nobody has collected it yet."""
        return _started(self.pid) == self.started

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to this process, and to nobody if it is gone."""
        if self.is_alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


def running(pid: int) -> Process | None:
    """The process that has this pid now."""
    started = _started(pid)
    return None if started is None else Process(pid, started)


def remember(file: Path, process: Process) -> None:
    """Write the pid file, whole or not at all."""
    draft = file.with_suffix(".draft")
    draft.write_text(f"{process.pid}\n{process.started}\n")
    draft.replace(file)


def recall(file: Path) -> Process | None:
    """The process that the pid file means, if it still runs. A file that is missing, stale or damaged means
    none."""
    try:
        pid, started = file.read_text().splitlines()
        process = Process(int(pid), started)
    except (FileNotFoundError, ValueError):
        return None
    return process if process.is_alive else None


def with_argument(text: str) -> list[Process]:
    """The living processes one of whose arguments contains the text, such as a path that only ours use."""
    own = os.getpid()
    found = (running(pid) for pid, arguments in _command_lines() if pid != own and text in arguments)
    return [process for process in found if process is not None]


def _started(pid: int) -> str | None:
    """When the process started, in whatever words the system has for it; None if it is gone or a zombie."""
    if _PROC.joinpath("self", "stat").exists():
        return _started_by_proc(pid)
    return _started_by_ps(pid)


def _started_by_proc(pid: int) -> str | None:
    """Field 22 of proc(5) stat, in clock ticks since boot. The name in field 2 may contain anything. A
    process looks like a zombie while its other threads still end; it is gone with the last of them (field
    20)."""
    try:
        fields = _PROC.joinpath(str(pid), "stat").read_text(errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, threads, start_time = fields[0], int(fields[17]), fields[19]
    return None if state in "ZX" and threads <= 1 else start_time


def _started_by_ps(pid: int) -> str | None:
    shown = _ps("-o", "state=,lstart=", "-p", str(pid)).strip()
    state, _, started = shown.partition(" ")
    return None if not started or state.startswith("Z") else started.strip()


def _command_lines() -> list[tuple[int, str]]:
    if _PROC.joinpath("self", "cmdline").exists():
        return _command_lines_by_proc()
    return _command_lines_by_ps()


def _command_lines_by_proc() -> list[tuple[int, str]]:
    found = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                found.append((int(entry.name), (entry / "cmdline").read_bytes().decode(errors="replace")))
    return found


def _command_lines_by_ps() -> list[tuple[int, str]]:
    lines = (line.strip().partition(" ") for line in _ps("-A", "-o", "pid=,args=").splitlines())
    return [(int(pid), arguments) for pid, _, arguments in lines]


def _ps(*arguments: str) -> str:
    """What ps says, never cut to the width of a terminal."""
    return subprocess.run(["ps", "-ww", *arguments], capture_output=True, text=True, check=False).stdout
