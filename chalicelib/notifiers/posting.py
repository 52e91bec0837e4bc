"""One attempt to post something to a service: through the guard, following no redirect, over in seconds."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING

import httpx

from .. import __version__
from ..errors import PermanentError, SourceRefused, TemporaryError
from ..network.answers import retry_after, why_unanswered
from ..network.guard import AddressGuard
from ..network.transport import GuardedTransport

if TYPE_CHECKING:
    import ssl

_PASSING = frozenset({408, 425, 429, *range(500, 600)})
_REDIRECTS = range(300, 400)
# Services say in a word what they do not like, as in "no_service"; anything longer may repeat what we sent.
_CODE = re.compile(r"[a-z][a-z_]{1,60}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one attempt may take: whoever waits for it has others to tell."""

    connect_s: float = 3.0
    total_s: float = 10.0
    body_bytes: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered, its body up to the bound. `wait_s` is how long it asks us to wait."""

    status: int
    text: str
    wait_s: float | None = None

    @property
    def fields(self) -> dict[str, object]:
        """The JSON object that it holds; nothing where it holds none."""
        try:
            found = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class Post:
    """Posts, each time on a connection of its own: a kept one might be dead, and the message sent twice."""

    def __init__(self, guard: AddressGuard, limits: Limits = Limits()) -> None:
        self._guard = guard
        self._limits = limits

    def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer, whatever its status. Raises TemporaryError where there is none, PermanentError where
        nothing may be sent to this address. Neither says more of it than its host.
        """
        try:
            to = self._guard.approve(url)
            if to.scheme != "https" and not self._guard.allow_private:
                raise PermanentError(
                    f"what we tell must not go to {to.host} unencrypted; use an https address"
                )
            return _runner().run(self._within_time(to, body, headers))
        except SourceRefused as error:
            raise PermanentError(f"nothing may be sent there: {error}") from error

    def send_json(self, url: str, content: object, headers: Mapping[str, str] | None = None) -> Answer:
        """The same with a JSON document."""
        return self.send(url, as_json(content), {"Content-Type": "application/json", **(headers or {})})

    async def _within_time(self, url: httpx.URL, body: bytes, headers: Mapping[str, str]) -> Answer:
        try:
            async with asyncio.timeout(self._limits.total_s):
                return await self._exchange(url, body, headers)
        except TimeoutError as error:
            raise TemporaryError(
                f"{url.host} took longer than {self._limits.total_s:g} seconds to answer"
            ) from error
        except httpx.TransportError as error:
            raise TemporaryError(f"{url.host} {why_unanswered(error)}") from error

    async def _exchange(self, url: httpx.URL, body: bytes, headers: Mapping[str, str]) -> Answer:
        limits = self._limits
        times = {"connect": limits.connect_s, "read": limits.total_s, "write": limits.total_s, "pool": None}
        ours = {"User-Agent": f"Earshot/{__version__}", "Accept-Encoding": "identity"}
        asking = httpx.Request(
            "POST", url, headers={**ours, **headers}, content=body, extensions={"timeout": times}
        )
        async with GuardedTransport(self._guard, ssl_context=self._tls) as transport:
            answer = await transport.handle_async_request(asking)
            try:
                said = await self._read(answer)
            finally:
                await answer.aclose()
        wait = retry_after(answer.headers, datetime.now(UTC))
        return Answer(answer.status_code, said, wait.total_seconds() if wait is not None else None)

    async def _read(self, answer: httpx.Response) -> str:
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        body = bytearray()
        async for chunk in answer.stream:
            body += chunk
            if len(body) >= self._limits.body_bytes:
                break
        return bytes(body[: self._limits.body_bytes]).decode("utf-8", "replace")

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return httpx.create_ssl_context(trust_env=False)


def as_json(content: object) -> bytes:
    """The document as it is sent: short, and in the script it was written in."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def demand_success(answer: Answer, service: str, todo: Mapping[int, str]) -> None:
    """Raises TemporaryError or PermanentError unless the status says that the message was taken.

    `todo` says by status what to do about a refusal; under 0, about any other.
    """
    status = answer.status
    if 200 <= status < 300:
        return
    if status in _PASSING:
        what = "asks us to come less often" if status == 429 else "cannot take it now"
        raise TemporaryError(f"{service} {what} (status {status})", retry_after_s=answer.wait_s)
    if status in _REDIRECTS:
        raise PermanentError(f"{service} redirects (status {status}), which is not followed; {todo[0]}")
    said = answer.text.strip()
    code = f", {said}" if _CODE.fullmatch(said) else ""
    raise PermanentError(f"{service} refused (status {status}{code}); {todo.get(status, todo[0])}")


@cache
def _runner() -> asyncio.Runner:
    """One for the process: closing one waits for its name lookups, however long those hang."""
    return asyncio.Runner()
