"""Where the workshop keeps what it makes while running: one directory per running system, `.earshot/` by
default."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .errors import CannotContinue


@dataclass(frozen=True, slots=True)
class Home:
    """One running system's directory. Its state holds secrets, so only its owner can look inside."""

    path: Path

    @property
    def state(self) -> Path:
        """What the embedded cloud remembers between runs."""
        return self.path / "state"

    @property
    def mail(self) -> Path:
        """The caught mails, one file each."""
        return self.path / "mail"

    @property
    def logs(self) -> Path:
        """What the background processes print."""
        return self.path / "logs"

    @property
    def run(self) -> Path:
        """Process ids and scratch space of what runs now."""
        return self.path / "run"

    @property
    def build(self) -> Path:
        """The deployment bundle."""
        return self.path / "build"

    def make(self) -> Home:
        """Make the directories that are missing; harmless when they exist. Raises CannotContinue."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.chmod(0o700)  # it may have been there before, for everybody
        except OSError as error:
            advice = "choose a directory of your own: set EARSHOT_HOME, or say --home"
            raise CannotContinue(
                f"what Earshot keeps cannot be kept in {self.path}: {error}", advice
            ) from error
        for each in (self.state, self.mail, self.logs, self.run, self.build):
            each.mkdir(exist_ok=True)
        return self
