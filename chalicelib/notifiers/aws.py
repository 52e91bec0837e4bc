"""How notifiers speak to AWS: clients that give up in good time, and refusals told in our own errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any

from ..errors import EarshotError, PermanentError, TemporaryError

# Refusals that pass by themselves although their status says otherwise. Throttling is told by its name.
_PASSING = frozenset(
    "ExpiredToken LimitExceeded RequestExpired RequestTimeout SendingPaused SlowDown TooManyRequests".split()
)
_ADVICE = {
    "AccessDenied": "allow it in the function's policy",
    "AuthorizationError": "allow it in the function's policy",
}


def client(service: str) -> Any:
    """A boto3 client that answers or fails within seconds: what cannot go now is tried again later.

    It is made when something is first asked of it. Each takes some 20 ms of CPU, and a function seldom needs
    all that it was given.
    """
    return _Later(service)


class _Later:
    def __init__(self, service: str) -> None:
        self._service = service
        self._making = Lock()
        self._made: Any = None

    def __getattr__(self, name: str) -> Any:
        with self._making:
            self._made = self._made or _made(self._service)
        return getattr(self._made, name)


def _made(service: str) -> Any:
    import boto3
    from botocore.config import Config

    retries: Any = {"mode": "standard", "total_max_attempts": 2}
    make: Any = boto3.client  # its published types want every service's name spelled out
    return make(service, config=Config(connect_timeout=2, read_timeout=5, retries=retries))


@contextmanager
def refusals(service: str, advice: Mapping[str, str]) -> Iterator[None]:
    """Turns what botocore raises into TemporaryError or PermanentError.

    `advice` says what to do about an error code (written without its ending "Exception"). AWS repeats
    addresses and values in its messages, so these are neither quoted nor chained: code and request id lead
    to them.
    """
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

    try:
        yield
    except ClientError as error:
        raise _meaning(service, error.response, advice) from None
    except ParamValidationError:
        raise PermanentError(f"{service} cannot take such a message") from None
    except BotoCoreError as error:
        raise TemporaryError(f"{service} gave no answer ({type(error).__name__})") from error


def _meaning(service: str, response: Mapping[str, Any], advice: Mapping[str, str]) -> EarshotError:
    code = str(response.get("Error", {}).get("Code", "unknown")).removesuffix("Exception")
    about = response.get("ResponseMetadata", {})
    status = about.get("HTTPStatusCode", 0)
    what = f"{service} refused: {code} (status {status}, request {about.get('RequestId', 'unknown')})"
    if status >= 500 or status == 429 or "throttl" in code.lower() or code in _PASSING:
        return TemporaryError(what)
    todo = advice.get(code) or _ADVICE.get(code)
    return PermanentError(f"{what}; {todo}" if todo else what)
