"""Lets in a service account of Google's: signs for it, and gets the token that its requests carry
(https://developers.google.com/identity/protocols/oauth2/service-account).
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from ...domain.sources import FailureKind
from ...errors import SourceRefused
from ..asking import Asking
from ..feed_entries import unreadable
from .answers import refused
from .json_documents import Json, load

_LASTS = timedelta(hours=1)  # the longest that Google allows
_MARGIN = timedelta(minutes=5)
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_TOKENS_AT = "https://oauth2.googleapis.com/token"


async def access_token(asking: Asking, scope: str) -> str:
    """The token in memory, or a new one while that is about to end. Getting one costs no budget.

    Raises SourceRefused when the key's `service_account` is not what Google made, or is not let in.
    """
    memory = asking.memory
    if "token" in memory and asking.now < datetime.fromisoformat(memory["token_ends_at"]):
        return memory["token"]
    account = _account(asking.key["service_account"])
    tokens_at = account.raw("token_uri") or _TOKENS_AT
    signed = _signed(account, tokens_at, scope, asking.now)
    request = asking.form(tokens_at, {"grant_type": _GRANT, "assertion": signed})
    response = await asking.ask(request, units=0)
    granted = load(response.body, response.content_type)
    token = granted.raw("access_token")
    if not token:
        raise unreadable("no token for the service account in Google's answer")
    lasts = min(timedelta(seconds=granted.number("expires_in") or 0), _LASTS)
    memory["token_ends_at"] = (asking.now + lasts - _MARGIN).isoformat()
    memory["token"] = token
    return token


def _account(written: str) -> Json:
    try:
        return Json(json.loads(written))
    except ValueError:
        # Not chained: the error would hold the key.
        raise _wrong_key() from None


def _signed(account: Json, tokens_at: str, scope: str, now: datetime) -> str:
    import jwt  # only who listens to Google Play pays for what it loads

    issued = int(now.timestamp())
    claims = {
        "iss": account.raw("client_email"),
        "scope": scope,
        "aud": tokens_at,
        "iat": issued,
        "exp": issued + int(_LASTS.total_seconds()),
    }
    try:
        key_id = account.raw("private_key_id")
        return jwt.encode(claims, account.raw("private_key"), "RS256", {"kid": key_id} if key_id else None)
    except (ValueError, TypeError, jwt.PyJWTError):
        raise _wrong_key() from None


def _wrong_key() -> SourceRefused:
    detail = "the key's service_account must hold all of the JSON file that Google made for the account"
    return refused(FailureKind.NOT_CONFIGURED, detail)
