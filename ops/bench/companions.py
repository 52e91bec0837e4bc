"""Starts the processes that take part in a measurement, and asks them questions."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from ..errors import ServiceFailed

ROOT = Path(__file__).parents[2]
_STAY_S = 10.0  # for ending by itself


class Companion:
    """A module of ours, run by this Python in a process of its own until the block ends."""

    def __init__(self, python: Path, module: str) -> None:
        self._name = module.rpartition(".")[2]
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            [str(python), "-m", module],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def __enter__(self) -> Companion:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(_STAY_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def ask(self, **question: object) -> Mapping[str, Any]:
        """What it answers. Raises ServiceFailed, with its last words, when it died over it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            print(json.dumps(question), file=self._process.stdin, flush=True)
        except BrokenPipeError:
            line = ""
        else:
            line = self._process.stdout.readline()
        if not line:
            self._errors.seek(0)
            last = self._errors.read().strip().splitlines()[-12:]
            raise ServiceFailed(f"{self._name} died in the middle of it:\n" + "\n".join(last))
        answer: Mapping[str, Any] = json.loads(line)
        return answer
