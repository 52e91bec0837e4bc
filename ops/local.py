"""Earshot on this machine: the embedded cloud with the real stack in it, a mail catcher and the town square.

processes ─▶ bundle ─▶ deploy ─▶ sample watches, people and sources ─▶ a first plan ─▶ ready
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from . import bundle, deployed, sample, stack
from .clouds import Cloud, embedded
from .embedded import Embedded
from .errors import CannotContinue
from .home import Home
from .locks import alone
from .loopback import responds
from .ports import HOST, Port
from .processes import Program, Service, clean_environment
from .progress import Progress
from .tokens import keep_token, kept_token

ROOT = Path(__file__).parents[1]
STACK = "earshot-local"


@dataclass(frozen=True, slots=True)
class Ports:
    """Where everything listens, on the loopback address."""

    cloud: int = 4566
    smtp: int = 1025
    mail: int = 8025
    square: int = 8600


class Local:
    """One system in one home directory. Every command finds it again through that directory."""

    def __init__(self, home: Home, cloud_venv: Path, ports: Ports | None = None) -> None:
        self.home = home
        self.ports = ports or _remembered(home) or Ports()
        self.embedded = Embedded(home, cloud_venv, self.ports.cloud, self.ports.smtp)
        self.mail = Service(_mail(home, self.ports), home)
        self.square = Service(_square(home, self.ports), home)

    @property
    def cloud(self) -> Cloud:
        """How to speak to the embedded cloud."""
        return embedded(self.ports.cloud)

    @property
    def square_page(self) -> str:
        """Where the town square is."""
        return f"http://{HOST}:{self.ports.square}/"

    @property
    def mail_page(self) -> str:
        """Where the caught mails are shown."""
        return f"http://{HOST}:{self.ports.mail}/"

    @property
    def token(self) -> str:
        """The token of this machine's user; empty before the first `up`."""
        return kept_token(self._token_file)

    @property
    def _token_file(self) -> Path:
        return self.home.path / "token"

    def up(self, report: Progress) -> None:
        """Start what does not run, bring the stack up to date, add the sample. Harmless to repeat.

        Raises CannotContinue while another command does the same.
        """
        self.home.make()
        with alone(self.home):
            self._up(report)

    def _up(self, report: Progress) -> None:
        self._remember()
        with report.step("starting the mail catcher and the town square"):
            for service in (self.mail, self.square):
                service.start()
                service.wait_ready()
        with report.step("starting the embedded cloud"):
            self.embedded.start()
            self.embedded.wait_ready()
        built = bundle.build(ROOT, self.home.build, "earshot", report)
        stack.deploy(self.cloud, STACK, built, self._parameters(), report)
        with report.step("adding the sample, and fetching for the first time"):
            self.use()
            self.cloud.client("ses").verify_email_identity(EmailAddress=sample.MAIL_FROM)
            sample.add(self.square_page)
            keep_token(self._token_file, "ann", datetime.now(UTC))
            # The schedule's first minute would be a long one.
            deployed.invoke(self.cloud, STACK, "Plan", deployed.scheduled(datetime.now(UTC)))

    def down(self, report: Progress) -> bool:
        """Stop everything and keep the state. True if anything ran."""
        ran = False
        for title, part in (
            ("the town square", self.square),
            ("the embedded cloud, saving its state", self.embedded),
            ("the mail catcher", self.mail),
        ):
            if part.is_running():
                with report.step(f"stopping {title}"):
                    ran = part.stop() or ran
        return ran

    def is_running(self) -> bool:
        """True while all parts run."""
        return all(part.is_running() for part in (self.mail, self.square, self.embedded))

    def demand_running(self) -> None:
        """Raises CannotContinue unless all parts run."""
        if not self.is_running():
            raise CannotContinue("Earshot is not running here", "start it with: make up")

    def use(self) -> None:
        """From now on this process's `wiring` works on this system, as one of its functions would."""
        self.demand_running()
        adopt(deployed.environment_of(self.cloud, STACK, "Escalate"))
        self.cloud.adopt()

    def _parameters(self) -> dict[str, str]:
        return {
            "MailFrom": sample.MAIL_FROM,
            "Contact": "https://example.com/earshot-on-a-laptop",
            "AllowPrivateAddresses": "yes",
            "Protect": "no",
            "GatewayUrl": f"{self.embedded.endpoint}/_aws/execute-api",
        }

    def _remember(self) -> None:
        (self.home.path / "ports.json").write_text(json.dumps(asdict(self.ports)))


def adopt(environment: Mapping[str, str]) -> None:
    """Make a function's settings this process's own."""
    os.environ |= {name: value for name, value in environment.items() if name.startswith("EARSHOT_")}


def ports_from(environment: Mapping[str, str], otherwise: Ports) -> Ports:
    """The ports that EARSHOT_CLOUD_PORT and its like choose. Raises CannotContinue."""
    chosen = otherwise
    for name in asdict(otherwise):
        text = environment.get(f"EARSHOT_{name.upper()}_PORT", "")
        if text and not (text.isdigit() and 0 < int(text) < 65536):
            raise CannotContinue(f"EARSHOT_{name.upper()}_PORT must be a port number, not {text!r}")
        if text:
            chosen = replace(chosen, **{name: int(text)})
    return chosen


def _remembered(home: Home) -> Ports | None:
    file = home.path / "ports.json"
    return Ports(**json.loads(file.read_text())) if file.exists() else None


def _mail(home: Home, ports: Ports) -> Program:
    return Program(
        name="mail",
        title="the mail catcher",
        argv=_module("ops.mail", "--smtp-port", ports.smtp, "--http-port", ports.mail, "--dir", home.mail),
        env=clean_environment(home),
        ports=(Port(ports.smtp, "EARSHOT_SMTP_PORT"), Port(ports.mail, "EARSHOT_MAIL_PORT")),
        is_ready=lambda: responds(f"http://{HOST}:{ports.mail}/mails.json"),
        cwd=ROOT,
    )


def _square(home: Home, ports: Ports) -> Program:
    return Program(
        name="square",
        title="the town square",
        argv=_module("ops.town_square", "--host", HOST, "--port", ports.square),
        env=clean_environment(home),
        ports=(Port(ports.square, "EARSHOT_SQUARE_PORT"),),
        is_ready=lambda: responds(f"http://{HOST}:{ports.square}/sites.json"),
        cwd=ROOT,
    )


def _module(name: str, *arguments: object) -> tuple[str, ...]:
    return (sys.executable, "-m", name, *map(str, arguments))
