"""Who asks, and may they? A bearer token is read from the Authorization header only, and never written down.

RFC 6750, section 2.1; tokens in addresses or bodies end up in logs.
"""

from __future__ import annotations

from chalice.app import Request

from .. import wiring
from ..domain.people import Scope, Token
from .refusals import NotAdmitted, ScopeTooSmall


def admitted(request: Request, needed: Scope) -> Token:
    """The token of whoever asks. Raises NotAdmitted or ScopeTooSmall."""
    scheme, _, credentials = str(request.headers.get("authorization", "")).strip().partition(" ")
    if scheme.lower() != "bearer" or not credentials.strip():
        raise NotAdmitted(was_sent=False)
    token = wiring.admit()(credentials.strip(), wiring.now())
    if token is None:
        raise NotAdmitted(was_sent=True)
    if not token.scope.allows(needed):
        raise ScopeTooSmall(needed)
    return token
