"""Reads what Slack sends when somebody presses a button under a notice: is it from Slack, and what is it?

https://docs.slack.dev/authentication/verifying-requests-from-slack
https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs

from chalice.app import Request

from .. import wiring
from ..domain.buttons import in_value
from ..errors import InvalidInput
from .refusals import NotFromSlack

_SIGNED_FOR = timedelta(minutes=5)
_MOST_BYTES = 256 * 1024
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
_LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button. `turn` is the mention's when its message was sent; None where that is so old
    that it does not say. `blocks` is the message it stands under, as Slack keeps it; `response_url` is where
    an answer is sent.
    """

    user_id: str
    action: str
    mention_id: str
    turn: int | None
    response_url: str
    blocks: tuple[dict[str, object], ...]


def people_of_signer(request: Request, now: datetime) -> dict[str, str]:
    """Our people by their Slack IDs, as the app that signed this request knows them. Raises NotFromSlack.

    Slack does not say which app it is, so every one of ours is tried, and all whatever comes of the first.
    """
    at, signature = _signed(request, now)
    signed = b"v0:%d:" % at + _body(request)
    keys = [wiring.keys().get(name) for name in wiring.keys().names() if name.startswith("slack:")]
    signers = [key for key in keys if key.get("signing_secret")]
    known = [key for key in signers if _is_by(key["signing_secret"], signed, signature)]
    if not known:
        raise NotFromSlack
    people: dict[str, str] = {}
    for key in known:
        people |= _people_in(key.get("people", ""))
    return people


def press_in(request: Request) -> Press | None:
    """What was pressed; None where it was no button of ours that acts. Raises InvalidInput."""
    try:
        given = parse_qs(_body(request).decode(), max_num_fields=20).get("payload", [""])[0]
        payload = json.loads(given)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("payload", "must be a JSON object, as Slack sends it") from error
    match payload:
        case {
            "type": "block_actions",
            "user": {"id": str(user_id)},
            "actions": [{"action_id": str(action), "value": str(value)}, *_],
            "response_url": str(url),
        } if (carried := in_value(value)) and len(url) <= _LONGEST_URL:
            return Press(user_id, action, *carried, url, _blocks_in(payload))
    return None


def _signed(request: Request, now: datetime) -> tuple[int, str]:
    """When it was signed, and how."""
    at = str(request.headers.get("x-slack-request-timestamp", ""))
    is_fresh = _SECONDS.fullmatch(at) and abs(now.timestamp() - int(at)) <= _SIGNED_FOR.total_seconds()
    if not is_fresh:
        raise NotFromSlack
    return int(at), str(request.headers.get("x-slack-signature", ""))


def _body(request: Request) -> bytes:
    body = request.raw_body or b""
    body = body if isinstance(body, bytes) else body.encode()
    if len(body) > _MOST_BYTES:
        raise InvalidInput("body", f"must be at most {_MOST_BYTES // 1024} KB")
    return body


def _is_by(secret: str, signed: bytes, signature: str) -> bool:
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode())


def _people_in(stored: str) -> dict[str, str]:
    try:
        people = json.loads(stored or "{}")
    except ValueError:
        people = None
    return {str(user): str(person) for user, person in people.items()} if isinstance(people, dict) else {}


def _blocks_in(payload: object) -> tuple[dict[str, object], ...]:
    match payload:
        case {"message": {"blocks": [*blocks]}}:
            return tuple(block for block in blocks if isinstance(block, dict))
    return ()
