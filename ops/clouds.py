"""Which cloud a command speaks to: AWS with the user's own credentials, or the embedded one with its
well-known ones. Everything after this point treats the two alike."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from typing import Any

from .errors import CannotContinue
from .ports import HOST

DEFAULT_REGION = "us-east-1"
_LONGEST_CALL_S = 150  # a function that is called may take its time; asking again would run it twice
_ONLY_LOCAL = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_PROXY": HOST,
    "no_proxy": HOST,
}


@dataclass(frozen=True, eq=False)
class Cloud:
    """One account in one region. `look_every_s` is how often it is polite to ask how something is going."""

    session: Any
    endpoint: str | None
    look_every_s: float

    @functools.cache  # noqa: B019  # a Cloud lives as long as its command
    def client(self, service: str) -> Any:
        """A client of one AWS service."""
        from botocore.config import Config

        # A user's proxy must not see what stays on this machine.
        proxies: dict[str, str] | None = {} if self.endpoint else None
        config = Config(
            retries={"mode": "standard", "max_attempts": 5}, proxies=proxies, read_timeout=_LONGEST_CALL_S
        )
        return self.session.create_client(
            service, region_name=self.region, endpoint_url=self.endpoint, config=config
        )

    def adopt(self) -> None:
        """From now on every SDK in this process speaks to this cloud, whatever the user's shell says."""
        if self.endpoint:
            for name in [name for name in os.environ if name.startswith("AWS_")]:
                del os.environ[name]
            os.environ |= _ONLY_LOCAL | {"AWS_ENDPOINT_URL": self.endpoint}
        elif profile := self.session.get_config_variable("profile"):
            os.environ["AWS_PROFILE"] = profile
        os.environ["AWS_DEFAULT_REGION"] = self.region

    @property
    def region(self) -> str:
        """The region that everything is deployed to."""
        region: str = self.session.get_config_variable("region")
        return region


def aws(profile: str | None = None, region: str | None = None) -> Cloud:
    """AWS as the user's environment and `~/.aws` describe it, with a profile or region named for this
    command. Raises CannotContinue when that names no account or region."""
    import botocore.session
    from botocore.exceptions import BotoCoreError

    session = botocore.session.Session(profile=profile)
    try:
        if region:
            session.set_config_variable("region", region)
        if session.get_config_variable("region") is None:
            raise CannotContinue(
                "no AWS region is chosen", "name one with --region, set AWS_DEFAULT_REGION, or: aws configure"
            )
        if session.get_credentials() is None:
            raise CannotContinue(
                "no AWS credentials are found",
                "name a --profile of yours, set AWS_PROFILE, or: aws configure",
            )
    except BotoCoreError as error:
        raise CannotContinue(
            f"your AWS configuration cannot be used: {error}", "look at it with: aws configure list"
        ) from error
    return Cloud(session, endpoint=None, look_every_s=2)


def embedded(port: int) -> Cloud:
    """The embedded cloud on this port. Nothing of the user's AWS configuration is read, nor sent to it."""
    import botocore.session

    nobody: dict[str, tuple[Any, ...]] = {
        "profile": (None, [], None, None),
        "config_file": (None, None, os.devnull, None),
        "credentials_file": (None, None, os.devnull, None),
        "region": (None, None, DEFAULT_REGION, None),
    }
    session = botocore.session.Session(session_vars=nobody)
    session.set_credentials("test", "test")
    return Cloud(session, endpoint=f"http://{HOST}:{port}", look_every_s=0.2)
