"""Tokens: by which programs speak for people. Their secrets are told once, and kept nowhere."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

import msgspec
from chalice.app import Request, Response
from msgspec import Meta

from ... import wiring
from ...domain import people
from ...domain.people import Scope
from ...domain.remarks import key_faults
from ...errors import NotFound
from ..answers import below, item, nothing, shown
from ..bodies import body_of
from ..conditions import check_unchanged
from ..operations import BY_CONTENT, Operation
from ..tokens import admitted


class Token(msgspec.Struct, kw_only=True):
    """A token without its secret, which nobody keeps. The day of its last use is by UTC."""

    id: str
    person_id: str
    scope: Scope
    created_at: datetime
    expires_at: datetime | None
    last_used_on: date | None


class Issued(Token, kw_only=True):
    """A new one. `token` is what its holder sends; it is told only now."""

    token: str


class Tokens(msgspec.Struct):
    """All of them: they are few."""

    tokens: list[Token]


class NewToken(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """For whom it speaks, what it may do, and for how many days; null is for ever."""

    person_id: Annotated[str, Meta(min_length=1, max_length=64)]
    scope: Scope = Scope.READ
    days: Annotated[int, Meta(ge=1, le=3650)] | None = 365


def list_tokens(request: Request) -> Response:
    """Who may use the API, and when they last did. All of them: tokens are few."""
    admitted(request, Scope.ADMIN)
    return shown(Tokens([_shape(token) for token in wiring.tokens().all()]))


def show_token(request: Request, token_id: str) -> Response:
    """One token."""
    admitted(request, Scope.ADMIN)
    return item(_shape(_known(token_id)))


def add_token(request: Request) -> Response:
    """Let a program speak for a person. The secret is told once, in this answer. With an Idempotency-Key a
    token is made once; sent again, the key is refused, since its secret cannot be told again.
    """
    admitted(request, Scope.ADMIN)
    body, key, now = body_of(request, NewToken), request.headers.get("idempotency-key"), wiring.now()
    if key is not None and (fault := next(key_faults(key), None)):
        raise fault
    expires_at = now + timedelta(days=body.days) if body.days else None
    token, text = wiring.issue_token()(body.person_id, body.scope, now, expires_at, key)
    issued = Issued(**msgspec.structs.asdict(_shape(token)), token=text)
    return shown(issued, {"Location": f"{below(request)}{token.id}"}, HTTPStatus.CREATED)


def revoke_token(request: Request, token_id: str) -> Response:
    """Admit it no longer, from its next request on."""
    admitted(request, Scope.ADMIN)
    check_unchanged(request, "token", token_id, _shape(_known(token_id)))
    wiring.tokens().remove(token_id)
    return nothing()


def _known(token_id: str) -> people.Token:
    if token := wiring.tokens().get(token_id):
        return token
    raise NotFound("token", token_id)


def _shape(token: people.Token) -> Token:
    return Token(
        id=token.id,
        person_id=token.person_id,
        scope=token.scope,
        created_at=token.created_at,
        expires_at=token.expires_at,
        last_used_on=token.last_used_on,
    )


_EXAMPLE = {"person_id": "ann", "scope": "respond", "days": 365}
_ONE = "/tokens/{token_id}"

ROUTES = (
    Operation(method="GET", path="/tokens", view=list_tokens, needs=Scope.ADMIN, answer=Tokens),
    Operation(
        method="POST", path="/tokens", view=add_token, needs=Scope.ADMIN, body=NewToken, example=_EXAMPLE,
        answer=Issued, status=HTTPStatus.CREATED, keyed=True, refuses=True,
    ),
    Operation(method="GET", path=_ONE, view=show_token, needs=Scope.ADMIN, answer=Token, tagged=True),
    Operation(method="DELETE", path=_ONE, view=revoke_token, needs=Scope.ADMIN, conditional=BY_CONTENT),
)  # fmt: skip
