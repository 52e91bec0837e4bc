"""The embedded cloud: MiniStack as a background process, with its state in a home directory of ours. It
listens on the loopback address only, enforces IAM policies, and hands SES mail to the mail catcher."""

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path

from . import doorkeeper, pids
from .home import Home
from .loopback import responds
from .ports import HOST, Port
from .processes import Program, Service, clean_environment

_WORKERS_END_WITHIN_S = 3
_CALLS_END_WITHIN_S = 5


class Embedded:
    """One embedded cloud: its program lives in `cloud_venv`, its state in `home`, its one port is `port`."""

    def __init__(self, home: Home, cloud_venv: Path, port: int, smtp_port: int) -> None:
        self.endpoint = f"http://{HOST}:{port}"
        self.service = Service(_program(home, cloud_venv, port, smtp_port), home)
        self._scratch = _scratch(home)

    def start(self) -> bool:
        """Start it with the state it was stopped with; True if it was not running. Raises PortInUse,
        ServiceFailed."""
        if self.is_running():
            return False
        self._end_workers()
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir(parents=True)
        return self.service.start()

    def wait_ready(self, timeout_s: float = 60) -> None:
        """Return when it serves requests. Raises ServiceFailed with the end of its log if it does not."""
        self.service.wait_ready(timeout_s)

    def is_running(self) -> bool:
        """True while the process lives."""
        return self.service.is_running()

    def stop(self, timeout_s: float = 30) -> bool:
        """Stop it once it has saved its state, and see that no function's process outlives it; True if it
        ran. A function in the middle of a call gets a moment to finish; then its call fails, as on AWS when
        a machine goes away, and its messages come back."""
        ran = self.service.ask_to_end()
        if not self.service.has_ended(_CALLS_END_WITHIN_S):
            self._kill_workers()
        self.service.demand_end(timeout_s)
        self._end_workers()
        shutil.rmtree(self._scratch, ignore_errors=True)
        return ran

    def workers(self) -> list[pids.Process]:
        """The processes of its Lambda functions: they run from its scratch directory, which nothing else
        uses."""
        return pids.with_argument(f"{self._scratch}/ministack-lambda-")

    def _end_workers(self) -> None:
        """A worker ends by itself when its cloud is gone, unless it is in the middle of a call."""
        until = time.monotonic() + _WORKERS_END_WITHIN_S
        while self.workers() and time.monotonic() < until:
            time.sleep(0.05)
        self._kill_workers()

    def _kill_workers(self) -> None:
        for worker in self.workers():
            worker.signal(signal.SIGKILL)


def _scratch(home: Home) -> Path:
    """Where the functions' code is unpacked; resolved, so that it looks the same in a command line."""
    return home.run.resolve() / "functions"


def _program(home: Home, cloud_venv: Path, port: int, smtp_port: int) -> Program:
    return Program(
        name="cloud",
        title="the embedded cloud",
        argv=(str(cloud_venv / "bin" / "python"), "-I", str(Path(doorkeeper.__file__).resolve())),
        env=_environment(home, cloud_venv, port, smtp_port),
        ports=(Port(port, chosen_by="EARSHOT_CLOUD_PORT"),),
        is_ready=lambda: responds(f"http://{HOST}:{port}/_ministack/ready"),
    )


def _environment(home: Home, cloud_venv: Path, port: int, smtp_port: int) -> dict[str, str]:
    """MiniStack's settings. Whatever stands here its Lambda functions see too."""
    return clean_environment(home, path=(cloud_venv / "bin",)) | {
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "AUTH": "true",
        "SMTP_HOST": f"{HOST}:{smtp_port}",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home.state.resolve()),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home.state.resolve() / "s3"),
        "TMPDIR": str(_scratch(home)),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        "DOCKER_HOST": f"unix://{_scratch(home)}/no-docker",  # or it would tidy up the user's own
        "AWS_EC2_METADATA_DISABLED": "true",
    }
