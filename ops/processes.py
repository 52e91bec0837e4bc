"""Background processes: starts one detached from the terminal, tells whether it is ready, says why it is
not, and stops it. The embedded cloud, the mail catcher and the town square are all run this way."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import pids
from .errors import ServiceFailed
from .home import Home
from .ports import HOST, Port, answers, demand_free

_LOOK_EVERY_S = 0.1
_TAIL_LINES = 15
_LOG_KEPT_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `is_ready` is asked once all ports answer; `env` is the whole environment, nothing is
    inherited."""

    name: str
    title: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    ports: tuple[Port, ...]
    is_ready: Callable[[], bool] = field(default=lambda: True)
    cwd: Path | None = None


class Service:
    """One program in the background of one home. Any later command finds it again through its pid file."""

    def __init__(self, program: Program, home: Home) -> None:
        self.program = program
        self.log_file = home.logs / f"{program.name}.log"
        self.pid_file = home.run / f"{program.name}.pid"
        self._child: subprocess.Popen[bytes] | None = None

    def process(self) -> pids.Process | None:
        """The running process, or None. A stale pid file means none, whoever has the pid now."""
        return pids.recall(self.pid_file)

    def is_running(self) -> bool:
        """True while the process lives; whether it answers is `wait_ready`'s question."""
        return self.process() is not None

    def start(self) -> bool:
        """Start it unless it runs; True if it was started. Raises PortInUse or ServiceFailed."""
        if self.is_running():
            return False
        self._collect()
        for port in self.program.ports:
            demand_free(port, self.program.title)
        self._keep_log_small()
        process = self._launch()
        if process is None:
            raise self._failure("ended at once")
        pids.remember(self.pid_file, process)
        return True

    def wait_ready(self, timeout_s: float = 60) -> None:
        """Return when it is ready. Raises ServiceFailed with the end of its log if it dies or takes too
        long."""
        until = time.monotonic() + timeout_s
        while not self._is_ready():
            if not self.is_running():
                self.pid_file.unlink(missing_ok=True)
                raise self._failure("ended before it was ready")
            if time.monotonic() > until:
                raise self._failure(f"was not ready after {timeout_s:.0f} s")
            time.sleep(_LOOK_EVERY_S)

    def demand_running(self) -> None:
        """Raises ServiceFailed, with the end of its log, if it is not running though nobody stopped it."""
        if self.is_running():
            return
        if self.pid_file.exists():
            raise self._failure("ended by itself")
        raise ServiceFailed(f"{self.program.title} is not running", "start it with: make up")

    def ask_to_end(self) -> bool:
        """Ask it to end, and do not wait; True if it runs."""
        process = self.process()
        if process is not None:
            process.signal(signal.SIGTERM)
        return process is not None

    def has_ended(self, within_s: float) -> bool:
        """Wait at most this long for its end; True if it has ended."""
        until = time.monotonic() + within_s
        while self.is_running() and time.monotonic() < until:
            time.sleep(_LOOK_EVERY_S)
        return not self.is_running()

    def demand_end(self, within_s: float = 30) -> None:
        """Wait for its end and forget it. Raises ServiceFailed if it does not end."""
        if not self.has_ended(within_s):
            process = self.process()
            pid = process.pid if process else "gone by now"
            raise ServiceFailed(
                f"{self.program.title} (pid {pid}) did not end within {within_s:.0f} s",
                f"it may still be saving: wait and stop it again; or lose what is not saved: kill -9 {pid}",
            )
        self._collect()
        self.pid_file.unlink(missing_ok=True)

    def stop(self, timeout_s: float = 30) -> bool:
        """Ask it to end and wait until it has; True if it ran. Raises ServiceFailed if it will not end."""
        ran = self.ask_to_end()
        self.demand_end(timeout_s)
        return ran

    def tail(self, lines: int = _TAIL_LINES) -> str:
        """The last lines of its log."""
        if not self.log_file.exists():
            return ""
        with self.log_file.open(errors="replace") as log:
            return "".join(deque(log, lines)).rstrip()

    def _launch(self) -> pids.Process | None:
        program = self.program
        with self.log_file.open("ab") as log:
            try:
                self._child = subprocess.Popen(
                    program.argv,
                    env=dict(program.env),
                    cwd=program.cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except FileNotFoundError as error:
                raise ServiceFailed(
                    f"{program.title} is not installed: no {error.filename!r}", "install it with: make setup"
                ) from error
        return pids.running(self._child.pid)

    def _is_ready(self) -> bool:
        return (
            self.is_running()
            and all(answers(each.number) for each in self.program.ports)
            and self.program.is_ready()
        )

    def _collect(self) -> None:
        """Take the exit status of a child of our own, so that no zombie stays."""
        if self._child is not None:
            self._child.poll()
            self._child = None

    def _failure(self, what: str) -> ServiceFailed:
        return ServiceFailed(
            f"{self.program.title} {what}; the end of {self.log_file}:\n{self.tail() or '(empty)'}",
            "start it again with: make up",
        )

    def _keep_log_small(self) -> None:
        if self.log_file.exists() and self.log_file.stat().st_size > _LOG_KEPT_BYTES:
            self.log_file.replace(self.log_file.with_suffix(".old.log"))


def clean_environment(home: Home, path: tuple[Path, ...] = ()) -> dict[str, str]:
    """An environment in which nothing of the user's shell shows: no AWS credentials, profile or region, no
    PYTHONPATH, no proxy. `path` is searched before the system's own directories."""
    kept = {name: os.environ[name] for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if name in os.environ}
    return kept | {
        "PATH": os.pathsep.join([*map(str, path), "/usr/local/bin", "/usr/bin", "/bin"]),
        "HOME": str(home.run),
        "TMPDIR": str(home.run),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "NO_PROXY": HOST,
        "PYTHONNOUSERSITE": "1",
        "PYTHONUNBUFFERED": "1",
    }
