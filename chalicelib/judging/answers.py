"""How judges in AWS are asked: within two seconds, once, and with what a failure means for the money."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from ..errors import TemporaryError
from .purse import Reserved


def client(service: str) -> Any:
    """A boto3 client that answers or fails within two seconds. It never asks twice: each time costs."""
    import boto3

    retries: Any = {"mode": "standard", "total_max_attempts": 1}
    make: Any = boto3.client  # its published types want every service's name spelled out
    return make(service, config=Config(connect_timeout=0.5, read_timeout=1.5, retries=retries))


@contextmanager
def paid(reserved: Reserved, service: str) -> Iterator[None]:
    """Raises what botocore raises as TemporaryError, without quoting AWS, which repeats what it was sent.

    What was refused costs nothing. Where no answer came nobody can tell, and the money stays spent.
    """
    try:
        yield
    except ClientError as error:
        if int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)) < 500:
            reserved.settle(0)
        code = error.response.get("Error", {}).get("Code", "unknown")
        raise TemporaryError(f"{service} refused: {code}") from None
    except BotoCoreError as error:
        raise TemporaryError(f"{service} gave no answer ({type(error).__name__})") from None
