"""The keys of sources and destinations, all in one secret: a JSON object of fields by the key's name.

Beside them lies `push`, a random text of the template's making, from which each WebSub secret is derived.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from .errors import PermanentError, TemporaryError

PUSH = "push"
_FRESH_S = 300.0  # so long a worker goes without asking whether its keys are still the right ones


class SecretKeys:
    """Reads and writes the secret. `client` is boto3's `secretsmanager`.

    Two who write within the same second may undo each other's writing; people seldom do, and what a service
    hands out can be had again.
    """

    def __init__(self, client: Any, secret_arn: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._arn = secret_arn
        self._clock = clock
        self._read_at = -_FRESH_S
        self._all: dict[str, Any] = {}

    def names(self) -> tuple[str, ...]:
        """Which keys there are."""
        return tuple(sorted(name for name, fields in self._known().items() if isinstance(fields, dict)))

    def get(self, name: str) -> Mapping[str, str]:
        """The fields of a key; none where there is none."""
        fields = self._known().get(name)
        return {str(k): str(v) for k, v in fields.items()} if isinstance(fields, dict) else {}

    def fresh(self, name: str) -> Mapping[str, str]:
        """Like `get`, of a key that may have been set just now."""
        self._read()
        return self.get(name)

    def push(self) -> str:
        """What the secrets of subscriptions are derived from. Raises PermanentError where it is missing."""
        found = self._known().get(PUSH)
        if not isinstance(found, str) or not found:
            raise PermanentError(f"the secret of the keys has no {PUSH!r}")
        return found

    def keep(self, name: str, fields: Mapping[str, str]) -> None:
        """Remember these fields beside those that the key has."""
        stored = self._read()
        before = stored.get(name)
        self._write({**stored, name: {**(before if isinstance(before, dict) else {}), **fields}})

    def replace(self, name: str, fields: Mapping[str, str]) -> None:
        """The key has these fields and no others; without any it is forgotten."""
        stored = self._read()
        after = {key: value for key, value in stored.items() if key != name}
        if fields:
            after[name] = dict(fields)
        if after != stored:
            self._write(after)

    def _known(self) -> dict[str, Any]:
        if self._clock() - self._read_at >= _FRESH_S:
            self._read()
        return self._all

    def _read(self) -> dict[str, Any]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            answer = self._client.get_secret_value(SecretId=self._arn)
        except (BotoCoreError, ClientError) as error:
            raise TemporaryError("the secret with the keys could not be read") from error
        self._all = _object_in(answer.get("SecretString") or "{}")
        self._read_at = self._clock()
        return self._all

    def _write(self, content: dict[str, Any]) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._client.put_secret_value(SecretId=self._arn, SecretString=json.dumps(content))
        except (BotoCoreError, ClientError) as error:
            raise TemporaryError("the secret with the keys could not be written") from error
        self._all, self._read_at = content, self._clock()


def _object_in(stored: str) -> dict[str, Any]:
    try:
        found = json.loads(stored)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        # Not chained and without value: what stands there is secret.
        raise PermanentError("the secret with the keys must be a JSON object")
    return found
