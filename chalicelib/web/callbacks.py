"""Where hubs call back: to make sure that we want a subscription, and to push what is new.

https://www.w3.org/TR/websub/. No token is needed: the key in the address is known to the hub alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from chalice.app import Request, Response

from .. import wiring
from ..domain.pushes import Push
from ..errors import NotFound
from .refusals import NotSubscribed

_LONGEST_TYPE = 200
_LONGEST_CHALLENGE = 4_000
_SECONDS = re.compile("[0-9]{1,10}")


def confirm(request: Request, source_id: str, key: str) -> Response:
    """The hub's challenge, back to the letter, where it asks for what we asked it for. Raises NotFound."""
    given: Mapping[str, str] = request.query_params or {}
    mode, topic = given.get("hub.mode"), given.get("hub.topic", "")
    challenge, now = given.get("hub.challenge", ""), wiring.now()
    wanted = False
    if mode == "denied":
        wanted = wiring.receive().deny(source_id, key, topic, given.get("hub.reason", ""), now)
    elif mode == "subscribe" and 0 < len(challenge) <= _LONGEST_CHALLENGE:
        wanted = wiring.receive().verify(source_id, key, topic, _lease(given.get("hub.lease_seconds")), now)
    # We never unsubscribe: who asks the hub to end a subscription of ours is somebody else.
    if not wanted:
        raise NotFound("subscription", source_id)
    return _plain(challenge, HTTPStatus.OK)


def take(request: Request, source_id: str, key: str) -> Response:
    """Takes what is pushed, whatever it is. Raises NotSubscribed, so that the hub may forget us."""
    body = request.raw_body or b""
    push = Push(
        body=body if isinstance(body, bytes) else body.encode(),
        content_type=request.headers.get("content-type", "")[:_LONGEST_TYPE] or None,
        signature=request.headers.get("x-hub-signature", "").strip()[:_LONGEST_TYPE],
    )
    if not wiring.receive().push(source_id, key, push, wiring.now()):
        raise NotSubscribed
    return _plain("", HTTPStatus.ACCEPTED)


def _lease(written: str | None) -> timedelta | None:
    """None where the hub does not say, or says nothing that is a time."""
    return timedelta(seconds=int(written)) if written and _SECONDS.fullmatch(written) else None


def _plain(text: str, status: HTTPStatus) -> Response:
    return Response(text, status_code=status.value, headers={"Content-Type": "text/plain; charset=utf-8"})
