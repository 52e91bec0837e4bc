"""What every scanner is asked: to begin anew with these feeds, and to scan them once, which is measured."""

from __future__ import annotations

import re
import resource
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..questions import answer_all


class Scanner(ABC):
    """Reads feeds, and asks the next time only for what changed."""

    @property
    @abstractmethod
    def version(self) -> str:
        """What it is called, with its version."""

    @abstractmethod
    def begin(self, urls: Sequence[str], folder: Path) -> None:
        """Forget everything and take on these feeds; the folder, which is empty, is its own."""

    @abstractmethod
    def scan(self) -> None:
        """Read all feeds once, some fifty at a time where it can."""

    @abstractmethod
    def found(self) -> Mapping[str, int]:
        """How many `entries` it knows by now; others say nothing of what they do not do."""

    def answer(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        """See `questions`."""
        if "urls" in question:
            self.begin(question["urls"], Path(question["folder"]))
            return {"version": self.version}
        wall, cpu = time.perf_counter(), self.cpu_s()
        self.scan()
        wall, cpu = time.perf_counter() - wall, self.cpu_s() - cpu
        return {"wall_s": wall, "cpu_s": cpu, "memory_mb": self.memory_mb(), **self.found()}

    def cpu_s(self) -> float:
        """What it has taken of the processor so far."""
        return cpu_s()

    def memory_mb(self) -> float:
        """The most it ever held."""
        return memory_mb()


def serve(scanner: Scanner) -> None:
    """Do what is asked on standard input."""
    answer_all(scanner.answer)


def cpu_s() -> float:
    """Of this process, all its threads, and the commands it ran."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def memory_mb() -> float:
    """The most that this process, or a command it ran, ever held."""
    commands = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6
    return max(most_held_mb(), commands)


def most_held_mb() -> float:
    """Of this process alone: what getrusage says of that counts whoever started it, too
    (https://man7.org/linux/man-pages/man5/proc_pid_status.5.html, VmHWM).
    """
    [kilobytes] = re.findall(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.M)
    return int(kilobytes) * 1024 / 1e6
