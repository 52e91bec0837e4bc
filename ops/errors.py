"""What stops a command of the workshop, in words for the person who typed it, with what to do about it."""

from __future__ import annotations

from chalicelib.errors import PermanentError


class CannotContinue(PermanentError):
    """The command ends here. `reason` says what happened, `advice` what the person can do; both may span
    lines."""

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(f"{reason}\n{advice}" if advice else reason)
        self.reason = reason
        self.advice = advice


class PortInUse(CannotContinue):
    """Something else listens on a port that a service needs."""


class ServiceFailed(CannotContinue):
    """A background process did not start, died, or would not stop."""


class BuildFailed(CannotContinue):
    """The deployment bundle could not be built, or is not what it must be."""


class DeployFailed(CannotContinue):
    """CloudFormation refused or rolled back."""
